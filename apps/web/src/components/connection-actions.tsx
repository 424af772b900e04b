"use client";

import { useActionState } from "react";
import { checkConnection } from "../actions/check-connection.ts";
import { disconnectXero } from "../actions/disconnect-xero.ts";
import { untouched } from "../actions/form-state.ts";
import { SubmitButton } from "./submit-button.tsx";

/** Renews the connection and reads the lists again, or ends it after a second look. */
export function ConnectionActions({
  bindingId,
  organisationId,
  name,
}: {
  bindingId: string;
  organisationId: string;
  name: string;
}) {
  const [checked, check] = useActionState(checkConnection, untouched);
  const [ended, disconnect] = useActionState(disconnectXero, untouched);
  const message = ended.message ?? checked.message;
  return (
    <div className="mt-4 space-y-3 border-t pt-4">
      <form action={check}>
        <input type="hidden" name="organisationId" value={organisationId} />
        <SubmitButton look="secondary" size="small" busy="Refreshing">
          Refresh now
        </SubmitButton>
      </form>
      <details>
        <summary className="cursor-pointer rounded-sm text-[13px] text-muted hover:text-ink">
          Disconnect Xero
        </summary>
        <form action={disconnect} className="mt-3 space-y-3">
          <input type="hidden" name="bindingId" value={bindingId} />
          <input type="hidden" name="organisationId" value={organisationId} />
          <p className="text-[13px] leading-relaxed text-pretty text-muted">
            Nothing more is sent to {name} until you connect it again. What is in Xero stays there; new
            documents are kept and go then, and nothing goes twice.
          </p>
          <SubmitButton look="secondary" size="small" busy="Disconnecting">
            Disconnect {name}
          </SubmitButton>
        </form>
      </details>
      {message && (
        <p role="status" className="text-[13px] text-pretty text-muted">
          {message}
        </p>
      )}
    </div>
  );
}
