import { newId } from "../ids.ts";
import type { Answer } from "./answer.ts";
import { envelopeInstant } from "./dates.ts";

/** A fixed small XML: enough for a caller that forgot `Accept: application/json` to notice. */
export function writeXml(answer: Answer, nowMs: number): string {
  const value = answer.body.kind === "json" ? answer.body.value : null;
  const member = (name: string): string => {
    const found = value && typeof value === "object" ? (value as Record<string, unknown>)[name] : undefined;
    return typeof found === "string" || typeof found === "number" ? escapeXml(String(found)) : "";
  };
  if (answer.status >= 400) {
    return `<ApiException xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><ErrorNumber>${member("ErrorNumber")}</ErrorNumber><Type>${member("Type")}</Type><Message>${member("Message")}</Message></ApiException>`;
  }
  return `<Response xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><Id>${member("Id") || newId()}</Id><Status>OK</Status><ProviderName>${member("ProviderName")}</ProviderName><DateTimeUTC>${member("DateTimeUTC") || envelopeInstant(nowMs)}</DateTimeUTC></Response>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (found) => `&#${found.charCodeAt(0)};`);
}
