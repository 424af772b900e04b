"use client";

import { useActionState } from "react";
import { untouched } from "../actions/form-state.ts";
import { createAccount } from "../actions/sign-up.ts";
import { Field } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

export function SignUpForm({ callbackUrl }: { callbackUrl: string }) {
  const [state, action] = useActionState(createAccount, untouched);
  const { fields, values } = state;
  return (
    <form action={action} className="space-y-4">
      {state.message && <Notice look="error">{state.message}</Notice>}
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      <Field
        label="Your name"
        name="name"
        autoComplete="name"
        defaultValue={values.name}
        error={fields.name}
        required
      />
      <Field
        label="Business"
        name="company"
        autoComplete="organization"
        defaultValue={values.company}
        error={fields.company}
        required
      />
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={values.email}
        error={fields.email}
        required
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={10}
        hint="At least 10 characters."
        error={fields.password}
        required
      />
      <SubmitButton busy="Creating your account" size="large" className="w-full">
        Create account
      </SubmitButton>
    </form>
  );
}
