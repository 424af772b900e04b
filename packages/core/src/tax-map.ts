import { type Money, money } from "./money.ts";
import type { TaxMapRow } from "./policy.ts";

/** One way to read a line's tax: its rate in percent and the tax type the map gives it. */
export type TaxChoice = { rate: Money; taxType: string };
/** What the map offers for a country. Two choices of one rate are a clash; `otherwise` takes every rate not named. */
export type TaxChoices = { exact: TaxChoice[]; otherwise: string[] };

/**
 * The map's choices for a country. A row for the country goes before EU, before rest, before any; then an exact rate before
 * "any". Where the country is unknown (null), whatever any country would get remains possible.
 */
export function taxChoices(taxMap: readonly TaxMapRow[], country: string | null): TaxChoices {
  if (country !== null) return choicesFor(taxMap, country);
  const all = countriesOf(taxMap).map((possible) => choicesFor(taxMap, possible));
  const exact = new Map(
    all
      .flatMap((choices) => choices.exact)
      .map((choice) => [`${choice.rate.toFixed()} ${choice.taxType}`, choice]),
  );
  return { exact: [...exact.values()], otherwise: [...new Set(all.flatMap((choices) => choices.otherwise))] };
}

function choicesFor(taxMap: readonly TaxMapRow[], country: string): TaxChoices {
  const rows = taxMap
    .map((row) => ({ ...row, closeness: closeness(row, { taxMap, country }) }))
    .filter((row) => row.closeness > 0);
  const rates = [...new Set(rows.map((row) => row.rate).filter((rate) => rate !== "any"))].map((rate) =>
    money(rate),
  );
  const exact = uniqueRates(rates).flatMap((rate) =>
    typesFor(rows, rate).map((taxType) => ({ rate, taxType })),
  );
  return { exact, otherwise: typesFor(rows, null) };
}

/** Those the map names, and one that it does not name, inside the EU and outside. */
function countriesOf(taxMap: readonly TaxMapRow[]): string[] {
  const named = [...new Set(taxMap.map((row) => row.country))].filter(
    (country) => /^[A-Z]{2}$/.test(country) && country !== "EU",
  );
  const unnamed = [...euCountries].find((country) => !named.includes(country));
  return [...named, ...(unnamed ? [unnamed] : []), NOWHERE];
}

/** ISO's code for no country. */
const NOWHERE = "ZZ";

/** True where the country belongs to the EU's VAT area. */
export function isEu(country: string): boolean {
  return euCountries.has(country);
}

type Row = TaxMapRow & { closeness: number };

/** The tax types of the most specific rows that fit; more than one is a clash. Null asks for rows that take any rate. */
function typesFor(rows: readonly Row[], rate: Money | null): string[] {
  const fitting = rows
    .filter((row) => row.rate === "any" || rate?.equals(row.rate) === true)
    .map((row) => ({ taxType: row.taxType, rank: row.closeness * 2 + (row.rate === "any" ? 0 : 1) }));
  const best = Math.max(0, ...fitting.map((row) => row.rank));
  return [...new Set(fitting.filter((row) => row.rank === best).map((row) => row.taxType))];
}

function closeness(row: TaxMapRow, at: { taxMap: readonly TaxMapRow[]; country: string }): number {
  const { taxMap, country } = at;
  if (row.country === "any") return 1;
  const names = (name: string) => taxMap.some((other) => other.country === name);
  if (row.country === "rest") return names(country) || (isEu(country) && names("EU")) ? 0 : 2;
  if (row.country === "EU") return isEu(country) ? 3 : 0;
  return row.country === country ? 4 : 0;
}

function uniqueRates(rates: readonly Money[]): Money[] {
  return rates.filter((rate, index) => rates.findIndex((other) => other.equals(rate)) === index);
}

const euCountries = new Set(
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" "),
);
