import { xeroPersonSchema } from "@counterfoil/services/member/xero-sign-in";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { safePath } from "../../actions/safe-path.ts";
import { EntryFrame } from "../../components/entry-frame.tsx";
import { Notice } from "../../components/notice.tsx";
import { SignInForm } from "../../components/sign-in-form.tsx";
import { XeroSignInLink } from "../../components/xero-sign-in-link.tsx";
import { readSealedCookie, XERO_PERSON } from "../../sealed-cookie.ts";
import { findSignedIn } from "../../session.ts";

export const metadata: Metadata = { title: "Sign in" };

type Props = {
  searchParams: Promise<{ callbackUrl?: string; error?: string; with?: string; reset?: string }>;
};

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl, error, with: by, reset } = await searchParams;
  const next = safePath(pathOf(callbackUrl));
  if (await findSignedIn()) redirect(next);
  const named = by === "xero" ? await readSealedCookie(XERO_PERSON, xeroPersonSchema) : null;
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
      {reset && (
        <Notice look="success">
          Your new password is set, and you are signed out everywhere. Sign in with it.
        </Notice>
      )}
      {named && (
        <Notice look="info" title="Sign in with your password once">
          {named.email} has an account here already. Once we know it is yours, Xero lets you in from then on.
        </Notice>
      )}
      <SignInForm callbackUrl={next} email={named?.email} />
      {!named && <XeroSignInLink callbackUrl={next} />}
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
  xero_cancelled: "You did not let Xero say who you are. Try again, or use your password.",
  xero_refused: "Signing in with Xero did not work. Try again, or use your password.",
  xero_unavailable: "Xero does not answer at the moment. Use your password, or try again later.",
  no_seat: "You have no seat in any account any more. Ask its owner to invite you again.",
};
