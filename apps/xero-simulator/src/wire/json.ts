import { Decimal } from "decimal.js";

const DIGITS = Symbol("digits");

/** A number whose decimals are written as they stand: 48.00, not 48. */
export interface Digits {
  readonly [DIGITS]: string;
}

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | Digits
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

export type JsonObject = { readonly [name: string]: JsonValue };

/** Xero writes amounts with fixed decimals: 2 for money, 4 for quantities, 6 for rates. */
export function digits(value: Decimal.Value, places: number): Digits {
  // What the books hold has its decimals already, mostly.
  const isWritten =
    typeof value === "string" && value[0] !== "-" && value.indexOf(".") === value.length - places - 1;
  return { [DIGITS]: isWritten ? value : new Decimal(value).toFixed(places, Decimal.ROUND_HALF_UP) };
}

export function money(value: Decimal.Value): Digits {
  return digits(value, 2);
}

/** JSON text with fixed-decimal numbers; undefined members are left out. */
export function writeJson(value: JsonValue): string {
  if (value === null || value === undefined) return "null";
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(writeJson).join(",")}]`;
  if (isDigits(value)) return value[DIGITS];
  let text = "";
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    text += `${text === "" ? "" : ","}${quoted(name)}:${writeJson(member)}`;
  }
  return `{${text}}`;
}

const NAMES_KEPT = 1_000;
const quotedNames = new Map<string, string>();

/** A page repeats the same few names thousands of times. */
function quoted(name: string): string {
  const known = quotedNames.get(name);
  if (known !== undefined) return known;
  const text = JSON.stringify(name);
  if (quotedNames.size < NAMES_KEPT) quotedNames.set(name, text);
  return text;
}

function isDigits(value: object): value is Digits {
  return DIGITS in value;
}
