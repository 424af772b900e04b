"use client";

import { useActionState } from "react";
import { accept, join } from "../actions/accept-invitation.ts";
import { untouched } from "../actions/form-state.ts";
import { Field } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

/** For somebody who is signed in with the right address. */
export function AcceptForm({ token, tenantName }: { token: string; tenantName: string }) {
  const [state, action] = useActionState(accept, untouched);
  return (
    <form action={action} className="space-y-4">
      {state.message && <Notice look="error">{state.message}</Notice>}
      <input type="hidden" name="token" value={token} />
      <SubmitButton busy="Accepting" size="large" className="w-full">
        Join {tenantName}
      </SubmitButton>
    </form>
  );
}

/** For somebody new: the address is the one that was invited. */
export function JoinForm({ token, email }: { token: string; email: string }) {
  const [state, action] = useActionState(join, untouched);
  const { fields, values } = state;
  return (
    <form action={action} className="space-y-4">
      {state.message && <Notice look="error">{state.message}</Notice>}
      <input type="hidden" name="token" value={token} />
      <Field label="E-mail" name="email" type="email" autoComplete="username" defaultValue={email} readOnly />
      <Field
        label="Your name"
        name="name"
        autoComplete="name"
        defaultValue={values.name}
        error={fields.name}
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
      <SubmitButton busy="Joining" size="large" className="w-full">
        Create account and join
      </SubmitButton>
    </form>
  );
}
