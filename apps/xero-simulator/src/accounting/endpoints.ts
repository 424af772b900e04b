import type { Endpoint } from "./accounting-call.ts";
import { accounts } from "./accounts.ts";
import { brandingThemes } from "./branding-themes.ts";
import { contacts } from "./contacts.ts";
import { creditNotes } from "./credit-notes.ts";
import { currencies } from "./currencies.ts";
import { invoices } from "./invoices.ts";
import { organisation } from "./organisation.ts";
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
  contacts,
  invoices,
  creditNotes,
  ...unofferedEndpoints,
];

const byName = new Map(ENDPOINTS.map((endpoint) => [endpoint.name.toLowerCase(), endpoint]));

export function findEndpoint(name: string): Endpoint | undefined {
  return byName.get(name.toLowerCase());
}
