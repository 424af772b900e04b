import { expect, test } from "vitest";
import { agreeing } from "./agreeing-evidence.ts";
import { check } from "./check.ts";
import type { Evidence } from "./evidence.ts";

test("books that agree: nothing is found", () => {
  expect(check(agreeing())).toEqual({ findings: [], duplicates: 0, missing: 0, difference: "0.00" });
});

type Broken = [
  what: string,
  breakIt: (evidence: Evidence) => unknown,
  found: Partial<ReturnType<typeof check>>,
];

const broken: Broken[] = [
  [
    "an invoice twice",
    (e) => e.after.invoices.push({ ...invoiceOf(e, 0), invoiceId: "again" }),
    { duplicates: 1 },
  ],
  [
    "an invoice twice, the second under another number",
    (e) => e.after.invoices.push({ ...invoiceOf(e, 0), invoiceId: "again", number: "other" }),
    { duplicates: 1 },
  ],
  [
    "an invoice twice, the second without our mark",
    (e) => e.after.invoices.push({ ...invoiceOf(e, 0), invoiceId: "again", url: null }),
    { duplicates: 1 },
  ],
  ["an invoice missing", (e) => e.after.invoices.splice(1, 1), { missing: 2 }],
  ["an invoice voided", (e) => Object.assign(invoiceOf(e, 1), { status: "VOIDED" }), { missing: 2 }],
  [
    "a total one cent off",
    (e) => Object.assign(invoiceOf(e, 0), { total: "120.01" }),
    { difference: "0.01" },
  ],
  [
    "an amount due one cent off",
    (e) => Object.assign(invoiceOf(e, 1), { amountDue: "39.99" }),
    { difference: "0.01" },
  ],
  ["another currency", (e) => Object.assign(invoiceOf(e, 0), { currencyCode: "EUR" }), {}],
  ["an invoice that nobody raised", (e) => e.after.invoices.push(stranger(e)), {}],
  [
    "a voided one that nobody reversed",
    (e) => e.after.invoices.push({ ...stranger(e), status: "VOIDED" }),
    {},
  ],
  ["a held one in Xero", (e) => e.after.invoices.push({ ...stranger(e), number: "000000003" }), {}],
  [
    "a payment twice",
    (e) => e.after.payments.push({ ...paymentOf(e, 0), paymentId: "again" }),
    { duplicates: 1 },
  ],
  ["a payment missing", (e) => e.after.payments.splice(0, 1), { missing: 1 }],
  [
    "a payment one cent short",
    (e) => Object.assign(paymentOf(e, 0), { amount: "119.99" }),
    { difference: "0.01" },
  ],
  ["a payment on another account", (e) => Object.assign(paymentOf(e, 0), { accountId: "bank" }), {}],
  ["a payment without our mark", (e) => Object.assign(paymentOf(e, 0), { reference: "pi_1" }), {}],
  [
    "money for what is left to the bank",
    (e) => e.after.payments.push({ ...paymentOf(e, 0), paymentId: "p9", invoiceId: "i2" }),
    {},
  ],
  [
    "a payment of nobody's",
    (e) => e.after.payments.push({ ...paymentOf(e, 0), paymentId: "p9", invoiceId: "i99" }),
    {},
  ],
  ["a refund missing", (e) => e.after.payments.splice(1, 1), { missing: 1 }],
  [
    "an allocation twice",
    (e) => e.after.allocations.push({ ...allocationOf(e), allocationId: "again" }),
    { duplicates: 1 },
  ],
  ["an allocation missing", (e) => e.after.allocations.splice(0, 1), { missing: 1 }],
  [
    "an allocation of nobody's",
    (e) => e.after.allocations.push({ ...allocationOf(e), allocationId: "a9", invoiceId: "i1" }),
    {},
  ],
  ["a contact for two customers", (e) => Object.assign(invoiceOf(e, 1), { contactId: "c1" }), {}],
  [
    "two contacts for one customer",
    (e) => Object.assign(creditNoteOf(e, 0), { contactId: "c2" }),
    { duplicates: 1 },
  ],
  [
    "a contact of nobody's",
    (e) => e.after.contacts.push({ contactId: "c9", contactNumber: "S-9", name: "Nine", status: "ACTIVE" }),
    {},
  ],
  ["a posting that is stuck", (e) => Object.assign(postingOf(e, "payment"), { state: "unconfirmed" }), {}],
  ["a document that waits", (e) => Object.assign(documentOf(e, 0), { state: "waiting" }), {}],
  [
    "a document held for a fault",
    (e) => Object.assign(documentOf(e, 0), { state: "held", reason: "number_taken" }),
    {},
  ],
  ["a document that never came", (e) => e.ours.documents.splice(0, 1), {}],
  ["a lease that is held", (e) => e.ours.loose.push("lease drain is held"), {}],
  [
    "Magento told of another document",
    (e) => Object.assign(e.store.syncStates[0] ?? fail(), { provider_entity_id: "i2" }),
    {},
  ],
  [
    "an event that died",
    (e) => e.store.outbox.push({ idempotency_key: "k", status: "dead_lettered", last_error: "401" }),
    {},
  ],
];

test.each(broken)("found: %s", (_, breakIt, found) => {
  const evidence = agreeing();
  breakIt(evidence);
  const summary = check(evidence);
  expect(summary.findings.length).toBeGreaterThan(0);
  expect(summary).toMatchObject(found);
});

test("a wrong document that was renamed and voided is no leftover", () => {
  const evidence = agreeing();
  evidence.after.invoices.push({
    ...invoiceOf(evidence, 0),
    invoiceId: "wrong",
    number: "000000001-VOID-1",
    status: "VOIDED",
  });
  expect(check(evidence).findings).toEqual([]);
});

test("a note of more than its invoice stays open, held for it", () => {
  const evidence = agreeing();
  const memo = evidence.store.creditMemos[0] ?? fail();
  memo.document.grand_total = 122.5;
  Object.assign(creditNoteOf(evidence, 0), {
    total: "122.50",
    remainingCredit: "122.50",
    status: "AUTHORISED",
  });
  evidence.after.payments.splice(1, 1);
  Object.assign(documentOf(evidence, 3), { state: "held", reason: "payment_more_than_due" });
  const told = { sync_status: "failed", error_code: "payment_more_than_due" };
  Object.assign(evidence.store.syncStates[3] ?? fail(), told);
  expect(check(evidence).findings).toEqual([]);
  memo.document.grand_total = 120;
  expect(check(evidence).findings.length).toBeGreaterThan(0);
});

function fail(): never {
  throw new Error("The evidence of this test has no such row.");
}

const invoiceOf = (evidence: Evidence, index: number) => evidence.after.invoices[index] ?? fail();
const creditNoteOf = (evidence: Evidence, index: number) => evidence.after.creditNotes[index] ?? fail();
const paymentOf = (evidence: Evidence, index: number) => evidence.after.payments[index] ?? fail();
const allocationOf = (evidence: Evidence) => evidence.after.allocations[0] ?? fail();
const documentOf = (evidence: Evidence, index: number) => evidence.ours.documents[index] ?? fail();
const postingOf = (evidence: Evidence, kind: string) =>
  evidence.ours.postings.find((each) => each.kind === kind) ?? fail();

const stranger = (evidence: Evidence) => ({
  ...invoiceOf(evidence, 0),
  invoiceId: "s",
  number: "INV-0099",
  url: null,
});
