"use client";

import { useActionState } from "react";
import { type FormState, untouched } from "../actions/form-state.ts";
import { Field } from "./field.tsx";
import { SubmitButton } from "./submit-button.tsx";

/** For what cannot be undone: only whoever types the account's name does it. */
export function ConfirmNameForm({
  act,
  hidden = {},
  name,
  submit,
  busy,
  className = "",
}: {
  act: (state: FormState, form: FormData) => Promise<FormState>;
  hidden?: Readonly<Record<string, string>>;
  name: string;
  submit: string;
  busy: string;
  /** Of the button. */
  className?: string;
}) {
  const [state, action] = useActionState(act, untouched);
  return (
    <form action={action} className="max-w-sm space-y-4">
      {Object.entries(hidden).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      <Field
        label={
          <>
            Type <span className="font-semibold">{name}</span> to confirm
          </>
        }
        name="name"
        autoComplete="off"
        defaultValue={state.values.name}
        error={state.fields.name ?? state.message ?? undefined}
        required
      />
      <SubmitButton look="secondary" busy={busy} className={className}>
        {submit}
      </SubmitButton>
    </form>
  );
}
