import type { AllocationDraft, RefundDraft } from "../draft.ts";
import { type Money, money, moneyText } from "../money.ts";
import type { Policy } from "../policy.ts";
import type { PostingState } from "../posting.ts";
import type { ReasonCodeOf, ReasonParams, SkipCode } from "../reasons.ts";
import type { ReferenceData } from "../reference.ts";
import { type Hold, hold, isHold } from "./document-plan.ts";
import { moneyDay, moneyReference, paymentAccountProblem } from "./payment.ts";

/** How a credit note is settled: one step, never two, so that none of its steps run at once. */
export type SettlementPlan =
  | { outcome: "settle"; draft: RefundDraft | AllocationDraft }
  /** What it will be is not known before that is there. */
  | { outcome: "wait"; reason: ReasonCodeOf<"waiting">; params: ReasonParams }
  | Hold
  | { outcome: "skip"; reason: SkipCode; params: ReasonParams };

/** A credit note as planned for Xero. */
export type NoteToSettle = {
  magentoId: number;
  number: string;
  date: string;
  total: string;
  currencyCode: string;
};

export type NoteInvoice = {
  number: string;
  /** As planned for Xero, else Magento's. */
  total: string;
  /** Of its posting; null while it has not reached us. */
  state: PostingState | null;
  /** Magento has it from before the time whose documents we take in: it will not reach us. */
  isFromBefore: boolean;
  /** Magento says so, whether or not the event of it has come. */
  isPaid: boolean;
  method: string | null;
  /** Null while there is none. `accountId` is where it goes, once that is planned. */
  payment: {
    state: PostingState;
    reason: string | null;
    reasonParams: ReasonParams;
    accountId: string | null;
  } | null;
  /** The other credit notes of it that are not left out. `isSettled`: a step of it was sent, or stands. */
  otherNotes: { magentoId: number; total: string; isSettled: boolean }[];
};

/**
 * Decides by Magento's facts, not by what is due at the moment: an invoice with a payment that we record has its notes
 * refunded, whole, from the same account, after the payment; one without has them allocated, as far as it goes.
 */
export function planSettlement(input: {
  note: NoteToSettle;
  /** Null: Magento names no invoice, as with refunds of an order. */
  invoice: NoteInvoice | null;
  policy: Policy;
  reference: ReferenceData;
  mark: string;
}): SettlementPlan {
  const { note, invoice, policy } = input;
  const total = money(note.total);
  if (!total.gt(0)) return { outcome: "skip", reason: "nothing_to_pay", params: {} };
  if (policy.settleCreditNotes === "none") return openCredit("policy");
  if (invoice === null) return openCredit("no_invoice");
  if (invoice.state === "skipped") return openCredit("invoice_left_out", { number: invoice.number });
  if (invoice.state === null && invoice.isFromBefore)
    return openCredit("invoice_left_out", { number: invoice.number });
  if (invoice.state === null) return wait("waiting_for_invoice", { number: invoice.number });
  const before = countedBefore(note, invoice);
  if (before.plus(total).gt(invoice.total)) {
    return hold("payment_more_than_due", {
      cause: "refunds",
      number: invoice.number,
      amount: moneyText(before.plus(total), 2),
      due: moneyText(invoice.total, 2),
    });
  }
  const { payment } = invoice;
  const isToBePaid = payment === null ? invoice.isPaid : payment.state !== "skipped";
  switch (policy.settleCreditNotes) {
    case "auto":
      return isToBePaid ? refund(input, invoice) : allocation(input, money(invoice.total).minus(before));
    case "refund":
      return isToBePaid ? refund(input, invoice) : notRefunded(invoice);
    case "allocate":
      if (isToBePaid) return openCredit("nothing_due", { number: invoice.number });
      return allocation(input, money(invoice.total).minus(before));
    default:
      return policy.settleCreditNotes satisfies never;
  }
}

type Input = Parameters<typeof planSettlement>[0];

function refund(input: Input, invoice: NoteInvoice): SettlementPlan {
  const { note, policy, reference, mark } = input;
  const accountId = invoice.payment?.accountId ?? null;
  // Where it comes from is decided with the payment.
  if (accountId === null) return wait("waiting_for_payment", { number: invoice.number });
  const problem = paymentAccountProblem(accountId, { method: invoice.method, reference, of: "refund" });
  if (problem) return problem;
  const date = moneyDay([note.date], { policy, reference, of: "refund" });
  if (isHold(date)) return date;
  return {
    outcome: "settle",
    draft: {
      kind: "refund",
      accountId,
      date: date.day,
      amount: moneyText(note.total, 2),
      currencyCode: note.currencyCode,
      reference: moneyReference([note.number], mark),
    },
  };
}

function allocation(input: Input, due: Money): SettlementPlan {
  const { note } = input;
  const total = money(note.total);
  const amount = due.lt(total) ? due : total;
  return {
    outcome: "settle",
    draft: {
      kind: "allocation",
      date: note.date,
      amount: moneyText(amount, 2),
      currencyCode: note.currencyCode,
    },
  };
}

/** Refunds follow payments: what is not recorded coming in is not recorded going out. */
function notRefunded({ number, payment }: NoteInvoice): SettlementPlan {
  if (payment?.reason === "payment_left_to_bank" || payment?.reason === "payment_method_not_mapped")
    return {
      outcome: "skip",
      reason: payment.reason,
      params: { ...payment.reasonParams, of: "refund" },
    };
  return openCredit("not_paid", { number });
}

/** What the invoice's other notes take of it before this one: those that are settled already, and Magento's earlier ones. */
function countedBefore(note: NoteToSettle, invoice: NoteInvoice): Money {
  return invoice.otherNotes
    .filter((other) => other.isSettled || other.magentoId < note.magentoId)
    .reduce((sum, other) => sum.plus(other.total), money(0));
}

function wait(reason: ReasonCodeOf<"waiting">, params: ReasonParams = {}): SettlementPlan {
  return { outcome: "wait", reason, params };
}

function openCredit(
  why: "policy" | "no_invoice" | "invoice_left_out" | "nothing_due" | "not_paid",
  params: ReasonParams = {},
): SettlementPlan {
  return { outcome: "skip", reason: "left_as_credit", params: { why, ...params } };
}
