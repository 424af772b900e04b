"use client";

import { useActionState } from "react";
import { type FormState, untouched } from "../actions/form-state.ts";
import { Field } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

/** What somebody new is asked for; each way in asks only for what it does not know. */
export function AccountForm({
  act,
  hidden,
  name,
  email,
  asks,
  submit,
  busy,
}: {
  act: (state: FormState, form: FormData) => Promise<FormState>;
  hidden: Readonly<Record<string, string>>;
  name?: string;
  /** Where it is settled already. */
  email?: { value: string; hint?: string };
  asks: readonly ("company" | "email" | "password")[];
  submit: string;
  busy: string;
}) {
  const [state, action] = useActionState(act, untouched);
  const { fields, values } = state;
  return (
    <form action={action} className="space-y-4">
      {state.message && <Notice look="error">{state.message}</Notice>}
      {Object.entries(hidden).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      {email && (
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          value={email.value}
          hint={email.hint}
          readOnly
        />
      )}
      <Field
        label="Your name"
        name="name"
        autoComplete="name"
        defaultValue={values.name ?? name}
        error={fields.name}
        required
      />
      {asks.includes("company") && (
        <Field
          label="Business"
          name="company"
          autoComplete="organization"
          defaultValue={values.company}
          error={fields.company}
          required
        />
      )}
      {asks.includes("email") && (
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={values.email}
          error={fields.email}
          required
        />
      )}
      {asks.includes("password") && (
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
      )}
      <SubmitButton busy={busy} size="large" className="w-full">
        {submit}
      </SubmitButton>
    </form>
  );
}
