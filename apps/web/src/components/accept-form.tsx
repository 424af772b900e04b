"use client";

import { useActionState } from "react";
import { accept } from "../actions/accept-invitation.ts";
import { untouched } from "../actions/form-state.ts";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

/** For somebody who is signed in with the right address. */
export function AcceptForm({ token, tenantName }: { token: string; tenantName: string }) {
  const [state, action] = useActionState(accept, untouched);
  return (
    <form action={action} className="space-y-4">
      {state.message && <Notice look="error">{state.message}</Notice>}
      <input type="hidden" name="token" value={token} />
      <SubmitButton busy="Accepting" size="large" className="w-full">
        Join {tenantName}
      </SubmitButton>
    </form>
  );
}
