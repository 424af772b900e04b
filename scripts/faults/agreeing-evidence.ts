import type { Evidence, Ledger, Settings } from "./evidence.ts";
import { markOf } from "./expect.ts";

const settings: Settings = {
  environment: "sandbox",
  xeroTenantId: "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f",
  storeId: "147c8ff1-7596-45f0-8b4f-d5538dbdb95b",
  creditNotePrefix: "CN-",
  paymentAccounts: { card: "clearing", cheque: null },
};

/** Ann pays by card and has all refunded; Bob pays by cheque and returns a part; Cyd's gift card has no account. */
export function agreeing(): Evidence {
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
