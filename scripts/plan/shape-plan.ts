import type { DocumentDraft } from "@counterfoil/core/draft";
import { money, moneyText } from "@counterfoil/core/money";
import type { DocumentPlan } from "@counterfoil/core/plan/document-plan";
import { type ReasonCode, type ReasonParams, reasonSentence } from "@counterfoil/core/reasons";
import type { ReferenceData } from "@counterfoil/core/reference";
import { xeroTotals } from "@counterfoil/core/xero-arithmetic";
import type { PlannedDocument, PlannedLine } from "./planned-document.ts";
import type { ReadDocument } from "./read-document.ts";

/** What is printed of a document before it is known what becomes of it. */
export type About = Pick<
  PlannedDocument,
  "kind" | "magento_id" | "increment_id" | "currency" | "grand_total"
>;

/** What is printed of a plan for Xero. */
export function shapePlan(about: About, plan: DocumentPlan, reference: ReferenceData): PlannedDocument {
  if (!("draft" in plan)) return stopped(about, plan);
  const { outcome, draft, difference, explanation } = plan;
  const lines = linesOf(draft, reference);
  return inOrder({ ...about, outcome, reason: null, total: draft.total, difference, lines, explanation });
}

export function aboutOf(
  document: ReadDocument,
  amounts: { currency: string | null; grandTotal: string | null },
): About {
  const { currency, grandTotal } = amounts;
  return {
    kind: document.kind,
    magento_id: document.magentoId,
    increment_id: document.incrementId,
    currency,
    grand_total: grandTotal === null ? null : plainAmount(grandTotal),
  };
}

export function stopped(
  about: About,
  stop: {
    outcome: "hold" | "skip";
    reason: ReasonCode;
    params: ReasonParams;
    explanation?: readonly string[];
  },
): PlannedDocument {
  const { outcome, reason, params, explanation = [] } = stop;
  const sentences = [reasonSentence(reason, params), ...explanation];
  const none = { total: null, difference: null, lines: [] };
  return inOrder({ ...about, outcome, reason, ...none, explanation: sentences });
}

/** Two places, or as many as Magento gives. */
function plainAmount(amount: string): string {
  return moneyText(amount, Math.max(2, money(amount).decimalPlaces()));
}

/** The keys in the order in which they are read. */
export function inOrder(planned: PlannedDocument): PlannedDocument {
  const { kind, magento_id, increment_id, outcome, reason, currency, grand_total, ...rest } = planned;
  const { total, difference, lines, explanation } = rest;
  return {
    kind,
    magento_id,
    increment_id,
    outcome,
    reason,
    currency,
    grand_total,
    total,
    difference,
    lines,
    explanation,
  };
}

function linesOf(draft: DocumentDraft, reference: ReferenceData): PlannedLine[] {
  const rateOf = (taxType: string) =>
    money(reference.taxRates.find((rate) => rate.taxType === taxType)?.effectiveRate ?? 0);
  const totals = xeroTotals({ ...draft, rateOf });
  return draft.lines.map((line, index) => {
    const amounts = totals.lines[index];
    const discount = money(line.discountAmount ?? 0);
    return {
      description: line.description,
      account: line.accountCode,
      tax_type: line.taxType,
      net: moneyText(discount.plus(amounts?.lineAmount ?? 0)),
      discount: moneyText(discount),
      tax: moneyText(amounts?.taxAmount ?? 0),
      from: line.explanation.from,
      rule: line.explanation.rule,
    };
  });
}
