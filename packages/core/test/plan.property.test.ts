import { describe, expect, it } from "vitest";
import type { DocumentDraft } from "../src/draft.ts";
import { money } from "../src/money.ts";
import { planCreditNote } from "../src/plan/credit-note.ts";
import type { DocumentPlan } from "../src/plan/document-plan.ts";
import { planInvoice } from "../src/plan/invoice.ts";
import { generateCreditMemo, generateInvoice } from "./magento-sale.ts";
import { seededRandom } from "./random.ts";
import { context, rateOfType, ukPolicy, ukReference } from "./uk.ts";
import { totalInCents } from "./xero-second-opinion.ts";

const SALES = 10_000;
const policy = ukPolicy();
const reference = ukReference();

describe("10,000 generated sales", () => {
  for (const acceptsTaxAmounts of [true, false]) {
    it(`come to Magento's total or are held with the amount (tax amounts ${acceptsTaxAmounts ? "accepted" : "refused"})`, () => {
      const tally = new Map<string, number>();
      const held = new Map<string, number>();
      let planned = 0;
      for (let seed = 1; seed <= SALES; seed += 1) {
        const { plan, grandTotal, rates, scenario } = planOf(seed, acceptsTaxAmounts);
        const reason =
          plan.outcome === "hold" || plan.outcome === "skip"
            ? `${plan.outcome}: ${plan.reason}`
            : plan.outcome;
        add(tally, reason);
        if (plan.outcome === "skip") throw new Error(`seed ${seed}: nothing is to be skipped`);
        if (plan.outcome === "hold") {
          add(held, `${scenario}: ${plan.reason}`);
          expect(plan.params.amount ?? plan.params.tax, `seed ${seed}: ${plan.reason}`).toBeTruthy();
          continue;
        }
        planned += 1;
        const target = money(grandTotal).times(100).toDecimalPlaces(0).toNumber();
        expect(totalInCents(plan.draft), `seed ${seed}`).toBe(target);
        expect(money(plan.draft.total).times(100).toNumber(), `seed ${seed}`).toBe(target);
        expect(plan.difference).toBe("0.00");
        expectTrueTypes(plan.draft, { rates, seed });
      }
      const share = planned / SALES;
      report(`planned ${(share * 100).toFixed(1)} %`, [tally, held]);
      expect(share).toBeGreaterThanOrEqual(0.6);
    }, 60_000);
  }
});

function planOf(
  seed: number,
  acceptsTaxAmounts: boolean,
): { plan: DocumentPlan; grandTotal: string; rates: Map<string, string>; scenario: string } {
  const random = seededRandom(seed);
  const at = { policy, reference, context: { ...context, acceptsTaxAmounts } };
  if (seed % 4 !== 0) {
    const { sale, truth } = generateInvoice(random, seed);
    return { plan: planInvoice({ sale, ...at }), grandTotal: sale.grandTotal, ...truth };
  }
  const { sale, invoice, truth } = generateCreditMemo(random, seed);
  const parent = random.chance(0.8) ? { sale: invoice, posted: null } : null;
  return { plan: planCreditNote({ sale, parent, ...at }), grandTotal: sale.grandTotal, ...truth };
}

/** Never a guess: a line with weight has the tax type of the rate Magento calculated with. */
function expectTrueTypes(draft: DocumentDraft, input: { rates: Map<string, string>; seed: number }): void {
  for (const line of draft.lines) {
    const key = line.description === "Shipping" ? "shipping" : /\((SKU[^)]*)\)/.exec(line.description)?.[1];
    const rate = key && input.rates.get(key);
    const isTelling = Math.abs(Number(line.taxAmount ?? line.unitAmount)) * Number(line.quantity) >= 1;
    if (!rate || !isTelling || line.taxType === null) continue;
    expect(rateOfType[line.taxType], `seed ${input.seed}, ${line.description}`).toBe(rate);
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function report(title: string, tables: Map<string, number>[]): void {
  const rows = tables.flatMap((table) =>
    [...table]
      .toSorted(([, a], [, b]) => b - a)
      .map(([key, count]) => `  ${String(count).padStart(6)}  ${key}`),
  );
  process.stdout.write(`${title}\n${rows.join("\n")}\n`);
}
