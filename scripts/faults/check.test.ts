import { expect, test } from "vitest";
import { check } from "./check.ts";
import type { Evidence, Ledger, Settings } from "./evidence.ts";
import { markOf } from "./expect.ts";

const settings: Settings = {
  environment: "sandbox",
  xeroTenantId: "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f",
  storeId: "147c8ff1-7596-45f0-8b4f-d5538dbdb95b",
  creditNotePrefix: "CN-",
  paymentAccounts: { card: "clearing", cheque: null },
};

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

/** Ann pays by card and has all refunded; Bob pays by cheque and returns a part; Cyd's gift card has no account. */
function agreeing(): Evidence {
  const ann = { magento_id: 0, email: "Ann@example.com" };
  const bob = { magento_id: 7, email: "bob@example.com" };
  const cyd = { magento_id: 8, email: "cyd@example.com" };
  const common = { currency: "GBP", lines: [{ line_subtotal: 100, line_tax: 20 }], shipping_amount: 0 };
  const paid = { ...common, state: "paid" as const };
  const memo = { ...common, adjustment_positive: 0, adjustment_negative: 0 };
  const open = { giftCard: "0", storeCredit: "0", surcharge: "0" };
  return {
    settings,
    before: emptyLedger(),
    store: {
      invoices: [
        {
          kind: "invoice",
          scenario: "retail",
          hidden: open,
          document: { ...paid, ...named(1), customer: ann, grand_total: 120, payment_method: "card" },
        },
        {
          kind: "invoice",
          scenario: "trade",
          hidden: open,
          document: { ...paid, ...named(2), customer: bob, grand_total: 60, payment_method: "cheque" },
        },
        {
          kind: "invoice",
          scenario: "gift-card",
          hidden: { ...open, giftCard: "10" },
          document: { ...paid, ...named(3), customer: cyd, grand_total: 110, payment_method: "card" },
        },
      ],
      creditMemos: [
        {
          kind: "creditmemo",
          scenario: "full-refund",
          hidden: open,
          document: { ...memo, ...named(1), invoice_id: 1, customer: ann, grand_total: 120 },
        },
        {
          kind: "creditmemo",
          scenario: "partial-refund",
          hidden: open,
          document: { ...memo, ...named(2), invoice_id: 2, customer: bob, grand_total: 20 },
        },
      ],
      syncStates: [
        synced("invoice", 1, "i1", "000000001"),
        synced("invoice", 2, "i2", "000000002"),
        {
          ...synced("invoice", 3, null, null),
          sync_status: "failed",
          error_code: "magento_total_unexplained",
        },
        synced("creditmemo", 1, "n1", "CN-000000001"),
        synced("creditmemo", 2, "n2", "CN-000000002"),
      ],
      outbox: [{ idempotency_key: "invoice.created:1", status: "succeeded", last_error: null }],
    },
    after: {
      contacts: [
        { contactId: "c1", contactNumber: "S-g1", name: "Ann", status: "ACTIVE" },
        { contactId: "c2", contactNumber: "S-7", name: "Bob", status: "ACTIVE" },
      ],
      invoices: [
        { ...booked("000000001", "PAID", "120.00", "c1"), invoiceId: "i1", url: urlOf(1), amountDue: "0.00" },
        {
          ...booked("000000002", "AUTHORISED", "60.00", "c2"),
          invoiceId: "i2",
          url: urlOf(2),
          amountDue: "40.00",
        },
      ],
      creditNotes: [
        {
          ...booked("CN-000000001", "PAID", "120.00", "c1"),
          creditNoteId: "n1",
          reference: noteOf(1),
          remainingCredit: "0.00",
        },
        {
          ...booked("CN-000000002", "PAID", "20.00", "c2"),
          creditNoteId: "n2",
          reference: noteOf(2),
          remainingCredit: "0.00",
        },
      ],
      payments: [
        payment("p1", { invoiceId: "i1", creditNoteId: null }, `pi_1 ${markOf(settings, "payment", 1)}`),
        payment("p2", { invoiceId: null, creditNoteId: "n1" }, markOf(settings, "refund", 1)),
      ],
      allocations: [
        { allocationId: "a1", creditNoteId: "n2", invoiceId: "i2", amount: "20.00", isDeleted: false },
      ],
    },
    ours: {
      documents: [
        { kind: "invoice", magentoId: "1", state: "posted", reason: null },
        { kind: "invoice", magentoId: "2", state: "posted", reason: null },
        { kind: "invoice", magentoId: "3", state: "held", reason: "magento_total_unexplained" },
        { kind: "creditmemo", magentoId: "1", state: "posted", reason: null },
        { kind: "creditmemo", magentoId: "2", state: "posted", reason: null },
      ],
      postings: [
        posting("contact", { xeroId: "c1", documentKind: null, documentMagentoId: null }),
        posting("contact", { xeroId: "c2", documentKind: null, documentMagentoId: null }),
        posting("invoice", {}),
        posting("payment", {}),
        posting("payment", {
          documentMagentoId: "2",
          state: "skipped",
          reason: "payment_left_to_bank",
          xeroId: null,
        }),
        posting("payment", {
          documentMagentoId: "3",
          state: "waiting",
          reason: "waiting_for_invoice",
          xeroId: null,
        }),
      ],
      loose: [],
    },
  };
}

const emptyLedger = (): Ledger => ({
  contacts: [],
  invoices: [],
  creditNotes: [],
  payments: [],
  allocations: [],
});
const named = (id: number) => ({ magento_id: id, increment_id: String(id).padStart(9, "0") });
const urlOf = (id: number) => `https://counterfoil.example/d/${markOf(settings, "invoice", id)}`;
const noteOf = (id: number) => `00000000${id} ${markOf(settings, "credit_note", id)}`;

function synced(entityType: string, id: number, xeroId: string | null, number: string | null) {
  const told = { sync_status: "synced", provider_entity_id: xeroId, provider_reference: number };
  return { entity_type: entityType, magento_entity_id: id, ...told, skip_reason: null, error_code: null };
}

const booked = (number: string, status: string, total: string, contactId: string) => ({
  number,
  status,
  contactId,
  reference: "1",
  currencyCode: "GBP",
  total,
});

const payment = (
  paymentId: string,
  of: { invoiceId: string | null; creditNoteId: string | null },
  reference: string,
) => ({
  paymentId,
  ...of,
  accountId: "clearing",
  amount: "120.00",
  reference,
  status: "AUTHORISED",
});

type Posting = Evidence["ours"]["postings"][number];

const posting = (kind: string, more: Partial<Posting>): Posting => ({
  id: kind,
  kind,
  magentoKey: "1",
  state: "posted",
  reason: null,
  reversal: null,
  xeroId: "x",
  documentKind: "invoice",
  documentMagentoId: "1",
  ...more,
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
