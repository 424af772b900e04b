import { Decimal } from "decimal.js";
import { isGuid } from "../ids.ts";
import { readDay } from "./dates.ts";
import { refusePostData } from "./errors.ts";
import type { JsonValue } from "./json.ts";

const DEPTH_MAX = 64;
/** What a System.Decimal holds; JSON's 1e400 is Infinity here and no number there. */
const DECIMAL_MAX = new Decimal("79228162514264337593543950335");
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$/i;

/**
 * One JSON object of a request. Names are matched whatever their case; null counts as not sent.
 * A value of the wrong kind refuses the whole request (ErrorNumber 14).
 */
export interface Fields {
  has(name: string): boolean;
  names(): string[];
  text(name: string): string | undefined;
  decimal(name: string): Decimal | undefined;
  flag(name: string): boolean | undefined;
  guid(name: string): string | undefined;
  day(name: string): string | undefined;
  choice<T extends string>(name: string, allowed: readonly T[], typeName: string): T | undefined;
  fields(name: string): Fields | undefined;
  list(name: string): Fields[] | undefined;
  /** The name as it was sent. */
  spelling(name: string): string;
  /** The value as it came, for echoing. */
  raw(name: string): JsonValue;
}

/** Parses a request body; text that is not a JSON object or array refuses the request. */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return refusePostData(`JSON for post data is nested deeper than ${DEPTH_MAX} levels`);
  try {
    return JSON.parse(text);
  } catch {
    return refusePostData("JSON for post data was invalid");
  }
}

export function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refusePostData(
      `Error converting value ${quote(value)} to type 'Xero.Api.Contract'. Path '${path}'.`,
    );
  }
  const members = new Map<string, { name: string; value: unknown }>();
  for (const [name, member] of Object.entries(value)) {
    if (member !== null) members.set(name.toLowerCase(), { name, value: member });
  }
  const at = (name: string) => (path === "" ? name : `${path}.${name}`);
  const get = (name: string) => members.get(name.toLowerCase())?.value;

  const text = (name: string): string | undefined => {
    const found = get(name);
    if (found === undefined || typeof found === "string") return found;
    if (typeof found === "number" || typeof found === "boolean") return String(found);
    return wrongType(found, "System.String", at(name));
  };

  return {
    has: (name) => members.has(name.toLowerCase()),
    names: () => [...members.keys()],
    text,
    decimal: (name) => {
      const found = get(name);
      if (found === undefined || found === "") return undefined;
      const number =
        typeof found === "number" || (typeof found === "string" && NUMBER.test(found.trim()))
          ? new Decimal(typeof found === "string" ? found.trim() : found)
          : null;
      return number?.abs().lessThanOrEqualTo(DECIMAL_MAX)
        ? number
        : wrongType(found, "System.Decimal", at(name));
    },
    flag: (name) => {
      const found = get(name);
      if (found === undefined || typeof found === "boolean") return found;
      if (found === "true" || found === "false") return found === "true";
      return wrongType(found, "System.Boolean", at(name));
    },
    guid: (name) => {
      const found = text(name);
      if (found === undefined || found === "") return undefined;
      return isGuid(found) ? found.toLowerCase() : wrongType(found, "System.Guid", at(name));
    },
    day: (name) => {
      const found = text(name);
      if (found === undefined || found === "") return undefined;
      return readDay(found) ?? refusePostData(`The string '${found}' is not a valid AllXsd value.`);
    },
    choice: (name, allowed, typeName) => {
      const found = text(name);
      if (found === undefined || found === "") return undefined;
      const match = allowed.find((one) => one.toLowerCase() === found.toLowerCase());
      return match ?? wrongType(found, `Xero.Api.${typeName}`, at(name));
    },
    fields: (name) => {
      const found = get(name);
      return found === undefined ? undefined : fieldsOf(found, at(name));
    },
    list: (name) => {
      const found = get(name);
      if (found === undefined) return undefined;
      if (!Array.isArray(found)) return wrongType(found, "System.Collections.Generic.List", at(name));
      return found.map((one, index) => fieldsOf(one, `${at(name)}[${index}]`));
    },
    spelling: (name) => members.get(name.toLowerCase())?.name ?? name,
    raw: (name) => get(name) as JsonValue,
  };
}

function wrongType(value: unknown, type: string, path: string): never {
  return refusePostData(`Error converting value ${quote(value)} to type '${type}'. Path '${path}'.`);
}

function quote(value: unknown): string {
  return typeof value === "object" && value !== null
    ? "{object}"
    : ((typeof value === "number" ? String(value) : JSON.stringify(value)) ?? "null").slice(0, 200);
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isInString) {
      if (character === "\\") index += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === "{" || character === "[") {
      depth += 1;
      if (depth > DEPTH_MAX) return true;
    } else if (character === "}" || character === "]") depth -= 1;
  }
  return false;
}
