"use client";

import type { DocumentActs } from "@counterfoil/services/document/offer-acts";
import type { ReactNode } from "react";
import { SelectField } from "../field.tsx";
import { SubmitButton } from "../submit-button.tsx";
import { ActForm } from "./act-form.tsx";

type Fix = NonNullable<DocumentActs["fix"]>;

/** The one question that a document is held for, answered on the spot; it becomes a setting. */
export function FixForm({ documentId, fix }: { documentId: string; fix: Fix }) {
  const others =
    fix.companions > 1 ? `${fix.companions} documents go with it.` : "The document goes with it.";
  return (
    <ActForm
      documentId={documentId}
      act="fix"
      className="space-y-3 rounded-lg border border-dashed border-line-strong bg-raised/60 p-4"
    >
      {(state) => (
        <>
          <input type="hidden" name="baseVersion" value={fix.baseVersion} />
          <input type="hidden" name="of" value={fix.of} />
          <div className="flex flex-wrap items-end gap-3">
            <div className="min-w-0 flex-1 basis-64">{questionOf(fix, state)}</div>
            <SubmitButton busy="Saving" className="max-sm:w-full">
              Save and go on
            </SubmitButton>
          </div>
          <p className="text-[13px] text-pretty text-muted">
            {`Saved in the settings of this store, for all that comes after it as well. ${others}`}
          </p>
        </>
      )}
    </ActForm>
  );
}

function questionOf(
  fix: Fix,
  state: { values: Record<string, string>; fields: Record<string, string>; message: string | null },
): ReactNode {
  // A setting names its own path; the form has one field.
  const error = Object.keys(state.fields).length > 0 ? (state.message ?? undefined) : undefined;
  switch (fix.of) {
    case "tax": {
      const where = fix.country === "any" ? "" : ` on sales to ${countryName(fix.country)}`;
      const likely = fix.options.find(({ isOfThisRate }) => isOfThisRate)?.taxType ?? "";
      return (
        <>
          <input type="hidden" name="rate" value={fix.rate} />
          <input type="hidden" name="country" value={fix.country} />
          <Choice
            label={`Xero tax rate for ${fix.rate} %${where}`}
            name="taxType"
            error={error}
            value={state.values.taxType ?? likely}
            options={fix.options.map(({ taxType, name }) => ({ value: taxType, text: name }))}
            empty="Choose a tax rate"
          />
        </>
      );
    }
    case "payment":
      return (
        <>
          <input type="hidden" name="method" value={fix.method} />
          <Choice
            label={`Account for payments by ${fix.method}`}
            name="accountId"
            error={error}
            value={state.values.accountId ?? ""}
            options={[
              ...fix.options.map(({ accountId, name }) => ({ value: accountId, text: name })),
              { value: "bank", text: "Not recorded: I reconcile this from the bank" },
            ]}
            empty="Choose an account"
          />
        </>
      );
    case "account":
      return (
        <>
          <input type="hidden" name="setting" value={fix.setting} />
          <Choice
            label={`Account for ${fix.purpose}`}
            name="code"
            error={error}
            value={state.values.code ?? ""}
            options={fix.options.map(({ code, name }) => ({ value: code, text: `${code} ${name}` }))}
            empty="Choose an account"
          />
        </>
      );
    case "discounts":
      return (
        <>
          <input type="hidden" name="storeView" value={fix.storeView} />
          <Choice
            label={`Do prices of store view ${fix.storeView} include tax?`}
            name="includesTax"
            error={error}
            value={state.values.includesTax ?? ""}
            options={[
              { value: "yes", text: "Yes, prices include tax" },
              { value: "no", text: "No, tax is added" },
            ]}
            empty="Choose"
          />
        </>
      );
    default:
      return fix satisfies never;
  }
}

function Choice({
  label,
  name,
  value,
  options,
  empty,
  error,
}: {
  label: string;
  name: string;
  value: string;
  options: { value: string; text: string }[];
  empty: string;
  error: string | undefined;
}) {
  return (
    <SelectField label={label} name={name} defaultValue={value} error={error} required>
      <option value="" disabled>
        {empty}
      </option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.text}
        </option>
      ))}
    </SelectField>
  );
}

function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames("en", { type: "region", fallback: "code" }).of(code) ?? code;
}
