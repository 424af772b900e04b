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
  organisations: (Choice & { isTaken: boolean })[];
}) {
  const [state, action] = useActionState(bindStore, untouched);
  const [organisationId, setOrganisationId] = useState(
    state.values.organisationId ?? organisations[0]?.id ?? "",
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
      <SelectField
        label="Xero organisation"
        name="organisationId"
        value={organisationId}
        onChange={(event) => setOrganisationId(event.target.value)}
      >
        {organisations.map((organisation) => (
          <option key={organisation.id} value={organisation.id}>
            {organisation.label}
          </option>
        ))}
      </SelectField>
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
        />
      )}
      <SubmitButton busy="Connecting the two">Use this organisation</SubmitButton>
    </form>
  );
}
