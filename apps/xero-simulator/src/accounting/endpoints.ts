import type { ScopeGroup } from "../identity/scopes.ts";
import type { Answer } from "../wire/answer.ts";
import type { AccountingCall, Endpoint } from "./accounting-call.ts";
import { accounts } from "./accounts.ts";
import { attachments } from "./attachments.ts";
import { brandingThemes } from "./branding-themes.ts";
import { contacts } from "./contacts.ts";
import { creditNotes } from "./credit-notes.ts";
import { currencies } from "./currencies.ts";
import { history } from "./history.ts";
import { invoiceReminders } from "./invoice-reminders.ts";
import { invoices } from "./invoices.ts";
import { items } from "./items.ts";
import { organisation } from "./organisation.ts";
import { payments } from "./payments.ts";
import { taxRates } from "./tax-rates.ts";
import { trackingCategories } from "./tracking-categories.ts";
import { unofferedEndpoints } from "./unoffered-endpoints.ts";

const ENDPOINTS: readonly Endpoint[] = [
  organisation,
  accounts,
  taxRates,
  brandingThemes,
  trackingCategories,
  currencies,
  invoiceReminders,
  contacts,
  invoices,
  creditNotes,
  payments,
  items,
  ...unofferedEndpoints,
];

const byName = new Map(ENDPOINTS.map((endpoint) => [endpoint.name.toLowerCase(), endpoint]));

export function findEndpoint(name: string): Endpoint | undefined {
  return byName.get(name.toLowerCase());
}

/** The scope groups that reach a path of an endpoint; any one of them is enough. */
export function scopesOf(endpoint: Endpoint, path: readonly string[]): ScopeGroup[] {
  if (path[1]?.toLowerCase() === "attachments") return ["attachments"];
  return endpoint.otherScope ? [endpoint.scope, endpoint.otherScope] : [endpoint.scope];
}

/** History and attachments hang below documents of any endpoint; the rest is the endpoint's own. */
export function handleCall(endpoint: Endpoint, call: AccountingCall): Answer {
  const [key = "", part = "", ...rest] = call.path;
  switch (part.toLowerCase()) {
    case "history":
      return history(call, { endpoint: endpoint.name, key, rest });
    case "attachments":
      return attachments(call, { endpoint: endpoint.name, key, rest });
    default:
      return endpoint.handle(call);
  }
}
