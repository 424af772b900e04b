import { createHash } from "node:crypto";
import { type Money, Money as MoneyOf, money } from "@counterfoil/core/money";
import type { Evidence, Settings, StoreCreditMemo, StoreInvoice } from "./evidence.ts";

/** What must be in Xero of one of Magento's documents, by Magento's facts and the merchant's settings alone. */
export type Expected = {
  kind: "invoice" | "creditmemo";
  magentoId: number;
  /** For people: "invoice 000000012". */
  name: string;
  number: string;
  mark: string;
  total: Money;
  currency: string;
  /** A registered customer's id, or a guest's address. */
  customer: string;
  outcome: { state: "posted" } | { state: "held" | "skipped"; reason: string };
  /** Of an invoice its payment, of a credit note its refund: once, with this amount. */
  payment: { accountId: string; amount: Money } | null;
  /** Why an invoice that Magento calls paid has no payment. */
  noPaymentReason: string | null;
  /** Of a credit note: the invoice it is set against. */
  allocation: { invoice: Expected; amount: Money } | null;
  /** Why a credit note that is in Xero is not settled there: it refunds more than its invoice came to. */
  heldSettlement: "payment_more_than_due" | null;
  /** What is left to pay, or to use of a credit note. */
  due: Money;
};

/** One entry for each document that Magento has. Nothing of this is taken from the product but its settings. */
export function expectDocuments({ store, settings }: Pick<Evidence, "store" | "settings">): Expected[] {
  const invoices = new Map(
    store.invoices.map((invoice) => [invoice.document.magento_id, expectInvoice(invoice, settings)]),
  );
  const creditNotes = store.creditMemos.map((memo) =>
    expectCreditNote(memo, settings, invoices.get(memo.document.invoice_id ?? 0) ?? null),
  );
  return [...invoices.values(), ...creditNotes];
}

function expectInvoice({ document, hidden }: StoreInvoice, settings: Settings): Expected {
  const total = money(document.grand_total);
  const outcome = outcomeOf(document, hidden);
  const accountId = settings.paymentAccounts[document.payment_method ?? ""] ?? null;
  const isPaid = document.state === "paid" && outcome.state === "posted";
  const isRecorded = isPaid && accountId !== null && !total.isZero();
  return {
    kind: "invoice",
    magentoId: document.magento_id,
    name: `invoice ${document.increment_id}`,
    number: document.increment_id,
    mark: markOf(settings, "invoice", document.magento_id),
    total,
    currency: document.currency,
    customer: customerOf(document.customer),
    outcome,
    payment: isRecorded ? { accountId, amount: total } : null,
    noPaymentReason: isPaid && !isRecorded ? reasonOfNoPayment(total) : null,
    allocation: null,
    heldSettlement: null,
    due: isRecorded ? money(0) : total,
  };
}

const reasonOfNoPayment = (total: Money) => (total.isZero() ? "nothing_to_pay" : "payment_left_to_bank");

/** A refund follows its invoice's payment; without one the note is set against what is due; without an invoice it stays open. The shop refunds an invoice once. */
function expectCreditNote(
  { document, hidden }: StoreCreditMemo,
  settings: Settings,
  invoice: Expected | null,
): Expected {
  const total = money(document.grand_total);
  const outcome = outcomeOf(document, hidden);
  const isSettled = outcome.state === "posted" && invoice?.outcome.state === "posted";
  const expected: Expected = {
    kind: "creditmemo",
    magentoId: document.magento_id,
    name: `credit memo ${document.increment_id}`,
    number: `${settings.creditNotePrefix}${document.increment_id}`,
    mark: markOf(settings, "credit_note", document.magento_id),
    total,
    currency: document.currency,
    customer: customerOf(document.customer),
    outcome,
    payment: null,
    noPaymentReason: null,
    allocation: null,
    heldSettlement: null,
    due: total,
  };
  if (!isSettled || total.isZero()) return expected;
  if (total.gt(invoice.total)) return { ...expected, heldSettlement: "payment_more_than_due" };
  if (invoice.payment) {
    const payment = { accountId: invoice.payment.accountId, amount: total };
    return { ...expected, payment, due: money(0) };
  }
  const amount = MoneyOf.min(total, invoice.due);
  invoice.due = invoice.due.minus(amount);
  return { ...expected, allocation: { invoice, amount }, due: total.minus(amount) };
}

type Document = (StoreInvoice | StoreCreditMemo)["document"];

/** What hides in a total has no account in the run's settings, and documents without any value are left out by them. */
function outcomeOf(document: Document, hidden: StoreInvoice["hidden"]): Expected["outcome"] {
  const isUnexplained = [hidden.giftCard, hidden.storeCredit, hidden.surcharge].some(
    (part) => !money(part).isZero(),
  );
  if (isUnexplained) return { state: "held", reason: "magento_total_unexplained" };
  const adjustments =
    "adjustment_positive" in document ? [document.adjustment_positive, document.adjustment_negative] : [];
  const amounts = [
    document.grand_total,
    document.shipping_amount,
    ...adjustments,
    ...document.lines.flatMap((line) => [line.line_subtotal, line.line_tax]),
  ];
  return amounts.every((amount) => money(amount).isZero())
    ? { state: "skipped", reason: "zero_value_invoice" }
    : { state: "posted" };
}

const customerOf = ({ magento_id, email }: Document["customer"]) =>
  magento_id > 0 ? String(magento_id) : email.trim().toLowerCase();

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The first ten base32 characters of a SHA-256: written once more, so that a product that marks wrongly is found out. */
export function markOf(settings: Settings, kind: string, magentoKey: number): string {
  const parts = [settings.environment, settings.xeroTenantId, settings.storeId, kind, String(magentoKey)];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest();
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return Array.from({ length: 10 }, (_, index) =>
    ALPHABET.charAt(Number.parseInt(bits.slice(index * 5, index * 5 + 5), 2)),
  ).join("");
}
