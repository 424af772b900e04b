import { type ContactRefusal, foldName } from "./contact-directory.ts";
import { type DoubtfulRefusal, doubtfulRefusals } from "./look-up.ts";
import { money } from "./money.ts";
import type { LedgerElement, LedgerMeaning, LedgerOutcome, LedgerProblem } from "./ports.ts";
import type { HoldCode, ReasonParams } from "./reasons.ts";

/** What an answer makes of one posting that was sent. */
export type Settlement =
  | { to: "posted"; xeroId: string; number: string | null; status: string | null; total: string | null }
  /** It stands in Xero, wrong: it must be renamed and taken out again. */
  | { to: "reversing"; xeroId: string; status: string | null; total: string | null; params: ReasonParams }
  /** The wrong one has given its number back, or may not, and is to be taken out. */
  | { to: "renamed"; params: ReasonParams }
  | { to: "reversed"; stillStands: boolean; params: ReasonParams }
  /** Nothing was done; again, with what Xero refused in mind, in a smaller batch or without tax amounts where that is why. */
  | {
      to: "planned";
      refusal?: ContactRefusal;
      /** The contact it names is archived or merged: that one is decided again before. */
      contactUnusable?: true;
      batchMax?: number;
      refusesTaxAmounts?: true;
      /** Of an allocation: what a look-up says can be done of it. */
      amount?: string;
    }
  /** It may or may not have taken effect; or Xero refused it for something that only a look-up can tell the meaning of. */
  | { to: "unconfirmed"; refusedAs?: DoubtfulRefusal; messages?: string }
  | { to: "held"; reason: HoldCode; params: ReasonParams }
  | { to: "failed"; reason: "rejected_by_xero"; params: ReasonParams }
  /** A reversal's step that may be repeated without harm. */
  | { to: "as_it_is" };

export type SentPosting =
  /** `contactId`: of one that was to be changed, null of a new one. */
  | { kind: "contact"; contactId: string | null; contactNumber: string; name: string }
  | {
      kind: "invoice" | "credit_note";
      number: string;
      total: string;
      totalTax: string;
      currencyCode: string;
      /** A line of it says what its tax shall be. */
      hasTaxAmounts: boolean;
    }
  | { kind: "payment" | "refund"; reference: string; amount: string; date: string; currencyCode: string }
  | { kind: "allocation"; amount: string; currencyCode: string }
  | { kind: "reversal"; step: "rename" | "remove" };

/** One settlement for each posting of a call, in its order. Only for outcomes that say what became of the call. */
export function settleSent(sent: readonly SentPosting[], outcome: LedgerOutcome): Settlement[] {
  return sent.map((posting, position) => {
    switch (outcome.kind) {
      case "elements": {
        const element = outcome.elements[position];
        return element ? settleElement(posting, element) : { to: "unconfirmed" };
      }
      case "refused":
        // One of them poisons the rest: halve until it stands alone.
        return sent.length > 1
          ? { to: "planned", batchMax: Math.ceil(sent.length / 2) }
          : settleProblems(posting, outcome.problems);
      case "rate-limited":
      case "access":
        return notDone(posting);
      case "no-answer":
        return outcome.sent ? notKnown(posting) : notDone(posting);
      case "server-error":
      case "key-reused":
        return notKnown(posting);
      default:
        return outcome satisfies never;
    }
  });
}

const notDone = (posting: SentPosting): Settlement =>
  posting.kind === "reversal" ? { to: "as_it_is" } : { to: "planned" };
const notKnown = (posting: SentPosting): Settlement =>
  posting.kind === "reversal" ? { to: "as_it_is" } : { to: "unconfirmed" };

/** A 200 is not success: the echo's total, tax and currency must equal the draft to the cent, with nothing dropped. */
export function settleElement(sent: SentPosting, element: LedgerElement): Settlement {
  if (!element.ok) return settleProblems(sent, element.problems);
  const { xeroId, number, name, status, total } = element;
  switch (sent.kind) {
    case "reversal":
      return sent.step === "rename"
        ? { to: "renamed", params: {} }
        : { to: "reversed", stillStands: false, params: {} };
    case "contact":
      return { to: "posted", xeroId, number: number ?? name, status, total: null };
    case "invoice":
    case "credit_note":
      return settleDocument(sent, element);
    case "payment":
    case "refund":
      return settlePayment(sent, element);
    case "allocation":
      // Xero dates it by itself. A wrong one is found and judged by its pair of documents.
      return total !== null && money(total).eq(sent.amount)
        ? { to: "posted", xeroId, number, status, total }
        : { to: "unconfirmed" };
    default:
      return sent satisfies never;
  }
}

type Taken = Extract<LedgerElement, { ok: true }>;

function settleDocument(
  sent: Extract<SentPosting, { kind: "invoice" | "credit_note" }>,
  element: Taken,
): Settlement {
  const { xeroId, number, status, total } = element;
  const isEqual =
    total !== null &&
    money(total).eq(sent.total) &&
    element.totalTax !== null &&
    money(element.totalTax).eq(sent.totalTax) &&
    element.currencyCode === sent.currencyCode &&
    element.number === sent.number;
  if (isEqual && !element.dataDropped) return { to: "posted", xeroId, number, status, total };
  const said = element.dataDropped ? element.warnings.join(" ") : undefined;
  return {
    to: "reversing",
    xeroId,
    status,
    total,
    params: {
      magentoTotal: sent.total,
      xeroTotal: total,
      magentoTax: sent.totalTax,
      xeroTax: element.totalTax,
      currency: sent.currencyCode,
      ...(said ? { messages: said } : {}),
    },
  };
}

function settlePayment(
  sent: Extract<SentPosting, { kind: "payment" | "refund" }>,
  element: Taken,
): Settlement {
  const { xeroId, number, status, total, date } = element;
  const isEqual = total !== null && money(total).eq(sent.amount) && date === sent.date;
  if (isEqual && !element.dataDropped) return { to: "posted", xeroId, number, status, total };
  const params = { magentoTotal: sent.amount, xeroTotal: total, currency: sent.currencyCode, of: sent.kind };
  return { to: "reversing", xeroId, status, total, params };
}

/** What a refusal means for the one posting it is about. Unknown sentences go to a person, in Xero's own words. */
export function settleProblems(sent: SentPosting, problems: readonly LedgerProblem[]): Settlement {
  const messages = problems.map((problem) => problem.message).join(" ");
  if (sent.kind === "reversal") {
    // A wrong document is worse than a number that stays taken.
    if (sent.step === "rename") return { to: "renamed", params: { numberKept: "yes", messages } };
    // Its removal was not heard of the first time, or somebody was faster.
    if (problems.some(({ meaning }) => meaning === "already_gone"))
      return { to: "reversed", stillStands: false, params: {} };
    return { to: "reversed", stillStands: true, params: { stillInXero: "yes", messages } };
  }
  const meanings = new Set(problems.map((problem) => problem.meaning));
  // Never final by themselves: what is in the way may be our own, of a call whose answer we never saw.
  const refusedAs = doubtfulRefusals.find((meaning) => meanings.has(meaning));
  if (refusedAs) return { to: "unconfirmed", refusedAs, messages };
  if ("hasTaxAmounts" in sent && sent.hasTaxAmounts && meanings.has("tax_amount_refused"))
    return { to: "planned", refusesTaxAmounts: true };
  const refusal = sent.kind === "contact" ? refusalOf(sent, meanings) : null;
  if (refusal) return { to: "planned", refusal };
  if ((sent.kind === "invoice" || sent.kind === "credit_note") && isAboutContact(meanings))
    return { to: "planned", contactUnusable: true };
  const held = [...meanings].map((meaning) => holdOf[meaning]).find((code) => code !== undefined);
  const subject = subjectOf(sent);
  if (held) return { to: "held", reason: held, params: { ...subject, messages } };
  return { to: "failed", reason: "rejected_by_xero", params: { ...subject, messages } };
}

/** The directory decides again, knowing it: it may have been a second late, and it must not try the same for ever. */
function refusalOf(
  sent: Extract<SentPosting, { kind: "contact" }>,
  meanings: ReadonlySet<LedgerMeaning>,
): ContactRefusal | null {
  if (meanings.has("contact_name_taken")) return `name:${foldName(sent.name)}`;
  if (!isAboutContact(meanings)) return null;
  return sent.contactId === null ? `number:${foldName(sent.contactNumber)}` : `contact:${sent.contactId}`;
}

const isAboutContact = (meanings: ReadonlySet<LedgerMeaning>) =>
  meanings.has("contact_archived") || meanings.has("contact_unknown");

function subjectOf(sent: Exclude<SentPosting, { kind: "reversal" }>): ReasonParams {
  switch (sent.kind) {
    case "contact":
      return { name: sent.name };
    case "invoice":
    case "credit_note":
      return { number: sent.number, currency: sent.currencyCode };
    case "payment":
    case "refund":
    case "allocation":
      return { of: sent.kind, amount: sent.amount, currency: sent.currencyCode };
    default:
      return sent satisfies never;
  }
}

const holdOf: Partial<Record<LedgerMeaning, HoldCode>> = {
  account_invalid: "account_missing",
  account_archived: "account_archived",
  tax_type_invalid: "tax_type_not_allowed_on_account",
  tax_type_not_allowed_on_account: "tax_type_not_allowed_on_account",
  currency_not_enabled: "currency_not_enabled",
  period_locked: "period_locked",
  plan_limit: "xero_plan_limit",
};
