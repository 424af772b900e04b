import { isPasswordResetOpen } from "@counterfoil/services/member/reset-password";
import type { Metadata } from "next";
import Link from "next/link";
import { EntryFrame } from "../../components/entry-frame.tsx";
import { Notice } from "../../components/notice.tsx";
import { NewPasswordForm } from "../../components/password-forms.tsx";
import { context } from "../../context.ts";

export const metadata: Metadata = { title: "Choose a new password", referrer: "no-referrer" };

export default async function ResetPasswordPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[] }>;
}) {
  const given = (await searchParams).token;
  const token = typeof given === "string" ? given : "";
  const isOpen = await isPasswordResetOpen(await context(), token);
  return (
    <EntryFrame
      title="Choose a new password"
      description="The old one ends, and so does every session with it."
      below={
        <Link href="/forgot-password" className="font-medium text-brand underline-offset-4 hover:underline">
          Ask for a new link
        </Link>
      }
    >
      {isOpen ? (
        <NewPasswordForm token={token} />
      ) : (
        <Notice look="warning">
          This link was used already or is older than an hour. Ask for a new one.
        </Notice>
      )}
    </EntryFrame>
  );
}
