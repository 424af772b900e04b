import { money } from "@counterfoil/core/money";
import type { PostingState } from "@counterfoil/core/posting";
import { reasonTitle } from "@counterfoil/core/reason-titles";
import { isReasonCode } from "@counterfoil/core/reasons";
import { type Word, wordOf, words } from "@counterfoil/core/words";
import { hostOf } from "../binding/host-of.ts";
import type { Actor, ServiceContext } from "../context.ts";
import type { WordCounts } from "./count-documents.ts";
import { parkedBy } from "./describe-document.ts";
import { type DocumentFilters, daysOf, readFilters, type ValueOf } from "./document-filters.ts";
import { findParking } from "./find-parking.ts";

export type HistorySummary = {
  /** By word, with all other filters but the reason; null where only reading the documents would tell. */
  counts: WordCounts | null;
  /** All that the filters leave, and its money by currency; credit memos count negative. Null like the counts. */
  selection: {
    documents: number;
    totals: { currency: string; magento: string; xero: string; difference: string }[];
  } | null;
  /** Of the word's documents, or of all; most documents first. */
  reasons: { reason: string; title: string; word: Word; documents: number }[];
  currencies: string[];
  bindings: { id: string; organisationId: string; label: string; isOpen: boolean }[];
  storeViews: { id: string; label: string }[];
};

/** What stands around the sync history: how many there are of what, how much it is, and what can be filtered by. From the counters alone. */
export async function historySummary(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown,
): Promise<HistorySummary> {
  const filters = readFilters(input);
  const parking = await findParking(ctx, actor);
  const months = wholeMonths(filters);
  const isCounted =
    !filters.search && !filters.least && !filters.most && months !== null && filters.inXero !== "differs";
  const { rows, bindings, storeViews } = await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const values: unknown[] = [];
    const where = conditions(
      filters,
      months ?? { from: null, to: null },
      (given) => `$${values.push(given)}`,
    );
    const counted = await client.query<Row>(countsOf(where), values);
    const open = await client.query<BindingRow>(BINDINGS);
    const views = await client.query<ViewRow>(STORE_VIEWS);
    return { rows: counted.rows, bindings: open.rows, storeViews: views.rows };
  });
  const parts = rows.map((row) => {
    const parked = parkedBy(row, parking.get(row.bindingId) ?? null);
    return parked
      ? { ...row, word: "Waiting" as const, reason: parked.reason as string }
      : { ...row, word: wordOf(row.state) };
  });
  const ofWord = parts.filter(({ word }) => !filters.word || word === filters.word);
  return {
    counts: isCounted ? countsBy(parts.filter(isOfCurrency(filters))) : null,
    selection: isCounted && filters.reason !== "collecting" ? selectionOf(ofWord, filters) : null,
    reasons: reasonsOf(ofWord),
    currencies: [
      ...new Set(parts.flatMap(({ currency }) => (currency === null ? [] : [currency]))),
    ].toSorted(),
    bindings: bindings.map(({ baseUrl, organisation, ...binding }) => ({
      ...binding,
      label: `${hostOf(baseUrl)} ↔ ${organisation}`,
    })),
    storeViews: storeViews.map((view) => ({
      id: `${view.storeId}.${view.view}`,
      label: labelOf(view, storeViews),
    })),
  };
}

type Row = {
  bindingId: string;
  state: PostingState;
  reason: string | null;
  isFetched: boolean;
  currency: string | null;
  documents: number;
  magento: string;
  xero: string;
  difference: string;
};
type Part = Row & { word: Word };
type BindingRow = {
  id: string;
  organisationId: string;
  baseUrl: string;
  organisation: string;
  isOpen: boolean;
};
type ViewRow = { storeId: string; view: number; name: string | null; baseUrl: string };

// What does not stand in Xero, or was not fetched, has no difference.
const countsOf = (where: string) => `
  SELECT t.binding_id AS "bindingId", t.state, t.reason, t.is_fetched AS "isFetched", t.currency, sum(t.documents)::int AS documents,
         sum(sign * t.magento_total)::text AS magento, sum(sign * t.xero_total)::text AS xero,
         coalesce(sum(sign * (t.xero_total - t.magento_total)) FILTER (WHERE t.is_in_xero AND t.is_fetched), 0)::text AS difference
  FROM tally t JOIN binding b ON b.id = t.binding_id, LATERAL (SELECT CASE t.kind WHEN 'invoice' THEN 1 ELSE -1 END AS sign) s
  WHERE ${where} GROUP BY 1, 2, 3, 4, 5 HAVING sum(t.documents) > 0`;

const BINDINGS = `
  SELECT b.id, o.id AS "organisationId", s.base_url AS "baseUrl", o.name AS organisation, b.status = 'active' AS "isOpen"
  FROM binding b JOIN store s ON s.id = b.store_id JOIN organisation o ON o.id = b.organisation_id
  WHERE b.environment = (SELECT environment FROM tenant) ORDER BY b.status, b.created_at, b.id`;

const STORE_VIEWS = `
  SELECT v.store_id AS "storeId", v.magento_store_id AS view, v.name, s.base_url AS "baseUrl"
  FROM store_view v JOIN store s ON s.id = v.store_id ORDER BY s.base_url, v.magento_store_id LIMIT 500`;

type Months = { from: string | null; to: string | null };

function conditions(filters: DocumentFilters, months: Months, value: ValueOf): string {
  const [storeId, view] = filters.storeView?.split(".") ?? [];
  const given = [
    "b.environment = (SELECT environment FROM tenant)",
    filters.kind && `t.kind = ${value(filters.kind)}`,
    filters.bindingId && `t.binding_id = ${value(filters.bindingId)}::uuid`,
    filters.organisationId && `b.organisation_id = ${value(filters.organisationId)}::uuid`,
    storeId && `b.store_id = ${value(storeId)}::uuid AND t.magento_store_id = ${value(Number(view))}::int`,
    months.from && `t.month >= ${value(months.from)}::date`,
    months.to && `t.month <= ${value(months.to)}::date`,
    filters.inXero && `t.is_in_xero = ${filters.inXero !== "no"}`,
  ];
  return given.filter(Boolean).join(" AND ");
}

/** The filter's first and last day where they are a month's; null where only a part of one is asked for. */
function wholeMonths(filters: DocumentFilters): Months | null {
  const { from, to } = daysOf(filters);
  const isFirst = from === null || from.endsWith("-01");
  const dayAfter = to === null ? null : new Date(Date.parse(to) + 86_400_000).toISOString();
  const isLast = dayAfter === null || dayAfter.slice(8, 10) === "01";
  return isFirst && isLast ? { from, to } : null;
}

const isOfCurrency = (filters: DocumentFilters) => (part: Part) =>
  !filters.currency || part.currency === filters.currency;

function countsBy(parts: readonly Part[]): WordCounts {
  const counts = Object.fromEntries(words.map((word) => [word, 0])) as WordCounts;
  for (const { word, documents } of parts) counts[word] += documents;
  return counts;
}

function selectionOf(parts: readonly Part[], filters: DocumentFilters): HistorySummary["selection"] {
  const own = parts
    .filter(isOfCurrency(filters))
    .filter(({ reason }) => !filters.reason || reason === filters.reason);
  const currencies = [...new Set(own.flatMap(({ currency }) => (currency === null ? [] : [currency])))];
  const sum = (of: readonly Part[], what: "magento" | "xero" | "difference") =>
    of.reduce((total, part) => total.plus(part[what]), money("0")).toFixed(2);
  return {
    documents: own.reduce((total, { documents }) => total + documents, 0),
    totals: currencies.toSorted().map((currency) => {
      const of = own.filter((part) => part.currency === currency);
      return {
        currency,
        magento: sum(of, "magento"),
        xero: sum(of, "xero"),
        difference: sum(of, "difference"),
      };
    }),
  };
}

function reasonsOf(parts: readonly Part[]): HistorySummary["reasons"] {
  const reasons = new Map<string, HistorySummary["reasons"][number]>();
  for (const { reason, word, documents } of parts) {
    if (reason === null || !isReasonCode(reason)) continue;
    const known = reasons.get(reason) ?? { reason, title: reasonTitle(reason), word, documents: 0 };
    reasons.set(reason, { ...known, documents: known.documents + documents });
  }
  return [...reasons.values()].toSorted((one, other) => other.documents - one.documents);
}

/** The name its merchant gave it, else Magento's id; its store's only where there are several stores. */
function labelOf(view: ViewRow, all: readonly ViewRow[]): string {
  const name = view.name ?? `Store view ${view.view}`;
  return new Set(all.map(({ storeId }) => storeId)).size > 1 ? `${name} (${hostOf(view.baseUrl)})` : name;
}
