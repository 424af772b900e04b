"use client";

import { useActionState } from "react";
import { untouched } from "../actions/form-state.ts";
import { takeBackInvitation } from "../actions/members.ts";
import { CopyButton } from "./copy-button.tsx";
import { SubmitButton } from "./submit-button.tsx";

export function InvitationActions({ invitation }: { invitation: { id: string; link: string | null } }) {
  const [state, action] = useActionState(takeBackInvitation, untouched);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {invitation.link && <CopyButton text={invitation.link}>Copy link</CopyButton>}
      <form action={action}>
        <input type="hidden" name="invitationId" value={invitation.id} />
        <SubmitButton look="quiet" size="small" busy="Taking back">
          Take back
        </SubmitButton>
      </form>
      {state.message && (
        <p role="alert" className="text-[13px] text-red">
          {state.message}
        </p>
      )}
    </div>
  );
}
