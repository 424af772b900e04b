import type { DraftLine } from "../draft.ts";
import { cents, type DecimalText, money, moneyText } from "../money.ts";
import type { Policy } from "../policy.ts";
import type { ReferenceData } from "../reference.ts";
import { type LineAmountTypes, xeroTotals } from "../xero-arithmetic.ts";
import { type Hold, hold, isHold, type PostOutcome } from "./document-plan.ts";
import { extraAim, roundingExtra, xeroRate } from "./extra.ts";
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
  reading: { leftover: Leftover };
  /** What was read how, so far. */
  explanation: readonly string[];
  /** Some of the aims is a rounding line. */
  isRounded: boolean;
  policy: Policy;
  reference: ReferenceData;
  storeViewId: number | null;
  acceptsTaxAmounts: boolean;
}): Assembled | Hold {
  const { aims, reference, acceptsTaxAmounts } = input;
  const lineAmountTypes: LineAmountTypes = reference.organisation.paysTax ? "Exclusive" : "NoTax";
  const shape = { lineAmountTypes, canDiscount: input.kind === "invoice", canSetTax: acceptsTaxAmounts };
  const rateOf = (taxType: string) => xeroRate(taxType, reference);
  const target = cents(input.grandTotal);
  const explanation = [...input.explanation];
  let outcome = outcomeOf(input);
  const lines = aims.map((aim) => draftLine(aim, shape));

  if (!acceptsTaxAmounts) {
    const off = target.minus(xeroTotals({ lines, lineAmountTypes, rateOf }).total);
    if (off.abs().gt(MAX_REFUSED_TAX)) {
      return hold("magento_total_unexplained", { amount: moneyText(off), cause: "tax_amounts_refused" });
    }
    if (!off.isZero()) {
      const rule = `The organisation takes no tax amounts but its own: ${moneyText(off)} brings the total to Magento's.`;
      const rounding = roundingExtra({ amount: off, from: "Magento's tax less Xero's", rule }, input);
      const sketch = extraAim(rounding, { ...input, main: null });
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

function outcomeOf(input: { reading: { leftover: Leftover }; isRounded: boolean }): PostOutcome {
  const { leftover } = input.reading;
  if (leftover === "less_than_lines" || leftover === "more_than_lines") return "post_with_adjustment";
  return input.isRounded ? "post_with_rounding" : "post";
}

/** Beyond this a rounding line would hide more than roundings. */
const MAX_REFUSED_TAX = money("0.05");
