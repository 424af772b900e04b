"use client";

import { useActionState } from "react";
import { type InviteState, invite } from "../actions/members.ts";
import { CopyButton } from "./copy-button.tsx";
import { Field, SelectField } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

const empty: InviteState = { message: null, fields: {}, values: {} };

export function InviteForm({ roles }: { roles: { value: string; name: string }[] }) {
  const [state, action] = useActionState(invite, empty);
  const { fields, values, invited } = state;
  return (
    <div className="space-y-4">
      {state.message && <Notice look="error">{state.message}</Notice>}
      {invited && (
        <Notice
          look="success"
          title={`${invited.email} is invited`}
          action={<CopyButton text={invited.link}>Copy link</CopyButton>}
        >
          {invited.isMailed
            ? "The message is on its way. The link works once, for seven days."
            : "No message was sent. Copy the link and hand it over yourself: it works once, for seven days."}
        </Notice>
      )}
      <form action={action} className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_11rem_auto]">
        <Field
          label="E-mail"
          name="email"
          type="email"
          autoComplete="off"
          defaultValue={values.email}
          error={fields.email}
          required
        />
        <SelectField
          key={values.role ?? "viewer"}
          label="Role"
          name="role"
          defaultValue={values.role ?? "bookkeeper"}
          error={fields.role}
        >
          {roles.map(({ value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </SelectField>
        <SubmitButton busy="Inviting" className="h-10 sm:mt-[1.625rem]">
          Invite
        </SubmitButton>
      </form>
    </div>
  );
}
