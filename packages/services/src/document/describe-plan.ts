import { dayWords } from "@counterfoil/core/day-words";
import type { ContactDraft, DocumentDraft, DraftLine } from "@counterfoil/core/draft";
import { money, moneyText } from "@counterfoil/core/money";
import type { PaymentPlan } from "@counterfoil/core/plan/payment";
import type { SettlementPlan } from "@counterfoil/core/plan/settlement";
import type { Policy } from "@counterfoil/core/policy";
import { choiceWords, type PolicyNames } from "@counterfoil/core/policy-words";
import {
  type Fix,
  type ReasonCode,
  type ReasonParams,
  reasonFix,
  reasonSentence,
} from "@counterfoil/core/reasons";
import type { ReferenceData } from "@counterfoil/core/reference";
import type { Word } from "@counterfoil/core/words";
import { xeroTotals } from "@counterfoil/core/xero-arithmetic";
import type { WhatIf } from "../posting/plan-what-if.ts";

/** A line as it would stand in Xero. Amounts are decimal text. */
export type LineView = {
  description: string;
  quantity: string;
  account: string | null;
  taxRate: string | null;
  tracking: string | null;
  net: string;
  tax: string;
  /** The Magento numbers it comes from, and the rule. */
  explanation: { from: string; rule: string };
};

/** What a document would be, in words and figures. `word` is where it would stand a moment later. */
export type PlanView = {
  word: Word;
  reason: ReasonCode | null;
  sentence: string | null;
  fix: Fix | null;
  /** What stands above the lines, and what becomes of the money: label → text, in this order. */
  facts: [label: string, text: string][];
  lines: LineView[];
  total: string | null;
  totalTax: string | null;
  /** Xero's total less Magento's. */
  difference: string | null;
  /** How the numbers were read, in order. */
  explanation: string[];
};

/** A plan in the words of a page: what would become of the document, and its lines with their names. */
export function describePlan(
  whatIf: WhatIf,
  input: {
    policy: Policy;
    reference: ReferenceData;
    names: PolicyNames;
    storeViewId: number;
    isStarted: boolean;
  },
): PlanView {
  const { plan } = whatIf;
  if (!whatIf.isAccepted)
    return stopped("Left out", "no_binding_for_store_view", { storeView: input.storeViewId });
  if (plan.outcome === "skip") return stopped("Left out", plan.reason, plan.params);
  if (plan.outcome === "hold")
    return { ...stopped("Needs you", plan.reason, plan.params), explanation: plan.explanation ?? [] };
  const { draft, difference, explanation } = plan;
  const waitsFor = input.policy.paused ? "binding_paused" : input.isStarted ? null : "not_started";
  return {
    word: waitsFor ? "Waiting" : "On its way",
    reason: waitsFor,
    sentence: waitsFor && reasonSentence(waitsFor),
    fix: waitsFor && reasonFix(waitsFor),
    facts: factsOf(draft, { ...input, contact: whatIf.contact.draft, whatIf }),
    lines: linesOf(draft, input),
    total: draft.total,
    totalTax: draft.totalTax,
    difference,
    explanation,
  };
}

function stopped(word: Word, reason: ReasonCode, params: ReasonParams): PlanView {
  return {
    ...{ word, reason, sentence: reasonSentence(reason, params), fix: reasonFix(reason) },
    ...{ facts: [], lines: [], total: null, totalTax: null, difference: null, explanation: [] },
  };
}

function factsOf(
  draft: DocumentDraft,
  input: { contact: ContactDraft; names: PolicyNames; whatIf: WhatIf },
): [string, string][] {
  const { contact, names, whatIf } = input;
  const facts: [string, string | null][] = [
    ["Number", draft.number],
    ["Contact", contact.name],
    ["Reference", draft.reference],
    ["Date", dayWords(draft.date)],
    ["Due", draft.kind === "invoice" ? dayWords(draft.dueDate) : null],
    ["Arrives as", choiceWords.invoiceStatus[draft.status]],
    [
      "Branding theme",
      draft.brandingThemeId && (names.themes[draft.brandingThemeId] ?? draft.brandingThemeId),
    ],
    ["Exchange rate", draft.currencyRate],
    ["Marked as sent", draft.kind === "invoice" && draft.sentToContact ? "Yes" : null],
    ["Payment", whatIf.payment && moneyWords(whatIf.payment, names)],
    ["Its credit", whatIf.settlement && moneyWords(whatIf.settlement, names)],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null && fact[1] !== "");
}

function moneyWords(plan: PaymentPlan | SettlementPlan, names: PolicyNames): string {
  switch (plan.outcome) {
    case "post":
    case "settle": {
      const { draft } = plan;
      const amount = `${moneyText(draft.amount, 2)} ${draft.currencyCode}`;
      if (draft.kind === "allocation") return `${amount} allocated to its invoice`;
      const account = names.paymentAccounts[draft.accountId] ?? draft.accountId;
      return `${amount} ${draft.kind === "payment" ? "to" : "refunded from"} ${account}, ${dayWords(draft.date)}`;
    }
    case "wait":
    case "hold":
    case "skip":
      return reasonSentence(plan.reason, plan.params);
    default:
      return plan satisfies never;
  }
}

function linesOf(
  draft: DocumentDraft,
  { reference, names }: { reference: ReferenceData; names: PolicyNames },
): LineView[] {
  const rateOf = (taxType: string) =>
    money(reference.taxRates.find((rate) => rate.taxType === taxType)?.effectiveRate ?? "0");
  const totals = xeroTotals({ lines: draft.lines, lineAmountTypes: draft.lineAmountTypes, rateOf });
  return draft.lines.map((line: DraftLine, index) => ({
    description: line.description,
    quantity: line.quantity,
    account: line.accountCode && (names.accounts[line.accountCode] ?? line.accountCode),
    taxRate: line.taxType && (names.taxTypes[line.taxType] ?? line.taxType),
    tracking: line.tracking.map(({ name, option }) => `${name}: ${option}`).join(", ") || null,
    net: moneyText(totals.lines[index]?.lineAmount ?? money(0), 2),
    tax: moneyText(totals.lines[index]?.taxAmount ?? money(0), 2),
    explanation: line.explanation,
  }));
}
