import type { Metadata } from "next";
import Link from "next/link";
import { EntryFrame } from "../../components/entry-frame.tsx";
import { Notice } from "../../components/notice.tsx";
import { ForgotPasswordForm } from "../../components/password-forms.tsx";

export const metadata: Metadata = { title: "Reset your password" };

export default async function ForgotPasswordPage({
  searchParams,
}: {
  searchParams: Promise<{ sent?: string }>;
}) {
  const { sent } = await searchParams;
  return (
    <EntryFrame
      title="Reset your password"
      description="We send a link to the address you sign in with."
      below={
        <Link href="/sign-in" className="font-medium text-brand underline-offset-4 hover:underline">
          Back to sign in
        </Link>
      }
    >
      {sent ? (
        <Notice look="success" title="Look at your post">
          If that address has an account, a link is on its way. It works once, for an hour. Nothing there
          after a few minutes? Look among the junk, or ask again.
        </Notice>
      ) : (
        <ForgotPasswordForm />
      )}
    </EntryFrame>
  );
}
