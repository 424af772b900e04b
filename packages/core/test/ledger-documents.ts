import type { Sought } from "../src/look-up.ts";
import type { LedgerDocument } from "../src/ports.ts";

/** What Xero was asked to store, and documents as it may hold them. */

export const MARK = "ABCDEFGHIJ";
export const CALLED = { from: new Date("2026-11-21T10:00:00Z"), until: new Date("2026-11-21T10:02:00Z") };
export const DURING = new Date("2026-11-21T10:01:00Z");
export const LATER = new Date("2026-11-21T11:00:00Z");

export const invoice: Extract<Sought, { kind: "invoice" | "credit_note" }> = {
  kind: "invoice",
  mark: MARK,
  refusedAs: null,
  number: "INV-1",
  total: "120.00",
  currencyCode: "GBP",
  contactId: "c1",
  calledBetween: CALLED,
};
export const note = { ...invoice, kind: "credit_note" as const, number: "CN-1" };
export const refused = { ...invoice, refusedAs: "number_taken" as const };

export function ours(over: Partial<LedgerDocument> = {}): LedgerDocument {
  return {
    kind: "invoice",
    xeroId: "x1",
    number: "INV-1",
    name: null,
    status: "AUTHORISED",
    total: "120.00",
    totalTax: "20.00",
    amountDue: "120.00",
    remainingCredit: null,
    currencyCode: "GBP",
    contactId: "C1",
    reference: "SO-1",
    url: `https://p.example/d/${MARK}`,
    updatedAt: DURING,
    settles: null,
    allocations: [],
    payments: [],
    mergedToContactId: null,
    ...over,
  };
}

export function ourNote(over: Partial<LedgerDocument> = {}): LedgerDocument {
  return ours({
    kind: "credit_note",
    xeroId: "n1",
    number: "CN-1",
    url: null,
    reference: `INV-1 ${MARK}`,
    amountDue: null,
    remainingCredit: "120.00",
    ...over,
  });
}

export function money(over: Partial<LedgerDocument> = {}): LedgerDocument {
  return ours({
    kind: "payment",
    xeroId: "m1",
    number: null,
    url: null,
    reference: `ch_1 ${MARK}`,
    settles: { kind: "invoice", xeroId: "x1" },
    ...over,
  });
}

export function person(over: Partial<LedgerDocument> = {}): LedgerDocument {
  return ours({
    kind: "contact",
    xeroId: "p1",
    number: "SHOP-7",
    name: "Ann",
    status: "ACTIVE",
    url: null,
    ...over,
  });
}
