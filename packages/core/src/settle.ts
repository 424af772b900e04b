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
  /** Nothing was done; again, with the next name, in a smaller batch or without tax amounts where that is why. */
  | { to: "planned"; nameIndex?: number; batchMax?: number; refusesTaxAmounts?: true }
  /** It may or may not have taken effect. */
  | { to: "unconfirmed" }
  | { to: "held"; reason: HoldCode; params: ReasonParams }
  | { to: "failed"; reason: "rejected_by_xero"; params: ReasonParams }
  /** A reversal's step that may be repeated without harm. */
  | { to: "as_it_is" };

export type SentPosting =
  | { kind: "contact"; nameIndex: number; namesLeft: number; name: string }
  | {
      kind: "invoice" | "credit_note";
      number: string;
      total: string;
      totalTax: string;
      currencyCode: string;
      /** A line of it says what its tax shall be. */
      hasTaxAmounts: boolean;
    }
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
  if (sent.kind === "reversal")
    return sent.step === "rename"
      ? { to: "renamed", params: {} }
      : { to: "reversed", stillStands: false, params: {} };
  const { xeroId, number, name, status, total } = element;
  if (sent.kind === "contact") return { to: "posted", xeroId, number: number ?? name, status, total: null };
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

/** What a refusal means for the one posting it is about. Unknown sentences go to a person, in Xero's own words. */
export function settleProblems(sent: SentPosting, problems: readonly LedgerProblem[]): Settlement {
  const messages = problems.map((problem) => problem.message).join(" ");
  if (sent.kind === "reversal") {
    // A wrong document is worse than a number that stays taken.
    if (sent.step === "rename") return { to: "renamed", params: { numberKept: "yes", messages } };
    return { to: "reversed", stillStands: true, params: { stillInXero: "yes", messages } };
  }
  const meanings = new Set(problems.map((problem) => problem.meaning));
  if (sent.kind !== "contact" && sent.hasTaxAmounts && meanings.has("tax_amount_refused"))
    return { to: "planned", refusesTaxAmounts: true };
  if (sent.kind === "contact" && meanings.has("contact_name_taken")) {
    if (sent.namesLeft > 0) return { to: "planned", nameIndex: sent.nameIndex + 1 };
    return { to: "held", reason: "contact_taken", params: { name: sent.name, messages } };
  }
  const held = [...meanings].map((meaning) => holdOf[meaning]).find((code) => code !== undefined);
  const subject =
    sent.kind === "contact" ? { name: sent.name } : { number: sent.number, currency: sent.currencyCode };
  if (held) return { to: "held", reason: held, params: { ...subject, messages } };
  return { to: "failed", reason: "rejected_by_xero", params: { ...subject, messages } };
}

const holdOf: Partial<Record<LedgerMeaning, HoldCode>> = {
  number_taken: "number_taken",
  contact_number_taken: "contact_taken",
  contact_name_taken: "contact_taken",
  account_invalid: "account_missing",
  account_archived: "account_archived",
  tax_type_invalid: "tax_type_not_allowed_on_account",
  tax_type_not_allowed_on_account: "tax_type_not_allowed_on_account",
  currency_not_enabled: "currency_not_enabled",
  period_locked: "period_locked",
  plan_limit: "xero_plan_limit",
};
