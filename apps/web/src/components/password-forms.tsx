"use client";

import { useActionState } from "react";
import { untouched } from "../actions/form-state.ts";
import { askReset, chooseNewPassword } from "../actions/passwords.ts";
import { Field } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

export function ForgotPasswordForm() {
  const [state, action] = useActionState(askReset, untouched);
  return (
    <form action={action} className="space-y-4">
      {state.message && <Notice look="error">{state.message}</Notice>}
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={state.values.email}
        error={state.fields.email}
        required
      />
      <SubmitButton busy="Sending" size="large" className="w-full">
        Send the link
      </SubmitButton>
    </form>
  );
}

export function NewPasswordForm({ token }: { token: string }) {
  const [state, action] = useActionState(chooseNewPassword, untouched);
  return (
    <form action={action} className="space-y-4">
      {state.message && <Notice look="error">{state.message}</Notice>}
      <input type="hidden" name="token" value={token} />
      <Field
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={10}
        hint="At least 10 characters. You are signed out everywhere."
        error={state.fields.password}
        required
      />
      <SubmitButton busy="Setting it" size="large" className="w-full">
        Set password
      </SubmitButton>
    </form>
  );
}
