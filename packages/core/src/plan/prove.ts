import type { DraftLine } from "../draft.ts";
import { cents, type DecimalText, money, moneyText } from "../money.ts";
import type { Policy } from "../policy.ts";
import type { ReferenceData } from "../reference.ts";
import { type LineAmountTypes, xeroTotals } from "../xero-arithmetic.ts";
import { roundingAccountOf } from "./accounts.ts";
import { type Hold, hold, isHold, type PostOutcome } from "./document-plan.ts";
import { type Extra, extraAim, xeroRate } from "./extra.ts";
import { draftLine, type LineAim } from "./lines.ts";
import type { Leftover } from "./reading.ts";

export type Assembled = {
  outcome: PostOutcome;
  lineAmountTypes: LineAmountTypes;
  lines: DraftLine[];
  total: DecimalText;
  totalTax: DecimalText;
  explanation: string[];
  difference: DecimalText;
};

/** Draws the lines and proves by Xero's arithmetic that they come to Magento's total, to the cent. */
export function prove(input: {
  kind: "invoice" | "credit_note";
  aims: readonly LineAim[];
  grandTotal: DecimalText;
  reading: { leftover: Leftover; rule: string };
  policy: Policy;
  reference: ReferenceData;
  storeViewId: number | null;
  acceptsTaxAmounts: boolean;
}): Assembled | Hold {
  const { reading, aims, policy, reference, acceptsTaxAmounts } = input;
  const lineAmountTypes: LineAmountTypes = reference.organisation.paysTax ? "Exclusive" : "NoTax";
  const shape = { lineAmountTypes, canDiscount: input.kind === "invoice" };
  const rateOf = (taxType: string) => xeroRate(taxType, reference);
  const target = cents(input.grandTotal);
  const explanation = [reading.rule];
  let outcome = outcomeOf(reading.leftover);
  let lines = aims.map((aim) => draftLine(aim, shape));

  if (!acceptsTaxAmounts && lines.some((line) => line.taxAmount !== null)) {
    lines = lines.map((line) => ({ ...line, taxAmount: null }));
    const off = target.minus(xeroTotals({ lines, lineAmountTypes, rateOf }).total);
    if (off.abs().gt(MAX_REFUSED_TAX)) {
      return hold("magento_total_unexplained", { amount: moneyText(off), cause: "tax_amounts_refused" });
    }
    if (!off.isZero()) {
      const rule = `The organisation takes no tax amounts but its own: ${moneyText(off)} brings the total to Magento's.`;
      const extra = { ...refusedTaxExtra(policy, reference), amount: off, rule };
      const sketch = extraAim(extra, { ...input, main: null });
      if (isHold(sketch)) return sketch;
      lines.push(draftLine(sketch, shape));
      explanation.push(rule);
      if (outcome === "post") outcome = "post_with_rounding";
    }
  }

  const totals = xeroTotals({ lines, lineAmountTypes, rateOf });
  const difference = totals.total.minus(target);
  if (!difference.isZero()) {
    return hold("magento_total_unexplained", { amount: moneyText(difference.neg()), cause: "arithmetic" });
  }
  return {
    outcome,
    lineAmountTypes,
    lines,
    total: moneyText(totals.total),
    totalTax: moneyText(totals.totalTax),
    explanation,
    difference: moneyText(difference),
  };
}

function refusedTaxExtra(policy: Policy, reference: ReferenceData): Omit<Extra, "amount" | "rule"> {
  return {
    description: "Rounding",
    from: "Magento's tax less Xero's",
    accountCode: roundingAccountOf(policy, reference),
    taxTypeSetting: policy.roundingTaxType,
    purpose: "rounding",
    canFallBack: false,
  };
}

function outcomeOf(leftover: Leftover): PostOutcome {
  if (leftover === "nothing") return "post";
  return leftover === "rounding" ? "post_with_rounding" : "post_with_adjustment";
}

/** Beyond this a rounding line would hide more than roundings. */
const MAX_REFUSED_TAX = money("0.05");
