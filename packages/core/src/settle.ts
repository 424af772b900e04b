import { money } from "./money.ts";
import type { LedgerElement, LedgerMeaning, LedgerProblem } from "./ports.ts";
import type { HoldCode, ReasonParams } from "./reasons.ts";

/** What one answered element makes of its posting. */
export type Settlement =
  | { to: "posted"; xeroId: string; number: string | null; status: string | null; total: string | null }
  /** It stands in Xero, wrong: it must be renamed and taken out again. */
  | { to: "reversing"; xeroId: string; status: string | null; total: string | null; params: ReasonParams }
  /** Nothing was done; try again with the next name. */
  | { to: "planned"; nameIndex: number }
  | { to: "held"; reason: HoldCode; params: ReasonParams }
  | { to: "failed"; reason: "rejected_by_xero"; params: ReasonParams };

export type SentPosting =
  | { kind: "contact"; nameIndex: number; namesLeft: number; name: string }
  | {
      kind: "invoice" | "credit_note";
      number: string;
      total: string;
      totalTax: string;
      currencyCode: string;
    };

/** A 200 is not success: the echo's total, tax and currency must equal the draft to the cent, with nothing dropped. */
export function settleElement(sent: SentPosting, element: LedgerElement): Settlement {
  if (!element.ok) return settleProblems(sent, element.problems);
  const { xeroId, number, status, total } = element;
  if (sent.kind === "contact") return { to: "posted", xeroId, number, status, total: null };
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
  const meanings = new Set(problems.map((problem) => problem.meaning));
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
