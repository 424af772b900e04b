import { money, moneyText } from "@counterfoil/core/money";
import { describe, expect, it } from "vitest";
import { planDocuments } from "../plan/plan-documents.ts";
import { planSettings } from "../plan/plan-settings.ts";
import type { PlannedDocument } from "../plan/planned-document.ts";
import { type WireLine, wireLine } from "./wire-documents.ts";

export type PlanCase = {
  name: string;
  documents: unknown[];
  policy?: object;
  refusesTaxAmounts?: true;
  /** Of the first document. */
  outcome: PlannedDocument["outcome"];
  reason?: string;
  /** Each line's tax type, net, discount and tax, in order. */
  lines?: [taxType: string, net: string, discount: string, tax: string][];
  /** What the explanation, or a line's rule, says. */
  says?: (string | RegExp)[];
};

/** What Magento's arithmetic does to its documents, fact by fact, and what becomes of each. Amounts by hand. */
export function describeFacts(facts: Record<string, PlanCase[]>): void {
  for (const [fact, cases] of Object.entries(facts)) {
    describe(fact, () => {
      it.each(cases)("$name", (is) => {
        const settings = planSettings(is.policy ?? {}, { acceptsTaxAmounts: !is.refusesTaxAmounts });
        if (!settings.ok) throw new Error(settings.problems.join());
        const plans = planDocuments(is.documents, settings.settings);
        const [plan] = plans;
        if (!plan) throw new Error("no plan");
        expect({ outcome: plan.outcome, reason: plan.reason }).toEqual({
          outcome: is.outcome,
          reason: is.reason ?? (is.outcome === "hold" ? "magento_total_unexplained" : null),
        });
        if (is.lines)
          expect(plan.lines.map((one) => [one.tax_type, one.net, one.discount, one.tax])).toEqual(is.lines);
        const words = [...plan.explanation, ...plan.lines.flatMap(({ from, rule }) => [from, rule])].join(
          "\n",
        );
        for (const text of is.says ?? [])
          typeof text === "string" ? expect(words).toContain(text) : expect(words).toMatch(text);
        for (const each of plans) expectToAddUp(each);
      });
    });
  }
}

export const accounts = { lessThanLinesAccountCode: "830", moreThanLinesAccountCode: "835" };
export const half = [wireLine({ net: 100, tax: 18, discount: 12 })];
export const many = (count: number, make: (index: number) => WireLine) =>
  Array.from({ length: count }, (_none, index) => make(index));

function expectToAddUp(plan: PlannedDocument): void {
  if (plan.outcome === "hold" || plan.outcome === "skip") {
    expect([plan.total, plan.difference, plan.lines]).toEqual([null, null, []]);
    return;
  }
  const total = plan.lines.reduce(
    (sum, line) => sum.plus(line.net).minus(line.discount).plus(line.tax),
    money(0),
  );
  expect(plan.total).toBe(moneyText(total));
  expect(plan.total).toBe(moneyText(money(plan.grand_total ?? "NaN").toDecimalPlaces(2)));
  expect(plan.difference).toBe("0.00");
}
