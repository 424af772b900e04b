import { readInvitation } from "@counterfoil/services/member/read-invitation";
import { roleWords } from "@counterfoil/services/member/roles";
import type { Metadata } from "next";
import Link from "next/link";
import { join } from "../../actions/accept-invitation.ts";
import { signOut } from "../../actions/sign-in.ts";
import { AcceptForm } from "../../components/accept-form.tsx";
import { AccountForm } from "../../components/account-form.tsx";
import { buttonStyle } from "../../components/button.tsx";
import { EntryFrame } from "../../components/entry-frame.tsx";
import { Notice } from "../../components/notice.tsx";
import { SubmitButton } from "../../components/submit-button.tsx";
import { context } from "../../context.ts";
import { findSignedIn } from "../../session.ts";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

const over = {
  expired: "It has run out: invitations are open for seven days. Ask for a new one.",
  accepted: "It was used already. Sign in to go on.",
  revoked: "It was taken back. Ask whoever sent it.",
  unknown: "This link is not one of ours, or not whole. Copy it once more from the message.",
};

export default async function InvitationPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[] }>;
}) {
  const given = (await searchParams).token;
  const token = typeof given === "string" ? given : "";
  const offer = await readInvitation(await context(), token);
  const signIn = (
    <Link href="/sign-in" className="font-medium text-brand underline-offset-4 hover:underline">
      Sign in
    </Link>
  );
  if (offer?.state !== "open")
    return (
      <EntryFrame
        title="Invitation"
        description="This one does not open any more."
        below={<>Have an account? {signIn}</>}
      >
        <Notice look="warning">{over[offer?.state ?? "unknown"]}</Notice>
      </EntryFrame>
    );
  const signedIn = await findSignedIn();
  const role = roleWords[offer.role];
  const here = `/invitation?${new URLSearchParams({ token })}`;
  return (
    <EntryFrame
      title={`Join ${offer.tenantName}`}
      description={`${offer.inviterName} invites ${offer.email} as ${role.name.toLowerCase()}. ${role.may}`}
      below={signedIn ? `Signed in as ${signedIn.person.email}.` : "The link works once."}
    >
      {signedIn?.person.email === offer.email ? (
        <AcceptForm token={token} tenantName={offer.tenantName} />
      ) : signedIn ? (
        <div className="space-y-4">
          <Notice look="warning">
            You are signed in as {signedIn.person.email}, and this invitation is for {offer.email}. Sign out,
            then open the link again.
          </Notice>
          <form action={signOut}>
            <SubmitButton look="secondary" busy="Signing out" className="w-full">
              Sign out
            </SubmitButton>
          </form>
        </div>
      ) : offer.hasAccount ? (
        <Link
          href={`/sign-in?${new URLSearchParams({ callbackUrl: here })}`}
          className={buttonStyle({ size: "large", className: "w-full" })}
        >
          Sign in to accept
        </Link>
      ) : (
        <AccountForm
          act={join}
          hidden={{ token }}
          email={{ value: offer.email }}
          asks={["password"]}
          submit="Create account and join"
          busy="Joining"
        />
      )}
    </EntryFrame>
  );
}
