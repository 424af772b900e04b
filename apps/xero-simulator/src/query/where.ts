import { Decimal } from "decimal.js";
import { isGuid } from "../ids.ts";
import { foldText } from "../state/books.ts";
import { refuseQuery } from "../wire/errors.ts";

export type QueryValue = string | number | boolean | null;

/** How a field of an element is compared; amounts are decimal strings, instants milliseconds, days YYYY-MM-DD. */
export type QueryField<T> =
  | {
      kind: "text" | "guid" | "choice";
      get: (element: T) => string | null;
      /** All elements that can be equal to a text, from an index. */
      find?: (text: string) => readonly T[];
    }
  | { kind: "decimal"; get: (element: T) => string | null }
  | { kind: "day"; get: (element: T) => string | null }
  | { kind: "instant"; get: (element: T) => number | null }
  | { kind: "flag"; get: (element: T) => boolean };

export type QueryFields<T> = Record<string, QueryField<T>>;

interface Predicate<T> {
  test: (element: T) => boolean;
  /** What an index says can match; null when every element has to be looked at. */
  among: readonly T[] | null;
}

type Token = { kind: "word" | "string" | "number" | "operator"; text: string };

const DEPTH_MAX = 20;

/**
 * A filter from the part of Xero's `where` language that callers use: comparisons, AND, OR, brackets,
 * DateTime(…), guid("…"), Contains, StartsWith, EndsWith. Anything else is refused (ErrorNumber 16).
 */
export function parseWhere<T>(text: string, fields: QueryFields<T>): Predicate<T> {
  const tokens = tokenize(text);
  let position = 0;
  let depth = 0;
  const peek = () => tokens[position];
  const isNext = (...texts: string[]) => {
    const token = peek();
    return token !== undefined && token.kind !== "string" && texts.includes(token.text.toUpperCase());
  };
  const next = (): Token => {
    const token = tokens[position] ?? bad(text);
    position += 1;
    return token;
  };
  const expect = (wanted: string) => {
    if (!isNext(wanted)) bad(text);
    position += 1;
  };

  const either = (): Predicate<T> => {
    let left = both();
    while (isNext("OR", "||")) {
      next();
      const [first, second] = [left, both()];
      left = { test: (element) => first.test(element) || second.test(element), among: null };
    }
    return left;
  };
  const both = (): Predicate<T> => {
    let left = single();
    while (isNext("AND", "&&")) {
      next();
      const [first, second] = [left, single()];
      left = {
        test: (element) => first.test(element) && second.test(element),
        among: first.among ?? second.among,
      };
    }
    return left;
  };
  const single = (): Predicate<T> => {
    if (isNext("(")) {
      depth += 1;
      if (depth > DEPTH_MAX) bad(text);
      next();
      const inner = either();
      expect(")");
      depth -= 1;
      return inner;
    }
    return comparison();
  };
  const comparison = (): Predicate<T> => {
    const token = next();
    if (token.kind !== "word") bad(text);
    const call = /^(.*)\.(Contains|StartsWith|EndsWith)$/i.exec(token.text);
    if (call) {
      const field = fieldNamed(call[1] ?? "", fields, text);
      expect("(");
      const argument = next();
      if (argument.kind !== "string") bad(text);
      expect(")");
      if (isNext("==", "=")) {
        next();
        if (next().text.toLowerCase() !== "true") bad(text);
      }
      return {
        test: textCall(field, (call[2] ?? "").toLowerCase(), argument.text, text),
        among: null,
      };
    }
    const field = fieldNamed(token.text, fields, text);
    const operator = next();
    if (operator.kind !== "operator") bad(text);
    const comparator = operator.text === "=" ? "==" : operator.text;
    const value = literal();
    const isLookup = comparator === "==" && typeof value === "string" && "find" in field;
    return {
      test: compare(field, comparator, value, text),
      among: isLookup ? (field.find?.(value) ?? null) : null,
    };
  };
  const literal = (): QueryValue => {
    const token = next();
    if (token.kind === "string") return token.text;
    if (token.kind === "number") return Number(token.text);
    const word = token.text.toLowerCase();
    if (word === "true" || word === "false") return word === "true";
    if (word === "null") return null;
    if (word === "guid") {
      expect("(");
      const id = next();
      expect(")");
      return isGuid(id.text) ? id.text.toLowerCase() : bad(text);
    }
    if (word === "datetime") return dateTime();
    return bad(text);
  };
  const dateTime = (): string => {
    expect("(");
    const parts: number[] = [];
    for (;;) {
      const part = next();
      if (part.kind !== "number") bad(text);
      parts.push(Number(part.text));
      if (!isNext(",")) break;
      next();
    }
    expect(")");
    return instantOf(parts) ?? bad(text);
  };

  const predicate = either();
  if (position < tokens.length) bad(text);
  return predicate;
}

/** As .NET's DateTime(year, month, day[, hour, minute, second]): null for a day or an hour there is none of. */
function instantOf(parts: readonly number[]): string | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if ((parts.length !== 3 && parts.length !== 6) || !parts.every(Number.isInteger)) return null;
  const two = (value: number) => String(value).padStart(2, "0");
  const text = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}.000Z`;
  const instant = new Date(text);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === text ? text : null;
}

export function fieldNamed<T>(name: string, fields: QueryFields<T>, text: string): QueryField<T> {
  const wanted = name.toLowerCase();
  const found = Object.entries(fields).find(([one]) => one.toLowerCase() === wanted);
  return found?.[1] ?? refuseQuery(`No property or field '${name}' exists: ${text.slice(0, 200)}`);
}

function compare<T>(
  field: QueryField<T>,
  operator: string,
  value: QueryValue,
  text: string,
): Predicate<T>["test"] {
  const test = testFor(operator, text);
  if (value === null) {
    if (operator !== "==" && operator !== "!=") bad(text);
    return (element) => {
      const found = field.get(element);
      return (found === null || found === "") === (operator === "==");
    };
  }
  const isOrdered = operator !== "==" && operator !== "!=";
  switch (field.kind) {
    case "text":
    case "guid":
    case "choice": {
      if (typeof value !== "string" || isOrdered || (field.kind === "guid" && !isGuid(value)))
        return bad(text);
      const wanted = foldText(value);
      return (element) => test(foldText(field.get(element) ?? "") === wanted ? 0 : 1);
    }
    case "decimal": {
      if (typeof value !== "number") return bad(text);
      const wanted = new Decimal(value);
      return (element) => {
        const found = field.get(element);
        return found !== null && test(new Decimal(found).comparedTo(wanted));
      };
    }
    case "day":
    case "instant": {
      const wanted = typeof value === "string" ? Date.parse(value) : Number.NaN;
      if (Number.isNaN(wanted)) return bad(text);
      return (element) => {
        const found = field.get(element);
        if (found === null) return false;
        return test((typeof found === "string" ? Date.parse(`${found}T00:00:00Z`) : found) - wanted);
      };
    }
    case "flag":
      if (typeof value !== "boolean" || isOrdered) return bad(text);
      return (element) => test(field.get(element) === value ? 0 : 1);
  }
}

function textCall<T>(
  field: QueryField<T>,
  method: string,
  argument: string,
  text: string,
): Predicate<T>["test"] {
  if (field.kind !== "text" && field.kind !== "choice") return bad(text);
  const wanted = foldText(argument);
  return (element) => {
    const found = foldText(field.get(element) ?? "");
    if (method === "contains") return found.includes(wanted);
    return method === "startswith" ? found.startsWith(wanted) : found.endsWith(wanted);
  };
}

function testFor(operator: string, text: string): (order: number) => boolean {
  switch (operator) {
    case "==":
      return (order) => order === 0;
    case "!=":
      return (order) => order !== 0;
    case ">":
      return (order) => order > 0;
    case ">=":
      return (order) => order >= 0;
    case "<":
      return (order) => order < 0;
    case "<=":
      return (order) => order <= 0;
    default:
      return bad(text);
  }
}

function tokenize(text: string): Token[] {
  if (text.length > 4_000) bad(text);
  const tokens: Token[] = [];
  const pattern =
    /\s*(?:"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_.]*)|(==|!=|>=|<=|&&|\|\||=|>|<)|([(),]))/y;
  let position = 0;
  while (text.slice(position).trim() !== "") {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (!match) return bad(text);
    position = pattern.lastIndex;
    if (match[1] !== undefined) tokens.push({ kind: "string", text: match[1].replace(/\\(.)/g, "$1") });
    else if (match[2] !== undefined) tokens.push({ kind: "number", text: match[2] });
    else if (match[3] !== undefined) tokens.push({ kind: "word", text: match[3] });
    else tokens.push({ kind: "operator", text: match[4] ?? match[5] ?? "" });
  }
  if (tokens.length === 0) bad(text);
  return tokens;
}

function bad(text: string): never {
  return refuseQuery(`The where clause could not be parsed: ${text.slice(0, 200)}`);
}
