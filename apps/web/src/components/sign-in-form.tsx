"use client";

import Link from "next/link";
import { useActionState } from "react";
import { untouched } from "../actions/form-state.ts";
import { signIn } from "../actions/sign-in.ts";
import { Field } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

export function SignInForm({ callbackUrl, email }: { callbackUrl: string; email?: string | undefined }) {
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
        defaultValue={state.values.email ?? email}
        required
      />
      <div className="space-y-1.5">
        <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        <Link
          href="/forgot-password"
          className="inline-block text-[13px] text-muted underline-offset-4 hover:text-ink hover:underline"
        >
          Forgot your password?
        </Link>
      </div>
      <SubmitButton busy="Signing in" size="large" className="w-full">
        Sign in
      </SubmitButton>
    </form>
  );
}
