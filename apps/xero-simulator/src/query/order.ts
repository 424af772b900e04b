import { Decimal } from "decimal.js";
import { refuseQuery } from "../wire/errors.ts";
import { fieldNamed, type QueryField, type QueryFields } from "./where.ts";

/** A comparison from `Date DESC, InvoiceNumber`; an unknown field is refused. */
export function parseOrder<T>(text: string, fields: QueryFields<T>): (left: T, right: T) => number {
  const keys = text.split(",").map((part) => {
    const match = /^\s*([A-Za-z_.]+)(?:\s+(ASC|DESC|ASCENDING|DESCENDING))?\s*$/i.exec(part);
    if (!match?.[1]) return refuseQuery(`The order clause could not be parsed: ${text.slice(0, 200)}`);
    const direction = match[2]?.toUpperCase().startsWith("DESC") ? -1 : 1;
    return { field: fieldNamed(match[1], fields, text), direction };
  });
  return (left, right) => {
    for (const { field, direction } of keys) {
      const order = compareBy(field, left, right);
      if (order !== 0) return order * direction;
    }
    return 0;
  };
}

function compareBy<T>(field: QueryField<T>, left: T, right: T): number {
  const [a, b] = [field.get(left), field.get(right)];
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (field.kind === "decimal") return new Decimal(String(a)).comparedTo(String(b));
  return a < b ? -1 : 1;
}
