import { invalid } from "@counterfoil/core/errors";
import { z } from "zod";
import { type DocumentFilters, filterConditions, statesOfWord, type ValueOf } from "./document-filters.ts";
import type { BindingParking } from "./find-parking.ts";

/** Of numbers that begin alike the highest so many are looked at: whoever types two digits wants the newest. */
const MOST_NUMBERS = 1_000;

/** Where a page begins: past this row, towards the older or the newer ones. */
export type Cursor = { towards: "older" | "newer"; order: Order; key: string; id: string };

/** By when we heard of them; by their own day where days are asked for. */
export type Order = "heard" | "day";

/** Which order a list with these filters has. */
export const orderOf = (filters: DocumentFilters): Order =>
  filters.from || filters.to || filters.month ? "day" : "heard";

const columns = {
  heard: { name: "d.created_at", type: "timestamptz" },
  day: { name: "d.document_date", type: "date" },
} as const satisfies Record<Order, { name: string; type: string }>;

/**
 * Ids and keys of the next `limit` documents, as SQL that reads little more than those: what finds them decides which index serves,
 * and each branch stops by itself. The planner, left alone, would walk years of documents in order to find the few that fit.
 */
export function documentPage(input: {
  filters: DocumentFilters;
  parking: readonly BindingParking[];
  cursor: Cursor | null;
  limit: number;
  value: ValueOf;
}): string {
  const { filters, parking, cursor, limit, value } = input;
  const order = orderOf(filters);
  const { name, type } = columns[order];
  const direction = cursor?.towards === "newer" ? "ASC" : "DESC";
  const conditions = filterConditions(filters, parking, value);
  if (cursor)
    conditions.push(
      `(${name}, d.id) ${direction === "ASC" ? ">" : "<"} (${value(cursor.key)}::${type}, ${value(cursor.id)}::uuid)`,
    );
  // What was not fetched has no day, and would be first.
  else if (order === "day") conditions.push("d.document_date IS NOT NULL");
  const branch = (
    more: readonly string[] = [],
    by = `${name} ${direction}, d.id ${direction}`,
    atMost = limit,
  ) =>
    `(SELECT d.id, ${name} AS key FROM document d WHERE ${[...conditions, ...more].join(" AND ")} ORDER BY ${by} LIMIT ${atMost})`;
  return `SELECT id, key FROM (${found(filters, { order, branch, value })}) found ORDER BY key ${direction}, id ${direction} LIMIT ${limit}`;
}

type Branch = (more?: readonly string[], by?: string, atMost?: number) => string;

function found(
  filters: DocumentFilters,
  { order, branch, value }: { order: Order; branch: Branch; value: ValueOf },
): string {
  if (filters.search) return searchBranches(filters.search, branch, value).join(" UNION ");
  if (order === "day" || filters.reason) return branch();
  if (filters.word)
    return statesOfWord(filters.word)
      .map((state) => branch([`d.state = '${state}'`]))
      .join(" UNION ALL ");
  if (filters.bindingId || filters.organisationId || filters.storeView)
    return `SELECT page.id, page.key FROM (${placesOf(filters, value)}) place,
      LATERAL ${branch(["d.binding_id = place.binding_id", "d.magento_store_id = place.magento_store_id"])} page`;
  return branch();
}

/** The store views of bindings in which there ever was a document: the counters know. */
function placesOf(filters: DocumentFilters, value: ValueOf): string {
  const [storeId, view] = filters.storeView?.split(".") ?? [];
  const given = [
    filters.bindingId && `b.id = ${value(filters.bindingId)}::uuid`,
    filters.organisationId && `b.organisation_id = ${value(filters.organisationId)}::uuid`,
    storeId && `b.store_id = ${value(storeId)}::uuid AND t.magento_store_id = ${value(Number(view))}::int`,
  ].filter(Boolean);
  return `SELECT DISTINCT t.binding_id, t.magento_store_id FROM tally t JOIN binding b ON b.id = t.binding_id WHERE ${given.join(" AND ")}`;
}

/** Each by a range in collation "C", which an index can serve under row-level security. People leave out leading zeros, and put the surname first. */
function searchBranches(search: string, branch: Branch, value: ValueOf): string[] {
  const text = search.replaceAll(",", " ").replace(/\s+/g, " ").trim();
  const range = (key: string, start: string) => {
    const from = `lower(normalize(${value(start)}::text) COLLATE pg_c_utf8) COLLATE "C"`;
    return [`d.${key} >= ${from}`, `d.${key} < ${from} || ${value("\u{10ffff}")}`];
  };
  const numbers = [text, ...(/^\d{1,8}$/.test(text) ? [text.padStart(9, "0")] : [])];
  return [
    ...numbers.map((start) => branch(range("number_key", start), "d.number_key DESC", MOST_NUMBERS)),
    branch(range("xero_number_key", text), "d.xero_number_key DESC", MOST_NUMBERS),
    ...(/\p{L}/u.test(text)
      ? ["customer_key", "customer_last_key"].map((key) => branch(range(key, text)))
      : []),
    ...(/^\d{1,12}\.\d{2}$/.test(text)
      ? [branch([`d.amount_key = ${value(text.replace(".", ""))}::bigint`])]
      : []),
  ];
}

const cursorPattern =
  /^(older|newer)_(heard|day)_(\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}\.\d{3}Z)?)_([0-9a-f-]{36})$/;

/** Throws `invalid` for what is no cursor, or one of a list in another order. */
export function readCursor(text: string | null | undefined, order: Order): Cursor | null {
  if (!text) return null;
  const [, towards, of, key = "", id] = cursorPattern.exec(text) ?? [];
  const isWhole =
    of === order &&
    key.includes("T") === (order === "heard") &&
    isTime(key) &&
    z.uuid().safeParse(id).success;
  if (!isWhole || !id) throw invalid("This page's address is incomplete. Start from the first page.");
  return { towards: towards as Cursor["towards"], order, key, id };
}

/** Neither the 31st of February nor the year 0, which PostgreSQL would refuse. */
function isTime(key: string): boolean {
  const at = Date.parse(key);
  return !Number.isNaN(at) && key > "0001" && new Date(at).toISOString().startsWith(key);
}

export function writeCursor({ towards, order, key, id }: Cursor): string {
  return `${towards}_${order}_${key}_${id}`;
}
