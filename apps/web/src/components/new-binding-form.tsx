"use client";

import type { BindingChoices } from "@counterfoil/services/binding/binding-choices";
import Link from "next/link";
import { useActionState, useState } from "react";
import { untouched } from "../actions/form-state.ts";
import { newBinding } from "../actions/new-binding.ts";
import { buttonStyle } from "./button.tsx";
import { Field, SelectField } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

/** Which store's documents, all or of some store views, go into which organisation. */
export function NewBindingForm({
  choices,
  storeId: wantedStore,
  organisationId: wantedOrganisation,
}: {
  choices: BindingChoices;
  storeId: string | undefined;
  organisationId: string | undefined;
}) {
  const { stores, organisations } = choices;
  const [state, action] = useActionState(newBinding, untouched);
  const [storeId, setStoreId] = useState(
    stores.find(({ id }) => id === wantedStore)?.id ?? firstFree(choices) ?? "",
  );
  const [organisationId, setOrganisationId] = useState(
    organisations.find(({ id }) => id === wantedOrganisation)?.id ?? organisations[0]?.id ?? "",
  );
  const isPair = (pair: { storeId: string; organisationId: string }) =>
    pair.storeId === storeId && pair.organisationId === organisationId;
  const store = stores.find(({ id }) => id === storeId);
  const organisation = organisations.find(({ id }) => id === organisationId);
  const suggestion = choices.prefixes.find(isPair)?.suggestion;
  const before = choices.closed.find(isPair);
  const isJoined = organisation?.storeIds.includes(storeId) ?? false;
  return (
    <form action={action} className="space-y-5">
      {state.message && !state.fields.invoiceNumberPrefix && <Notice look="error">{state.message}</Notice>}
      <SelectField
        label="Magento store"
        name="storeId"
        value={storeId}
        onChange={(event) => setStoreId(event.target.value)}
      >
        {stores.map(({ id, host }) => (
          <option key={id} value={id}>
            {host}
          </option>
        ))}
      </SelectField>
      <SelectField
        label="Xero organisation"
        name="organisationId"
        value={organisationId}
        onChange={(event) => setOrganisationId(event.target.value)}
        hint={
          organisation?.status === "reconnect_required"
            ? "Xero no longer lets us in there: reconnect it before you start."
            : undefined
        }
      >
        {organisations.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      {store && (
        <StoreViews key={`${storeId} ${organisationId}`} store={store} chosen={before?.storeFilter ?? []} />
      )}
      {(suggestion !== undefined || state.fields.invoiceNumberPrefix) && (
        <Field
          label="Number prefix"
          name="invoiceNumberPrefix"
          className="font-mono"
          maxLength={16}
          key={`${storeId} ${organisationId}`}
          defaultValue={state.values.invoiceNumberPrefix || suggestion}
          error={state.fields.invoiceNumberPrefix}
          hint="Another store posts into this organisation, and both count from 000000001. The prefix keeps their numbers apart."
        />
      )}
      {before && (
        <Notice look="info" title="These two were connected before">
          They get their settings and documents back, and go on where they stopped. The binding comes back
          paused, so that you can look at what waits before you press Resume.
        </Notice>
      )}
      {isJoined && (
        <Notice look="info">
          {store?.host} is connected to {organisation?.name} already.
        </Notice>
      )}
      <div className="flex flex-wrap gap-2">
        <SubmitButton busy="Connecting the two" disabled={isJoined}>
          Connect the two
        </SubmitButton>
        <Link href="/dashboard/bindings" className={buttonStyle({ look: "quiet" })}>
          Cancel
        </Link>
      </div>
    </form>
  );
}

/** All of them, unless the store goes to more than one place. */
function StoreViews({ store, chosen }: { store: BindingChoices["stores"][number]; chosen: number[] }) {
  if (store.takenWhollyBy)
    return (
      <Notice look="warning">
        All store views of {store.host} go to {store.takenWhollyBy}. Limit that binding to some of them in its
        Settings, or disconnect it, before you send others somewhere else.
      </Notice>
    );
  const isShared = store.views.some(({ takenBy }) => takenBy !== null);
  if (store.views.length < 2 && !isShared) return null;
  return (
    <fieldset className="space-y-2">
      <legend className="text-sm font-medium">Store views</legend>
      <p className="text-[13px] text-muted">
        {isShared
          ? "Choose those that go there. The others go somewhere already."
          : "None chosen means all, also those that come later."}
      </p>
      <div className="grid gap-2 sm:grid-cols-2">
        {store.views.map((view) => (
          <label
            key={view.id}
            className="flex cursor-pointer items-start gap-3 rounded-lg border px-3.5 py-2.5 text-sm transition-colors hover:bg-raised has-checked:border-brand has-checked:bg-brand-soft has-disabled:cursor-not-allowed has-disabled:bg-raised has-disabled:text-muted"
          >
            <input
              type="checkbox"
              name="storeFilter"
              value={view.id}
              disabled={view.takenBy !== null}
              defaultChecked={isShared ? view.takenBy === null : chosen.includes(view.id)}
              className="mt-0.5 size-4 accent-brand"
            />
            <span className="min-w-0">
              <span className="block font-medium">{view.name ?? `Store view ${view.id}`}</span>
              <span className="block text-[13px] text-muted">
                {view.takenBy ? `goes to ${view.takenBy}` : view.lastNumber && `newest ${view.lastNumber}`}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A store that goes nowhere yet, if there is one. */
function firstFree({ stores, organisations }: BindingChoices): string | undefined {
  const bound = new Set(organisations.flatMap(({ storeIds }) => storeIds));
  return (stores.find(({ id }) => !bound.has(id)) ?? stores[0])?.id;
}
