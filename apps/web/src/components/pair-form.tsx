"use client";

import { useActionState } from "react";
import { untouched } from "../actions/form-state.ts";
import { pairStore } from "../actions/pair-store.ts";
import { Field } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

export function PairForm({ suggestedUrl }: { suggestedUrl: string | null }) {
  const [state, action] = useActionState(pairStore, untouched);
  const { values } = state;
  return (
    <form action={action} className="space-y-5">
      {state.message && (
        <Notice look="error" title="Not connected">
          {state.message}
        </Notice>
      )}
      {state.suggestion && (
        <Notice look="info">
          The address that answered is <strong className="font-medium break-all">{state.suggestion}</strong>.
          We have put it into the form: connect again with it.
        </Notice>
      )}
      <Field
        key={state.suggestion ?? "address"}
        label="Store address"
        name="baseUrl"
        inputMode="url"
        autoComplete="url"
        placeholder="https://shop.example.com"
        defaultValue={state.suggestion ?? values.baseUrl ?? suggestedUrl ?? ""}
        hint="As customers open it, with https and without anything after the last slash that is not part of it."
        required
      />
      <Field
        label="Pairing code"
        name="pairingCode"
        autoComplete="off"
        spellCheck={false}
        className="font-mono tracking-tight"
        defaultValue={values.pairingCode}
        hint="Made in Magento's admin; it is good for 30 minutes and for one use."
        required
      />
      <SubmitButton busy="Asking the store">Connect Magento</SubmitButton>
    </form>
  );
}
