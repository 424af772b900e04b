import { invalid } from "@counterfoil/core/errors";
import { isReasonCode } from "@counterfoil/core/reasons";
import { statesOf, type Word, words } from "@counterfoil/core/words";
import { z } from "zod";
import { isStorable } from "../event/scrub-text.ts";
import type { BindingParking } from "./find-parking.ts";

/** PostgreSQL knows no year 0. */
const day = z.iso.date().refine((text) => text > "0001");
const amount = z
  .string()
  .trim()
  .regex(/^\d{1,12}(\.\d{1,4})?$/);

const filtersSchema = z.object({
  word: z.enum(words).nullish(),
  reason: z
    .string()
    .max(64)
    .regex(/^[a-z0-9_]+$/)
    .nullish(),
  /** A number of ours, Xero's number or the customer's name, or how one begins; or an amount. */
  search: z.string().trim().max(100).refine(isStorable).nullish(),
  kind: z.enum(["invoice", "creditmemo"]).nullish(),
  bindingId: z.uuid().nullish(),
  organisationId: z.uuid().nullish(),
  /** A store's id and Magento's id of the store view. */
  storeView: z
    .string()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\d{1,9}$/)
    .nullish(),
  /** Of the document's day, both included. */
  from: day.nullish(),
  to: day.nullish(),
  /** YYYY-MM, of the document's day too. */
  month: z
    .string()
    .regex(/^(?!0000)\d{4}-(0[1-9]|1[0-2])$/)
    .nullish(),
  /** Of Magento's total, both included. */
  least: amount.nullish(),
  most: amount.nullish(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullish(),
  /** Whether it stands in Xero's books, whatever else is still to happen; or stands there with another total than Magento's. */
  inXero: z.enum(["yes", "no", "differs"]).nullish(),
});

export type DocumentFilters = z.infer<typeof filtersSchema>;
export type FilterName = keyof DocumentFilters;

/** An empty field of a form filters nothing. Throws `invalid` with the field that cannot be read. */
export function readFilters(input: unknown): DocumentFilters {
  const given = Object.entries((input ?? {}) as Record<string, unknown>).filter(([, value]) => value !== "");
  const parsed = filtersSchema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path }) => {
    const field = String(path[0]) as FilterName;
    return { path: field, message: sentences[field] ?? "This filter cannot be read." };
  });
  throw invalid(problems[0]?.message ?? "These filters cannot be read.", problems);
}

const sentences: Partial<Record<FilterName, string>> = {
  from: "Give the first day as 2026-11-30.",
  to: "Give the last day as 2026-11-30.",
  month: "Give the month as 2026-11.",
  least: "Give the least amount as 19.99.",
  most: "Give the highest amount as 19.99.",
  search: "Search for at most 100 characters.",
};

/** Bounds of the document's day: the month's, narrowed by both days. */
export function daysOf({ from, to, month }: DocumentFilters): { from: string | null; to: string | null } {
  if (!month) return { from: from ?? null, to: to ?? null };
  const [year, number] = month.split("-").map(Number) as [number, number];
  const [first, last] = [`${month}-01`, new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)];
  return { from: from && from > first ? from : first, to: to && to < last ? to : last };
}

export type ValueOf = (given: unknown) => string;

/** Everything but the search as conditions on `document d`, of the tenant's own environment. Row-level security names the tenant. */
export function filterConditions(
  filters: DocumentFilters,
  parking: readonly BindingParking[],
  value: ValueOf,
): string[] {
  const { from, to } = daysOf(filters);
  const [storeId, view] = filters.storeView?.split(".") ?? [];
  const given: (string | false | null | undefined | "")[] = [
    "d.environment = (SELECT environment FROM tenant)",
    filters.word && wordCondition(filters.word, parking, value),
    filters.reason && reasonCondition(filters.reason, parking, value),
    // Written out, so that the index of credit memos alone is seen to fit.
    filters.kind && `d.kind = '${filters.kind}'`,
    filters.bindingId && `d.binding_id = ${value(filters.bindingId)}::uuid`,
    filters.organisationId &&
      `d.binding_id = ANY (ARRAY(SELECT id FROM binding WHERE organisation_id = ${value(filters.organisationId)}::uuid))`,
    storeId && `d.store_id = ${value(storeId)}::uuid AND d.magento_store_id = ${value(Number(view))}::int`,
    from && `d.document_date >= ${value(from)}::date`,
    to && `d.document_date <= ${value(to)}::date`,
    filters.least && `d.amount_key >= round(${value(filters.least)}::numeric * 100)::bigint`,
    filters.most && `d.amount_key <= round(${value(filters.most)}::numeric * 100)::bigint`,
    filters.currency && `d.currency = ${value(filters.currency)}`,
    filters.inXero && `d.posted_at IS ${filters.inXero === "no" ? "NULL" : "NOT NULL"}`,
    filters.inXero === "differs" && "d.xero_total <> round(d.grand_total, 2)",
  ];
  return given.filter((each): each is string => typeof each === "string" && each !== "");
}

/** States that a word may stand for, what is parked included. */
export function statesOfWord(word: Word): string[] {
  return word === "Waiting" ? [...statesOf(word), "queued", "planned"] : statesOf(word);
}

/** The five words as people see them: parked documents are Waiting, whatever their own state. */
function wordCondition(word: Word, parking: readonly BindingParking[], value: ValueOf): string {
  const own = `d.state = ANY (${value(statesOf(word))}::text[])`;
  if (word !== "Waiting" && word !== "On its way") return own;
  const parked = parkedCondition(parking, value, () => true);
  return word === "Waiting" ? `(${own} OR ${parked})` : `(${own} AND NOT ${parked})`;
}

/** A reason that is derived from what is parked stands on no document. */
function reasonCondition(reason: string, parking: readonly BindingParking[], value: ValueOf): string {
  if (reason === "collecting") return `d.id = ANY (ARRAY(${COLLECTING}))`;
  const own = `d.reason = ${value(reason)}`;
  const isParking = parking.some(
    (each) => each.fetching?.reason === reason || each.sending?.reason === reason,
  );
  if (!isReasonCode(reason) || !isParking) return own;
  return `(${own} OR ${parkedCondition(parking, value, (each) => each === reason)})`;
}

function parkedCondition(
  parking: readonly BindingParking[],
  value: ValueOf,
  counts: (reason: string) => boolean,
): string {
  const ids = (side: "fetching" | "sending") =>
    parking.flatMap((each) => {
      const parked = each[side];
      return parked && counts(parked.reason) ? [each.bindingId] : [];
    });
  const sending = value(ids("sending"));
  return `((d.state = 'queued' AND d.grand_total IS NULL AND d.binding_id = ANY (${value(ids("fetching"))}::uuid[]))
    OR (d.state = 'planned' AND d.binding_id = ANY (${sending}::uuid[]))
    OR (d.state = 'waiting' AND starts_with(d.reason, 'waiting_for_') AND d.binding_id = ANY (${sending}::uuid[])))`;
}

/** Prepared, and kept back for company; a contact's documents with it. */
const COLLECTING = `
  SELECT p.document_id FROM posting p WHERE p.state = 'planned' AND p.collect_until > now() AND p.document_id IS NOT NULL
  UNION
  SELECT child.document_id FROM posting p JOIN posting_dependency dep ON dep.parent_id = p.id JOIN posting child ON child.id = dep.posting_id
  WHERE p.state = 'planned' AND p.collect_until > now() AND p.kind = 'contact' AND child.state <> 'posted'`;
