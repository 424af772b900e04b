import { refuseNoData, refusePostData } from "../wire/errors.ts";
import { type Fields, fieldsOf, parseJson } from "../wire/fields.ts";
import type { AccountingCall } from "./accounting-call.ts";

/**
 * The elements of a write: `{"Invoices":[…]}` or one bare object that has a field of the element.
 * Anything usable neither way is ErrorNumber 17; what cannot be parsed is ErrorNumber 14.
 */
export function requestElements(
  call: AccountingCall,
  shape: { plural: string; noun: string; knownFields: readonly string[] },
): Fields[] {
  if (call.body.trim() === "") return refuseNoData(shape.noun);
  // Xero reads anything that is not declared as JSON as XML.
  if (!/\bjson\b/i.test(call.contentType ?? "")) {
    return refusePostData("Data at the root level is invalid. Line 1, position 1.");
  }
  const body = fieldsOf(parseJson(call.body), "");
  if (body.has(shape.plural)) {
    const elements = body.list(shape.plural) ?? [];
    return elements.length === 0 ? refuseNoData(shape.noun) : elements;
  }
  return shape.knownFields.some((name) => body.has(name)) ? [body] : refuseNoData(shape.noun);
}
