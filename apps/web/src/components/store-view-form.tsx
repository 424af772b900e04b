"use client";

import Link from "next/link";
import { useActionState, useState } from "react";
import { untouched } from "../actions/form-state.ts";
import { sendStoreView } from "../actions/send-store-view.ts";
import { buttonStyle } from "./button.tsx";
import { Field } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

type Target = { value: string; label: string; hint: string; suggestedPrefix: string | null };

/** Sends a store view that nobody takes into an organisation. */
export function StoreViewForm({
  storeId,
  storeViewId,
  targets,
}: {
  storeId: string;
  storeViewId: number;
  targets: Target[];
}) {
  const [state, action] = useActionState(sendStoreView, untouched);
  const [chosen, setChosen] = useState(targets[0]?.value ?? "");
  const suggestion = targets.find(({ value }) => value === chosen)?.suggestedPrefix ?? null;
  return (
    <form action={action} className="space-y-5">
      {state.message && !state.fields.invoiceNumberPrefix && <Notice look="error">{state.message}</Notice>}
      <input type="hidden" name="storeId" value={storeId} />
      <input type="hidden" name="storeViewId" value={storeViewId} />
      <fieldset className="space-y-2">
        <legend className="mb-2 text-sm font-medium">Xero organisation</legend>
        {targets.map(({ value, label, hint }) => (
          <label
            key={value}
            className="flex cursor-pointer items-start gap-3 rounded-lg border px-4 py-3 text-sm transition-colors hover:bg-raised has-checked:border-brand has-checked:bg-brand-soft"
          >
            <input
              type="radio"
              name="target"
              value={value}
              checked={value === chosen}
              onChange={() => setChosen(value)}
              className="mt-0.5 size-4 accent-brand"
            />
            <span>
              <span className="block font-medium">{label}</span>
              <span className="block text-[13px] text-muted">{hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {suggestion !== null && (
        <Field
          label="Number prefix"
          name="invoiceNumberPrefix"
          className="font-mono"
          maxLength={16}
          key={chosen}
          defaultValue={state.values.invoiceNumberPrefix || suggestion}
          error={state.fields.invoiceNumberPrefix}
          hint="Another store posts into this organisation, and both count from 000000001. The prefix keeps their numbers apart."
        />
      )}
      <div className="flex flex-wrap gap-2">
        <SubmitButton busy="Sending it there" disabled={chosen === ""}>
          Send it there
        </SubmitButton>
        <Link href="/dashboard/bindings" className={buttonStyle({ look: "quiet" })}>
          Cancel
        </Link>
      </div>
    </form>
  );
}
