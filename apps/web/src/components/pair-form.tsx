"use client";

import { useActionState } from "react";
import { type FormState, untouched } from "../actions/form-state.ts";
import { Field } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";
import { TechnicalHint } from "./technical-hint.tsx";

type Props = {
  action: (before: FormState, form: FormData) => Promise<FormState>;
  suggestedUrl: string | null;
  /** Of somebody who pairs by a link. */
  token?: string;
};

export function PairForm({ action: pair, suggestedUrl, token }: Props) {
  const [state, action] = useActionState(pair, untouched);
  const { values, suggestion } = state;
  const tokenField = token !== undefined && <input type="hidden" name="token" value={token} />;
  return (
    <div className="space-y-5">
      {state.message && (
        <Notice
          look="error"
          title="Not connected"
          action={
            suggestion && (
              <form action={action}>
                {tokenField}
                <input type="hidden" name="baseUrl" value={suggestion} />
                <input type="hidden" name="pairingCode" value={values.pairingCode ?? ""} />
                <SubmitButton size="small" busy="Asking the store">
                  Try {suggestion}
                </SubmitButton>
              </form>
            )
          }
        >
          {state.message}
          {state.hint && <TechnicalHint key={state.hint}>{state.hint}</TechnicalHint>}
        </Notice>
      )}
      <form action={action} className="space-y-5">
        {tokenField}
        <Field
          label="Store address"
          name="baseUrl"
          inputMode="url"
          autoComplete="url"
          placeholder="https://shop.example.com"
          defaultValue={values.baseUrl ?? suggestedUrl ?? ""}
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
    </div>
  );
}
