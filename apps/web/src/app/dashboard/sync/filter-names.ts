import { monthWords, shortDayWords } from "@counterfoil/core/day-words";
import { reasonTitle } from "@counterfoil/core/reason-titles";
import { isReasonCode } from "@counterfoil/core/reasons";
import { words } from "@counterfoil/core/words";
import type { HistorySummary } from "@counterfoil/services/document/history-summary";

/** The state of the list as it stands in the page's address. */
const filterNames = [
  "word",
  "reason",
  "search",
  "kind",
  "bindingId",
  "organisationId",
  "storeView",
  "month",
  "from",
  "to",
  "least",
  "most",
  "currency",
  "inXero",
] as const;
export type AskedFilters = Partial<Record<(typeof filterNames)[number], string>>;

/** What is asked for by the address: the first of each, nothing empty, and no word that there is not. */
export function askedFilters(asked: Record<string, string | string[] | undefined>): AskedFilters {
  const given = filterNames.flatMap((name) => {
    const value = [asked[name]].flat()[0]?.trim();
    return value ? [[name, value] as const] : [];
  });
  const filters: AskedFilters = Object.fromEntries(given);
  if (filters.word && !words.some((word) => word === filters.word)) delete filters.word;
  return filters;
}

export function syncHref(
  filters: AskedFilters & { cursor?: string | undefined },
  path = "/dashboard/sync",
): string {
  const given = Object.entries(filters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path;
}

type Chip = { label: string; names: readonly (keyof AskedFilters)[] };

/** What is filtered, in words, each with the filters that go when it is taken away. The word has its own place. */
export function chipsOf(filters: AskedFilters, summary: HistorySummary): Chip[] {
  const { word: _word, from, to, least, most, ...others } = filters;
  const chips: Chip[] = Object.entries(others).map(([name, value]) => ({
    label: labelOf(name as keyof typeof others, value, summary),
    names: [name as keyof AskedFilters],
  }));
  if (from || to)
    chips.push({
      label: rangeOf(from && shortDayWords(from), to && shortDayWords(to)),
      names: ["from", "to"],
    });
  if (least || most) chips.push({ label: rangeOf(least, most), names: ["least", "most"] });
  return chips;
}

function labelOf(name: keyof AskedFilters, value: string, summary: HistorySummary): string {
  const bindingOf = (key: "id" | "organisationId") =>
    summary.bindings.find((each) => each[key] === value)?.label;
  switch (name) {
    case "search":
      return `“${value}”`;
    case "reason":
      return isReasonCode(value) ? reasonTitle(value) : value;
    case "kind":
      return value === "invoice" ? "Invoices" : "Credit memos";
    case "bindingId":
      return bindingOf("id") ?? "Another connection";
    case "organisationId":
      return bindingOf("organisationId")?.split(" ↔ ")[1] ?? "Another organisation";
    case "storeView":
      return summary.storeViews.find(({ id }) => id === value)?.label ?? "Another store view";
    case "month":
      return monthWords(value);
    case "inXero":
      return value === "differs"
        ? "Another total in Xero"
        : value === "yes"
          ? "Stands in Xero"
          : "Not in Xero";
    default:
      return value;
  }
}

function rangeOf(least: string | undefined, most: string | undefined): string {
  if (least && most) return least === most ? least : `${least} to ${most}`;
  return least ? `From ${least}` : `Up to ${most}`;
}
