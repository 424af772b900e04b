import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { safePath } from "../../actions/safe-path.ts";
import { EntryFrame } from "../../components/entry-frame.tsx";
import { SignUpForm } from "../../components/sign-up-form.tsx";
import { findSignedIn } from "../../session.ts";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage({
  searchParams,
}: {
  searchParams: Promise<{ callbackUrl?: string }>;
}) {
  const next = safePath((await searchParams).callbackUrl);
  if (await findSignedIn()) redirect(next);
  return (
    <EntryFrame
      title="Create an account"
      description="Two connections and one look, and your store's documents are in your books."
      below={
        <>
          Have an account?{" "}
          <Link
            href={`/sign-in?${new URLSearchParams({ callbackUrl: next })}`}
            className="font-medium text-brand underline-offset-4 hover:underline"
          >
            Sign in
          </Link>
        </>
      }
    >
      <SignUpForm callbackUrl={next} />
    </EntryFrame>
  );
}
