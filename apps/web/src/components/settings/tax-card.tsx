"use client";

import type { TaxMapRow } from "@counterfoil/core/policy";
import { countryWords } from "@counterfoil/core/policy-words";
import type { SettingsChoices } from "@counterfoil/services/policy/list-settings-choices";
import type { SeenPrices } from "@counterfoil/services/policy/settings-facts";
import { Plus, X } from "lucide-react";
import { Button } from "../button.tsx";
import { Combobox } from "../combobox.tsx";
import { inputStyle, TextInput, useField, useFields } from "./controls.tsx";
import { countryChoices } from "./country-choices.ts";
import { Problem, SettingRow } from "./setting-row.tsx";
import { SettingsCard } from "./settings-card.tsx";
import { useSettings } from "./settings-state.tsx";
import { useRowKeys } from "./use-row-keys.ts";
import { withKey } from "./with-key.ts";

export function TaxCard({ choices }: { choices: SettingsChoices }) {
  const { page } = useSettings();
  return (
    <SettingsCard
      id="tax_map"
      help="taxMapping"
      title="Tax mapping"
      description={
        page.organisation.paysTax
          ? "Which of Xero's tax rates each of Magento's is. The amount of tax always goes over as Magento has it."
          : `${page.organisation.name} does not record tax in Xero, so no map is needed.`
      }
    >
      <SettingRow setting="taxMap" isWide isGroup label="Rates" control={<TaxMap choices={choices} />}>
        The most specific row decides: a country before the EU, the EU before elsewhere, elsewhere before
        anywhere. The country is where the goods go. Zero is a row like any other: domestic zero, exports and
        exempt sales are different rates.
      </SettingRow>
      <SettingRow setting="pricesIncludeTax" isGroup control={<PricesIncludeTax />}>
        Only asked where a discount could be read two ways. Usually the numbers tell by themselves.
      </SettingRow>
    </SettingsCard>
  );
}

function TaxMap({ choices }: { choices: SettingsChoices }) {
  const { draft, set, page } = useSettings();
  const rows = draft.taxMap;
  const { keys, removeKey } = useRowKeys(rows.length);
  const fieldOf = useFields();
  const { disabled } = fieldOf("taxMap");
  const forSales = choices.taxTypes.filter(({ isForSales }) => isForSales);
  const countries = countryChoices();
  const put = (index: number, row: Partial<TaxMapRow>) =>
    set(
      "taxMap",
      rows.map((each, at) => (at === index ? { ...each, ...row } : each)),
    );
  const add = (row: TaxMapRow) => set("taxMap", [...rows, row]);
  const home = page.organisation.countryCode ?? "any";
  return (
    <div className="space-y-4">
      <div
        aria-hidden="true"
        className="mb-2 hidden grid-cols-[6rem_minmax(0,1fr)_minmax(0,1.6fr)_2.5rem] gap-2 text-[13px] text-muted sm:grid"
      >
        <span>Percent</span>
        <span>Where the goods go</span>
        <span>Xero's tax rate</span>
      </div>
      <ul className="space-y-3" aria-label="Rows of the tax map">
        {rows.map((row, index) => (
          <li key={keys[index]} className="space-y-1.5">
            <div className="grid grid-cols-[minmax(0,5.5rem)_minmax(0,1fr)_auto] gap-2 sm:grid-cols-[6rem_minmax(0,1fr)_minmax(0,1.6fr)_auto]">
              <TextInput
                path={`taxMap.${index}.rate`}
                aria-label={`Rate of row ${index + 1}, in percent`}
                inputMode="decimal"
                placeholder="20"
                className="tabular"
                value={row.rate}
                onChange={(event) => put(index, { rate: event.target.value.trim().replace(",", ".") })}
              />
              <Combobox
                id={`taxMap.${index}.country`}
                label={`Country of row ${index + 1}`}
                choices={countries}
                value={row.country}
                onChange={(country) => put(index, { country })}
                {...fieldOf(`taxMap.${index}.country`)}
              />
              <div className="order-last col-span-3 sm:order-none sm:col-span-1">
                <Combobox
                  id={`taxMap.${index}.taxType`}
                  label={`Xero's tax rate of row ${index + 1}`}
                  choices={forSales.map(({ taxType, name, rate }) => ({
                    value: taxType,
                    label: name,
                    detail: `${rate} %`,
                  }))}
                  placeholder="Choose a tax rate"
                  value={row.taxType}
                  onChange={(taxType) => put(index, { taxType })}
                  {...fieldOf(`taxMap.${index}.taxType`)}
                />
              </div>
              <Button
                look="quiet"
                size="small"
                className="h-10"
                aria-label={`Remove row ${index + 1}: ${row.rate} %, ${countryWords(row.country)}`}
                disabled={disabled}
                onClick={() => {
                  removeKey(index);
                  set(
                    "taxMap",
                    rows.filter((_, at) => at !== index),
                  );
                }}
              >
                <X aria-hidden="true" />
              </Button>
            </div>
            <Problem path={`taxMap.${index}`} />
            <Problem path={`taxMap.${index}.rate`} />
            <Problem path={`taxMap.${index}.country`} />
            <Problem path={`taxMap.${index}.taxType`} />
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button
          look="secondary"
          size="small"
          disabled={disabled}
          onClick={() => add({ rate: "", country: home, taxType: "" })}
        >
          <Plus aria-hidden="true" />
          Add a row
        </Button>
      </div>
      <Suggestions add={add} choices={choices} isDisabled={disabled} />
    </div>
  );
}

/** Rates that documents wait for, and the organisation's own that no row names yet. */
function Suggestions({
  add,
  choices,
  isDisabled,
}: {
  add: (row: TaxMapRow) => void;
  choices: SettingsChoices;
  isDisabled: boolean;
}) {
  const { draft, page } = useSettings();
  const home = page.organisation.countryCode ?? "any";
  const waiting = page.facts.unmapped.filter(
    ({ rate, country }) =>
      /^\d{1,3}(\.\d{1,4})?$/.test(rate) &&
      !draft.taxMap.some((row) => row.rate === rate && row.country === (country ?? "any")),
  );
  const unused = choices.taxTypes.filter(
    ({ taxType, isForSales }) => isForSales && !draft.taxMap.some((row) => row.taxType === taxType),
  );
  const likely = (rate: string) =>
    choices.taxTypes.find((each) => each.isForSales && each.rate === String(Number(rate)))?.taxType ?? "";
  if (waiting.length === 0 && unused.length === 0) return null;
  return (
    <div className="space-y-3 rounded-lg bg-raised p-4">
      {waiting.length > 0 && (
        <div className="space-y-2">
          <p className="text-[13px] text-muted">Documents wait for these:</p>
          <ul className="flex flex-wrap gap-2">
            {waiting.map(({ rate, country, documents }) => (
              <li key={`${rate} ${country}`}>
                <Button
                  look="secondary"
                  size="small"
                  disabled={isDisabled}
                  onClick={() => add({ rate, country: country ?? "any", taxType: likely(rate) })}
                >
                  <Plus aria-hidden="true" />
                  {rate} %, {countryWords(country ?? "any")}
                  <span className="font-normal text-muted">
                    {documents} {documents === 1 ? "document" : "documents"}
                  </span>
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {unused.length > 0 && (
        <details>
          <summary className="cursor-pointer rounded-sm text-[13px] text-muted hover:text-ink">
            {unused.length} more of {page.organisation.name}'s rates
          </summary>
          <ul className="mt-2.5 flex flex-wrap gap-2">
            {unused.map(({ taxType, name, rate }) => (
              <li key={taxType}>
                <Button
                  look="secondary"
                  size="small"
                  disabled={isDisabled}
                  onClick={() => add({ rate, country: home, taxType })}
                  className="h-auto min-h-8 py-1 text-left whitespace-normal"
                >
                  <Plus aria-hidden="true" />
                  {name}
                </Button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function PricesIncludeTax() {
  const { draft, set, page, viewNames } = useSettings();
  const map = draft.pricesIncludeTax;
  const { disabled } = useField("pricesIncludeTax");
  const views = [
    { id: "any", name: "All store views" },
    ...(page.facts.views.length > 1
      ? page.facts.views.map(({ id }) => ({
          id: String(id),
          name: viewNames[String(id)] || `Store view ${id}`,
        }))
      : []),
  ];
  return (
    <div className="space-y-2">
      {views.map(({ id, name }) => (
        <div key={id} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.3fr)] items-center gap-2">
          <label htmlFor={`pricesIncludeTax.${id}`} className="truncate text-[13px] text-muted">
            {name}
          </label>
          <select
            id={`pricesIncludeTax.${id}`}
            className={inputStyle}
            disabled={disabled}
            value={map[id] === undefined ? "" : String(map[id])}
            onChange={(event) => {
              const chosen = event.target.value;
              set("pricesIncludeTax", withKey(map, id, chosen === "" ? null : chosen === "true"));
            }}
          >
            <option value="">{id === "any" ? "By the numbers" : "As all"}</option>
            <option value="true">Include tax</option>
            <option value="false">Exclude tax</option>
          </select>
          <Suggestion id={id} />
        </div>
      ))}
    </div>
  );
}

/** What the prices seen say, as long as nobody has chosen. */
function Suggestion({ id }: { id: string }) {
  const { draft, set, page } = useSettings();
  const map = draft.pricesIncludeTax;
  const { disabled } = useField("pricesIncludeTax");
  const [first, ...others] = page.facts.prices;
  const isOne = others.every(({ includeTax }) => includeTax === first?.includeTax);
  // One answer for all, where all say the same; else each for itself.
  const seen = isOne
    ? id === "any"
      ? page.facts.prices
      : []
    : page.facts.prices.filter(({ storeView }) => String(storeView) === id);
  const includeTax = seen[0]?.includeTax;
  if (includeTax === undefined || map[id] !== undefined || (id !== "any" && map.any !== undefined))
    return null;
  const sum = (of: (prices: SeenPrices) => number) => seen.reduce((total, prices) => total + of(prices), 0);
  const round = sum(({ roundWithTax, roundWithout }) => (includeTax ? roundWithTax : roundWithout));
  const all = sum(({ roundWithTax, roundWithout }) => roundWithTax + roundWithout);
  return (
    <p className="col-span-2 text-[13px] text-pretty text-muted">
      Seen in your documents: {round} of {all} prices are round {includeTax ? "with" : "without"} tax, like
      24.00 or 19.99.{" "}
      <button
        type="button"
        disabled={disabled}
        onClick={() => set("pricesIncludeTax", { ...map, [id]: includeTax })}
        className="rounded-sm font-medium text-ink underline underline-offset-4 disabled:opacity-50"
      >
        {includeTax ? "Include tax" : "Exclude tax"}
      </button>
    </p>
  );
}
