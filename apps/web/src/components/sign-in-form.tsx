"use client";

import { useActionState } from "react";
import { untouched } from "../actions/form-state.ts";
import { signIn } from "../actions/sign-in.ts";
import { Field } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

export function SignInForm({ callbackUrl }: { callbackUrl: string }) {
  const [state, action] = useActionState(signIn, untouched);
  return (
    <form action={action} className="space-y-4">
      {state.message && <Notice look="error">{state.message}</Notice>}
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={state.values.email}
        required
      />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      <SubmitButton busy="Signing in" size="large" className="w-full">
        Sign in
      </SubmitButton>
    </form>
  );
}
