"use client";

import { useActionState } from "react";
import { chooseRevenueAccount } from "../actions/choose-revenue-account.ts";
import { untouched } from "../actions/form-state.ts";
import { SelectField } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

export function RevenueAccountForm({
  bindingId,
  baseVersion,
  accounts,
}: {
  bindingId: string;
  baseVersion: number;
  accounts: { code: string; name: string }[];
}) {
  const [state, action] = useActionState(chooseRevenueAccount, untouched);
  return (
    <form action={action} className="space-y-4">
      {state.message && !state.fields.revenueAccountCode && <Notice look="error">{state.message}</Notice>}
      <input type="hidden" name="bindingId" value={bindingId} />
      <input type="hidden" name="baseVersion" value={baseVersion} />
      <SelectField
        label="Sales account"
        name="revenueAccountCode"
        defaultValue={state.values.revenueAccountCode ?? ""}
        error={state.fields.revenueAccountCode}
        hint="The organisation has several, and none is plainly the one. The lines of every sale go there."
        required
      >
        <option value="" disabled>
          Choose an account
        </option>
        {accounts.map(({ code, name }) => (
          <option key={code} value={code}>
            {code} {name}
          </option>
        ))}
      </SelectField>
      <SubmitButton busy="Saving" look="secondary">
        Save
      </SubmitButton>
    </form>
  );
}
