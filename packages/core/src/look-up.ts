import { money } from "./money.ts";
import type { LedgerDocument } from "./ports.ts";
import type { HoldCode, ReasonParams } from "./reasons.ts";

/** Xero's refusals that are no answer by themselves: what is in the way may be our own, of a call whose answer we never heard. */
export const doubtfulRefusals = [
  "number_taken",
  "contact_number_taken",
  "more_than_due",
  "already_settled",
  "document_not_authorised",
  "other_contact",
] as const;
export type DoubtfulRefusal = (typeof doubtfulRefusals)[number];

/** A posting whose call may or may not have taken effect, as it was sent. */
export type Sought = {
  mark: string;
  /** What Xero refused it for, where that is no answer by itself; null where nothing was answered. */
  refusedAs: DoubtfulRefusal | null;
} & (
  | {
      kind: "invoice" | "credit_note";
      number: string;
      total: string;
      currencyCode: string;
      contactId: string | null;
      /** When its call can have been at work, by a clock that is a little off. */
      calledBetween: { from: Date; until: Date } | null;
    }
  | { kind: "contact"; contactNumber: string; name: string }
  | {
      kind: "payment" | "refund";
      amount: string;
      currencyCode: string;
      /** The invoice or credit note in Xero that it settles. */
      settlesId: string;
    }
  | { kind: "allocation"; amount: string; currencyCode: string; creditNoteId: string; invoiceId: string }
);

export type Found = {
  /** Whatever carries our number, mark or contact number; of an allocation, its credit note. */
  documents: readonly LedgerDocument[];
  /** Of a payment, a refund or an allocation that was refused: the document it was to settle, as that stands now. */
  standing: LedgerDocument | null;
};

export type Finding =
  | { is: "ours"; document: LedgerDocument; xeroId: string }
  /** Ours and wrong from the beginning: to be taken out again. */
  | { is: "wrong_echo"; document: LedgerDocument; params: ReasonParams }
  | { is: "absent" }
  | { is: "held"; reason: HoldCode; params: ReasonParams }
  | { is: "settled_already" }
  /** Of an allocation: its two documents are two contacts', between which Xero allocates nothing. `number`: the invoice's. */
  | { is: "other_contact"; number: string | null }
  /** Of an allocation: so much of it can still be done. */
  | { is: "less_left"; amount: string }
  /** What it was to settle is a draft. */
  | { is: "not_approved" };

/**
 * What a look-up says of one posting. Ours is what carries our mark, is neither voided nor deleted, and has the total,
 * currency and contact we sent. Nothing is adopted on its number alone.
 */
export function lookUp(sought: Sought, found: Found): Finding {
  switch (sought.kind) {
    case "invoice":
    case "credit_note":
      return lookUpDocument(sought, found.documents);
    case "contact":
      return lookUpContact(sought, found.documents);
    case "payment":
    case "refund":
      return lookUpPayment(sought, found);
    case "allocation":
      return lookUpAllocation(sought, found);
    default:
      return sought satisfies never;
  }
}

/** Whether a document carries this mark where we put it: an invoice at the end of its address, all else at the end of its reference. */
export function carriesMark(document: LedgerDocument, mark: string): boolean {
  if (document.kind === "invoice") return document.url?.endsWith(`/d/${mark}`) ?? false;
  return document.reference === mark || (document.reference?.endsWith(` ${mark}`) ?? false);
}

/** The number that a wrong document of ours is given before it is voided, so that its own is free again. */
export function numberOfReversed(number: string, xeroId: string): string {
  return `${number}-VOID-${xeroId.slice(0, 8)}`;
}

type SoughtDocument = Extract<Sought, { kind: "invoice" | "credit_note" }>;
type SoughtMoney = Extract<Sought, { amount: string }>;

function lookUpDocument(sought: SoughtDocument, documents: readonly LedgerDocument[]): Finding {
  const { number, mark } = sought;
  const related = documents.filter((each) => each.kind === sought.kind && !isReversed(each, number));
  const ours = related.filter((each) => carriesMark(each, mark));
  const live = ours.filter(stands);
  const [one] = live;
  if (one) {
    if (live.length > 1) return held("changed_in_xero", sought, one, { copies: live.length });
    if (isAsSent(sought, one)) return { is: "ours", document: one, xeroId: one.xeroId };
    if (isUntouched(sought, one)) return { is: "wrong_echo", document: one, params: figures(sought, one) };
    return held("changed_in_xero", sought, one);
  }
  const numbered = related.filter((each) => sameText(each.number, number) && !carriesMark(each, mark));
  const stranger = numbered.find(stands) ?? numbered[0];
  if (stranger) return held("number_taken", sought, stranger);
  const [voided] = ours;
  return voided ? held("voided_in_xero", sought, voided) : { is: "absent" };
}

const stands = (document: LedgerDocument) => document.status !== "VOIDED" && document.status !== "DELETED";

/** Taken out by ourselves: as if it had never been. */
function isReversed(document: LedgerDocument, number: string): boolean {
  return !stands(document) && sameText(document.number, numberOfReversed(number, document.xeroId));
}

/** Xero tells no capitals apart in numbers, nor do ids. */
function sameText(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one.toLowerCase() === other.toLowerCase();
}

function isAsSent(sought: SoughtDocument, document: LedgerDocument): boolean {
  return (
    document.total !== null &&
    money(document.total).eq(sought.total) &&
    document.currencyCode === sought.currencyCode &&
    sameText(document.contactId, sought.contactId)
  );
}

/** Nobody has changed it since our call made it: its figures are what Xero made of what we sent. */
function isUntouched(sought: SoughtDocument, document: LedgerDocument): boolean {
  const { updatedAt } = document;
  const { calledBetween } = sought;
  return (
    calledBetween !== null &&
    updatedAt !== null &&
    updatedAt >= calledBetween.from &&
    updatedAt <= calledBetween.until &&
    sameText(document.number, sought.number) &&
    sameText(document.contactId, sought.contactId) &&
    document.payments.length === 0 &&
    document.allocations.length === 0 &&
    (document.amountDue === null || document.amountDue === document.total)
  );
}

function held(
  reason: HoldCode,
  sought: SoughtDocument,
  document: LedgerDocument,
  more: ReasonParams = {},
): Finding {
  return { is: "held", reason, params: { ...figures(sought, document), ...more } };
}

/** Both figures, and where the other one stands. */
function figures(sought: SoughtDocument, document: LedgerDocument): ReasonParams {
  const { number, total, currencyCode } = sought;
  return {
    number,
    magentoTotal: total,
    currency: currencyCode,
    xeroTotal: document.total,
    xeroCurrency: document.currencyCode,
    xeroNumber: document.number,
    xeroStatus: document.status,
    xeroId: document.xeroId,
  };
}

/**
 * Nobody else makes our contact numbers: a contact that has one is ours, whatever it is called by now. An archived one is
 * not there: its customer goes on as another contact.
 */
function lookUpContact(
  sought: Extract<Sought, { kind: "contact" }>,
  documents: readonly LedgerDocument[],
): Finding {
  const ours = documents.filter(
    (each) => each.kind === "contact" && sameText(each.number, sought.contactNumber),
  );
  const document =
    ours.find((each) => each.status === "ACTIVE") ?? ours.find((each) => each.mergedToContactId !== null);
  if (!document) return { is: "absent" };
  return { is: "ours", document, xeroId: document.mergedToContactId ?? document.xeroId };
}

/** A deleted payment is as if it had never been, and none can be changed: one of ours with another amount was wrong from the beginning. */
function lookUpPayment(
  sought: Extract<Sought, { kind: "payment" | "refund" }>,
  { documents, standing }: Found,
): Finding {
  const { mark, amount, currencyCode, settlesId } = sought;
  const ours = documents.filter((each) => each.kind === "payment" && stands(each) && carriesMark(each, mark));
  const [one] = ours;
  if (!one) return lookAtDue(sought, standing);
  const params = {
    magentoTotal: amount,
    xeroTotal: one.total,
    currency: currencyCode,
    xeroId: one.xeroId,
    of: sought.kind,
  };
  if (ours.length > 1)
    return { is: "held", reason: "changed_in_xero", params: { ...params, copies: ours.length } };
  if (!sameText(one.settles?.xeroId ?? null, settlesId))
    return { is: "held", reason: "changed_in_xero", params };
  if (one.total !== null && money(one.total).eq(amount))
    return { is: "ours", document: one, xeroId: one.xeroId };
  return { is: "wrong_echo", document: one, params };
}

/** The pair of documents is its identity: whoever made one for it, a second is never added. */
function lookUpAllocation(
  sought: Extract<Sought, { kind: "allocation" }>,
  { documents, standing }: Found,
): Finding {
  const note = documents.find((each) => sameText(each.xeroId, sought.creditNoteId));
  if (!note || !stands(note)) return voided(sought, note);
  const allocated = note.allocations.filter((each) => sameText(each.invoiceId, sought.invoiceId));
  if (allocated.length === 0) return lookAtLeft(sought, { note, invoice: standing });
  const total = allocated.reduce((sum, each) => sum.plus(each.amount), money(0));
  if (total.eq(sought.amount)) {
    return { is: "ours", document: { ...note, total: sought.amount }, xeroId: note.xeroId };
  }
  const params = {
    ...numberOf(note),
    magentoTotal: sought.amount,
    xeroTotal: total.toFixed(2),
    currency: sought.currencyCode,
    xeroId: note.xeroId,
    of: sought.kind,
  };
  return { is: "held", reason: "changed_in_xero", params };
}

/** Credit is used as far as it goes: of what is left of the note, what is due on the invoice. */
function lookAtLeft(
  sought: Extract<Sought, { kind: "allocation" }>,
  between: { note: LedgerDocument; invoice: LedgerDocument | null },
): Finding {
  const { note, invoice } = between;
  const isOfTwo =
    note.contactId !== null &&
    invoice !== null &&
    invoice.contactId !== null &&
    !sameText(note.contactId, invoice.contactId);
  if (sought.refusedAs !== null && isOfTwo) return { is: "other_contact", number: invoice.number };
  const ends = [lookAtDue(sought, note), lookAtDue(sought, invoice)];
  const other =
    ends.find((end) => end.is !== "absent" && end.is !== "held") ?? ends.find((end) => end.is === "held");
  if (other?.is !== "held" || other.reason !== "payment_more_than_due") return other ?? { is: "absent" };
  const left = [note.remainingCredit, invoice?.amountDue ?? null]
    .filter((amount) => amount !== null)
    .map((amount) => money(amount))
    .reduce((least, amount) => (amount.lt(least) ? amount : least));
  return { is: "less_left", amount: left.toFixed(2) };
}

/** A refusal is explained by what is left on the document; where that is enough, its cause is gone. */
function lookAtDue(sought: SoughtMoney, standing: LedgerDocument | null): Finding {
  if (sought.refusedAs === null || standing === null) return { is: "absent" };
  if (!stands(standing)) return voided(sought, standing);
  if (standing.status === "DRAFT" || standing.status === "SUBMITTED") return { is: "not_approved" };
  const due = standing.kind === "credit_note" ? standing.remainingCredit : standing.amountDue;
  if (due === null || money(due).gte(sought.amount)) return { is: "absent" };
  if (money(due).isZero()) return { is: "settled_already" };
  const params = {
    ...numberOf(standing),
    amount: sought.amount,
    due,
    currency: sought.currencyCode,
    xeroId: standing.xeroId,
    of: sought.kind,
  };
  return { is: "held", reason: "payment_more_than_due", params };
}

function voided(sought: SoughtMoney, document: LedgerDocument | undefined): Finding {
  const params = document ? { ...numberOf(document), xeroId: document.xeroId } : {};
  return { is: "held", reason: "voided_in_xero", params: { ...params, of: sought.kind } };
}

function numberOf(document: LedgerDocument): ReasonParams {
  return document.number ? { number: document.number } : {};
}
