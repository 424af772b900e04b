import type { AccountingCall } from "../accounting/accounting-call.ts";
import { refusePostData, refuseQuery } from "../wire/errors.ts";
import type { JsonValue } from "../wire/json.ts";
import { parseOrder } from "./order.ts";
import { parameter } from "./parameters.ts";
import { parseWhere, type QueryFields } from "./where.ts";

const PAGE_SIZE = 100;
const PAGE_SIZE_MAX = 1_000;

export interface ListRules<T> {
  fields: QueryFields<T>;
  updatedAt: (element: T) => number;
  id: (element: T) => string;
  /** Query parameters that force paging besides `page` and `pageSize`. */
  pagingParameters?: readonly string[];
}

export interface Listed<T> {
  elements: T[];
  isPaged: boolean;
  pagination: JsonValue;
}

/** Filters by where and If-Modified-Since, orders (UpdatedDateUTC, then id, unless told) and pages. */
export function listElements<T>(
  call: AccountingCall,
  candidates: Iterable<T>,
  rules: ListRules<T>,
): Listed<T> {
  const where = parameter(call, "where");
  const matches = where === undefined ? () => true : parseWhere(where, rules.fields);
  const since = modifiedSince(call);
  const elements: T[] = [];
  for (const element of candidates) {
    if ((since === null || rules.updatedAt(element) >= since) && matches(element)) elements.push(element);
  }

  const order = parameter(call, "order");
  const byOrder = order === undefined ? null : parseOrder(order, rules.fields);
  elements.sort(
    (left, right) =>
      byOrder?.(left, right) ||
      rules.updatedAt(left) - rules.updatedAt(right) ||
      (rules.id(left) < rules.id(right) ? -1 : 1),
  );

  const isPaged =
    ["page", "pageSize"].some((name) => parameter(call, name) !== undefined) ||
    (rules.pagingParameters ?? []).some((name) => isGiven(call, name));
  if (!isPaged) return { elements, isPaged, pagination: undefined };
  const page = Math.max(1, wholeNumber(call, "page") ?? 1);
  const pageSize = Math.min(PAGE_SIZE_MAX, Math.max(1, wholeNumber(call, "pageSize") ?? PAGE_SIZE));
  return {
    elements: elements.slice((page - 1) * pageSize, page * pageSize),
    isPaged,
    pagination: {
      page,
      pageSize,
      pageCount: Math.ceil(elements.length / pageSize),
      itemCount: elements.length,
    },
  };
}

function isGiven(call: AccountingCall, name: string): boolean {
  const value = parameter(call, name);
  return value !== undefined && value.toLowerCase() !== "false";
}

function wholeNumber(call: AccountingCall, name: string): number | undefined {
  const value = parameter(call, name);
  if (value === undefined) return undefined;
  return /^-?\d{1,9}$/.test(value)
    ? Number(value)
    : refuseQuery(`The value of ${name} must be a whole number`);
}

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** UTC to the second, as ISO without zone or as an HTTP date. */
function modifiedSince(call: AccountingCall): number | null {
  const text = call.ifModifiedSince?.trim() ?? "";
  if (text === "") return null;
  const iso = ISO_INSTANT.exec(text);
  const hasTimeAlone = iso?.[1] !== undefined && iso[2] === undefined;
  const instant = iso || HTTP_DATE.test(text) ? Date.parse(hasTimeAlone ? `${text}Z` : text) : Number.NaN;
  if (Number.isNaN(instant))
    return refusePostData(`The string '${text.slice(0, 100)}' is not a valid AllXsd value.`);
  return Math.floor(instant / 1000) * 1000;
}
