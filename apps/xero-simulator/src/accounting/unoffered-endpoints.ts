import type { ScopeGroup } from "../identity/scopes.ts";
import { notImplemented } from "../wire/errors.ts";
import type { Endpoint } from "./accounting-call.ts";

/** Endpoints Xero has and this simulator does not: they answer 501 behind their scope. */
const UNOFFERED: Record<string, ScopeGroup> = {
  BankTransactions: "banktransactions",
  BankTransfers: "banktransactions",
  BatchPayments: "payments",
  LinkedTransactions: "invoices",
  Overpayments: "payments",
  Prepayments: "payments",
  PurchaseOrders: "invoices",
  Quotes: "invoices",
  RepeatingInvoices: "invoices",
  Users: "settings",
};

export const unofferedEndpoints: Endpoint[] = Object.entries(UNOFFERED).map(([name, scope]) => ({
  name,
  scope,
  handle: notImplemented,
}));
