import { xeroPersonSchema } from "@counterfoil/services/member/xero-sign-in";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { safePath } from "../../actions/safe-path.ts";
import { EntryFrame } from "../../components/entry-frame.tsx";
import { SignUpForm } from "../../components/sign-up-form.tsx";
import { XeroSignInLink } from "../../components/xero-sign-in-link.tsx";
import { XeroSignUpForm } from "../../components/xero-sign-up-form.tsx";
import { readSealedCookie, XERO_PERSON } from "../../sealed-cookie.ts";
import { findSignedIn } from "../../session.ts";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage({
  searchParams,
}: {
  searchParams: Promise<{ callbackUrl?: string; with?: string }>;
}) {
  const { callbackUrl, with: by } = await searchParams;
  const next = safePath(callbackUrl);
  if (await findSignedIn()) redirect(next);
  const named = by === "xero" ? await readSealedCookie(XERO_PERSON, xeroPersonSchema) : null;
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
      {named ? (
        <XeroSignUpForm callbackUrl={next} email={named.email} name={named.name ?? ""} />
      ) : (
        <>
          <SignUpForm callbackUrl={next} />
          <XeroSignInLink callbackUrl={next} label="Sign up with Xero" />
        </>
      )}
    </EntryFrame>
  );
}
