import { xeroPersonSchema } from "@counterfoil/services/member/xero-sign-in";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { safePath } from "../../actions/safe-path.ts";
import { createAccount } from "../../actions/sign-up.ts";
import { createAccountWithXero } from "../../actions/sign-up-with-xero.ts";
import { AccountForm } from "../../components/account-form.tsx";
import { EntryFrame } from "../../components/entry-frame.tsx";
import { XeroSignInLink } from "../../components/xero-sign-in-link.tsx";
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
        <AccountForm
          act={createAccountWithXero}
          hidden={{ callbackUrl: next }}
          name={named.name ?? ""}
          email={{ value: named.email, hint: "As Xero has it." }}
          asks={["company"]}
          submit="Create account"
          busy="Creating your account"
        />
      ) : (
        <>
          <AccountForm
            act={createAccount}
            hidden={{ callbackUrl: next }}
            asks={["company", "email", "password"]}
            submit="Create account"
            busy="Creating your account"
          />
          <XeroSignInLink callbackUrl={next} label="Sign up with Xero" />
        </>
      )}
    </EntryFrame>
  );
}
