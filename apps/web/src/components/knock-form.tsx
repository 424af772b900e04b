"use client";

import { useActionState } from "react";
import { untouched } from "../actions/form-state.ts";
import { knockAtStore } from "../actions/knock-at-store.ts";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";
import { TechnicalHint } from "./technical-hint.tsx";

/** A store that is paired and does not let us in yet: why, and asking it once more. */
export function KnockForm({
  storeId,
  host,
  sentence,
  hint,
}: {
  storeId: string;
  host: string;
  sentence: string;
  hint: string | null;
}) {
  const [state, action] = useActionState(knockAtStore, untouched);
  const shownHint = state.message ? state.hint : hint;
  return (
    <Notice
      look="warning"
      title={`${host} is paired, and does not let us in yet`}
      action={
        <form action={action}>
          <input type="hidden" name="storeId" value={storeId} />
          <SubmitButton size="small" busy="Asking the store">
            Ask the store again
          </SubmitButton>
        </form>
      }
    >
      {state.message ?? sentence}
      {shownHint && <TechnicalHint>{shownHint}</TechnicalHint>}
    </Notice>
  );
}
