"use client";

import { useActionState } from "react";
import { type FetchState, fetchDocument } from "../actions/fetch-document.ts";
import { untouched } from "../actions/form-state.ts";
import { Card } from "./card.tsx";
import { FetchedDocument } from "./fetched-document.tsx";
import { Field, SelectField } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

const nothing: FetchState = { ...untouched, fetched: null };

/** Names a document, fetches it, and shows it beside its draft. */
export function FetchForm({
  bindingId,
  host,
  organisation,
  canFetch,
  what,
  kind,
}: {
  bindingId: string;
  host: string;
  organisation: string;
  canFetch: boolean;
  what: string;
  kind: "invoice" | "creditmemo";
}) {
  const [state, action] = useActionState(fetchDocument, nothing);
  const { fetched } = state;
  return (
    <>
      <Card className="p-5 sm:p-6">
        <form
          action={action}
          className="grid items-start gap-4 md:grid-cols-[minmax(0,1fr)_12rem_auto]"
          key={`${state.values.what ?? ""} ${state.values.kind ?? ""}`}
        >
          <input type="hidden" name="bindingId" value={bindingId} />
          <Field
            label="Its address in Magento's admin, its id or its number"
            name="what"
            defaultValue={state.values.what ?? what}
            placeholder="000000042"
            autoComplete="off"
            spellCheck={false}
            disabled={!canFetch}
            error={state.fields.what}
            hint={`Open it in ${host}'s admin and copy the address, or type its number.`}
            required
          />
          <SelectField
            label="What it is"
            name="kind"
            defaultValue={state.values.kind ?? kind}
            disabled={!canFetch}
            error={state.fields.kind}
          >
            <option value="invoice">Invoice</option>
            <option value="creditmemo">Credit memo</option>
          </SelectField>
          <SubmitButton busy="Fetching" className="h-10 md:mt-6.5" disabled={!canFetch}>
            Fetch
          </SubmitButton>
        </form>
        {!canFetch && (
          <p className="mt-4 text-sm text-muted">
            Fetching takes an owner, an admin or a bookkeeper of this account.
          </p>
        )}
      </Card>
      {state.message && !state.fields.what && <Notice look="error">{state.message}</Notice>}
      {fetched && (
        <FetchedDocument
          key={`${fetched.kind} ${fetched.magentoId}`}
          fetched={fetched}
          organisation={organisation}
        />
      )}
    </>
  );
}
