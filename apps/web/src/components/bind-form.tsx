"use client";

import { useActionState, useState } from "react";
import { bindStore } from "../actions/bind-store.ts";
import { untouched } from "../actions/form-state.ts";
import { Field, SelectField } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

type Choice = { id: string; label: string };

/** Which store's documents go into which organisation. A second store there needs numbers of its own. */
export function BindForm({
  stores,
  organisations,
}: {
  stores: (Choice & { suggestedPrefix: string })[];
  organisations: (Choice & { isTaken: boolean; about: string })[];
}) {
  const [state, action] = useActionState(bindStore, untouched);
  const [organisationId, setOrganisationId] = useState(
    state.values.organisationId ?? (organisations.length === 1 ? (organisations[0]?.id ?? "") : ""),
  );
  const [storeId, setStoreId] = useState(state.values.storeId ?? stores[0]?.id ?? "");
  const suggestedPrefix = stores.find((each) => each.id === storeId)?.suggestedPrefix ?? "";
  const needsPrefix = organisations.find((each) => each.id === organisationId)?.isTaken ?? false;
  const { values, fields } = state;
  return (
    <form action={action} className="max-w-xl space-y-5">
      {state.message && !fields.invoiceNumberPrefix && <Notice look="error">{state.message}</Notice>}
      <SelectField
        label="Magento store"
        name="storeId"
        value={storeId}
        onChange={(event) => setStoreId(event.target.value)}
      >
        {stores.map((store) => (
          <option key={store.id} value={store.id}>
            {store.label}
          </option>
        ))}
      </SelectField>
      <fieldset className="space-y-2">
        <legend className="mb-1.5 text-sm font-medium">Xero organisation</legend>
        {organisations.map((organisation) => (
          <label
            key={organisation.id}
            className="flex cursor-pointer items-start gap-3 rounded-lg border px-4 py-3 text-sm transition-colors hover:bg-raised has-checked:border-brand has-checked:bg-brand-soft has-focus-visible:outline-2 has-focus-visible:outline-brand"
          >
            <input
              type="radio"
              name="organisationId"
              value={organisation.id}
              checked={organisationId === organisation.id}
              onChange={() => setOrganisationId(organisation.id)}
              required
              className="mt-0.5 size-4 accent-brand outline-none"
            />
            <span className="flex flex-1 flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
              <span className="font-medium">{organisation.label}</span>
              <span className="text-muted">{organisation.about}</span>
            </span>
          </label>
        ))}
        {organisations.length > 1 && (
          <p className="text-[13px] leading-relaxed text-pretty text-muted">
            The others stay connected. You can use them for another store later, without asking Xero again.
          </p>
        )}
      </fieldset>
      {(needsPrefix || fields.invoiceNumberPrefix) && (
        <Field
          label="Number prefix"
          name="invoiceNumberPrefix"
          className="font-mono"
          maxLength={16}
          key={storeId}
          defaultValue={values.invoiceNumberPrefix || suggestedPrefix}
          error={fields.invoiceNumberPrefix}
          hint="Another store posts into this organisation, and both count from 000000001. The prefix keeps their numbers apart."
          required
        />
      )}
      <SubmitButton busy="Connecting the two">Use this organisation</SubmitButton>
    </form>
  );
}
