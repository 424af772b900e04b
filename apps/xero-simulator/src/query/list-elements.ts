import type { AccountingCall } from "../accounting/accounting-call.ts";
import { inOrder, type OrderKey, placeOf } from "../state/element-order.ts";
import { refuseQuery } from "../wire/errors.ts";
import type { JsonValue } from "../wire/json.ts";
import { modifiedSince } from "./modified-since.ts";
import { parseOrder } from "./order.ts";
import { parameter } from "./parameters.ts";
import { parseWhere, type QueryFields } from "./where.ts";

const PAGE_SIZE = 100;
const PAGE_SIZE_MAX = 1_000;

export interface ListRules<T> extends OrderKey<T> {
  fields: QueryFields<T>;
  /** Which elements a call is about before its `where`; all when absent. */
  passes?: ((element: T) => boolean) | undefined;
  /** Query parameters that force paging besides `page` and `pageSize`. */
  pagingParameters?: readonly string[];
}

export interface Listed<T> {
  elements: readonly T[];
  isPaged: boolean;
  pagination: JsonValue;
}

/**
 * Filters by where and If-Modified-Since, orders (UpdatedDateUTC, then id, unless told) and pages. A whole map is read in
 * an order that is kept, a list in one that is made; a `where` that names an indexed value looks at what the index has.
 */
export function listElements<T>(
  call: AccountingCall,
  source: ReadonlyMap<string, T> | readonly T[],
  rules: ListRules<T>,
): Listed<T> {
  const text = parameter(call, "where");
  const where = text === undefined ? null : parseWhere(text, rules.fields);
  const order = parameter(call, "order");
  const byOrder = order === undefined ? null : parseOrder(order, rules.fields);
  const since = modifiedSince(call);

  const found = where?.among && !Array.isArray(source) ? where.among : source;
  const isKept = !isList(found);
  const candidates = isKept ? inOrder(found, rules) : found;
  const start = isKept && since !== null ? placeOf(candidates, rules, since, "") : 0;
  const tests = [
    rules.passes,
    where?.test,
    since === null || isKept ? undefined : (element: T) => rules.updatedAt(element) >= since,
  ].filter((test) => test !== undefined);
  const elements = filtered(candidates, start, tests);
  const sorted = isKept && byOrder === null ? elements : inOrderOf(elements.slice(0), rules, byOrder);
  return page(call, sorted, rules);
}

function isList<T>(source: ReadonlyMap<string, T> | readonly T[]): source is readonly T[] {
  return Array.isArray(source);
}

function filtered<T>(all: readonly T[], start: number, tests: ((element: T) => boolean)[]): readonly T[] {
  if (tests.length === 0) return start === 0 ? all : all.slice(start);
  // One test is the common case and runs over all of a large book.
  const [first, ...others] = tests;
  const passes = others.length === 0 ? first : (element: T) => tests.every((test) => test(element));
  const elements: T[] = [];
  for (let index = start; index < all.length; index += 1) {
    const element = all[index] as T;
    if (passes?.(element)) elements.push(element);
  }
  return elements;
}

function inOrderOf<T>(
  elements: T[],
  rules: ListRules<T>,
  byOrder: ((left: T, right: T) => number) | null,
): T[] {
  return elements.sort(
    (left, right) =>
      byOrder?.(left, right) ||
      rules.updatedAt(left) - rules.updatedAt(right) ||
      (rules.id(left) < rules.id(right) ? -1 : 1),
  );
}

function page<T>(call: AccountingCall, elements: readonly T[], rules: ListRules<T>): Listed<T> {
  const isPaged =
    ["page", "pageSize"].some((name) => parameter(call, name) !== undefined) ||
    (rules.pagingParameters ?? []).some((name) => isGiven(call, name));
  if (!isPaged) return { elements, isPaged, pagination: undefined };
  const number = Math.max(1, wholeNumber(call, "page") ?? 1);
  const size = Math.min(PAGE_SIZE_MAX, Math.max(1, wholeNumber(call, "pageSize") ?? PAGE_SIZE));
  return {
    elements: elements.slice((number - 1) * size, number * size),
    isPaged,
    pagination: {
      page: number,
      pageSize: size,
      pageCount: Math.ceil(elements.length / size),
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
