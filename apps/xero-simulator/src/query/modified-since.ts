import type { AccountingCall } from "../accounting/accounting-call.ts";
import { refusePostData } from "../wire/errors.ts";

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** If-Modified-Since in milliseconds, cut to the second: ISO, in UTC unless it says otherwise, or an HTTP date. */
export function modifiedSince(call: AccountingCall): number | null {
  const text = call.ifModifiedSince?.trim() ?? "";
  if (text === "") return null;
  const iso = ISO_INSTANT.exec(text);
  const hasTimeAlone = iso?.[1] !== undefined && iso[2] === undefined;
  const instant = iso || HTTP_DATE.test(text) ? Date.parse(hasTimeAlone ? `${text}Z` : text) : Number.NaN;
  if (Number.isNaN(instant))
    return refusePostData(`The string '${text.slice(0, 100)}' is not a valid AllXsd value.`);
  return Math.floor(instant / 1000) * 1000;
}
