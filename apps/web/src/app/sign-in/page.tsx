import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { safePath } from "../../actions/safe-path.ts";
import { EntryFrame } from "../../components/entry-frame.tsx";
import { Notice } from "../../components/notice.tsx";
import { SignInForm } from "../../components/sign-in-form.tsx";
import { findSignedIn } from "../../session.ts";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ callbackUrl?: string; error?: string }> };

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl, error } = await searchParams;
  const next = safePath(pathOf(callbackUrl));
  if (await findSignedIn()) redirect(next);
  return (
    <EntryFrame
      title="Sign in"
      description="Welcome back."
      below={
        <>
          New here?{" "}
          <Link
            href={`/sign-up?${new URLSearchParams({ callbackUrl: next })}`}
            className="font-medium text-brand underline-offset-4 hover:underline"
          >
            Create an account
          </Link>
        </>
      }
    >
      {error && <Notice look="error">{sentences[error] ?? "Signing in did not work. Try again."}</Notice>}
      <SignInForm callbackUrl={next} />
    </EntryFrame>
  );
}

/** next-auth's own redirects name us in full. */
function pathOf(callbackUrl: string | undefined): string | undefined {
  if (callbackUrl === undefined || callbackUrl.startsWith("/")) return callbackUrl;
  return URL.canParse(callbackUrl)
    ? `${new URL(callbackUrl).pathname}${new URL(callbackUrl).search}`
    : undefined;
}

const sentences: Record<string, string> = {
  wrong: "This e-mail address and password do not go together.",
  rate_limited: "Too many attempts. Wait 15 minutes, then try again.",
  no_seat: "You have no seat in any account any more. Ask its owner to invite you again.",
};
