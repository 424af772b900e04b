"use client";

import { useActionState } from "react";
import { untouched } from "../actions/form-state.ts";
import { createAccountWithXero } from "../actions/sign-up-with-xero.ts";
import { Field } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

/** Xero has said who it is; what is missing is the business. */
export function XeroSignUpForm({
  callbackUrl,
  email,
  name,
}: {
  callbackUrl: string;
  email: string;
  name: string;
}) {
  const [state, action] = useActionState(createAccountWithXero, untouched);
  const { fields, values } = state;
  return (
    <form action={action} className="space-y-4">
      {state.message && <Notice look="error">{state.message}</Notice>}
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      <Field label="E-mail" name="email" type="email" value={email} hint="As Xero has it." readOnly />
      <Field
        label="Your name"
        name="name"
        autoComplete="name"
        defaultValue={values.name ?? name}
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
      <SubmitButton busy="Creating your account" size="large" className="w-full">
        Create account
      </SubmitButton>
    </form>
  );
}
