import type { DraftLine } from "./draft.ts";
import { cents, type Money, money } from "./money.ts";

export type LineAmountTypes = "Exclusive" | "Inclusive" | "NoTax";
export type XeroLine = Pick<
  DraftLine,
  "quantity" | "unitAmount" | "discountAmount" | "taxType" | "taxAmount"
>;
export type XeroTotals = {
  subTotal: Money;
  totalTax: Money;
  total: Money;
  lines: { lineAmount: Money; taxAmount: Money }[];
};

/**
 * What Xero will make of the lines. Xero rounds each line, and each line's tax, to two places, half away from zero, then
 * adds up; unit amounts have four places (unitdp=4); a TaxAmount that is sent stands. `rateOf` gives percent.
 */
export function xeroTotals(input: {
  lines: readonly XeroLine[];
  lineAmountTypes: LineAmountTypes;
  rateOf: (taxType: string) => Money;
}): XeroTotals {
  const { lineAmountTypes, rateOf } = input;
  const lines = input.lines.map((line) => {
    const lineAmount = xeroLineAmount(line);
    const rate = line.taxType === null || lineAmountTypes === "NoTax" ? money(0) : rateOf(line.taxType);
    const taxAmount =
      lineAmountTypes !== "NoTax" && line.taxAmount !== null
        ? cents(line.taxAmount)
        : xeroTax({ lineAmount, rate, lineAmountTypes });
    return { lineAmount, taxAmount };
  });
  const sum = (pick: (line: (typeof lines)[number]) => Money) =>
    lines.reduce((total, line) => total.plus(pick(line)), money(0));
  const amounts = sum((line) => line.lineAmount);
  const totalTax = sum((line) => line.taxAmount);
  const isInclusive = lineAmountTypes === "Inclusive";
  return {
    subTotal: isInclusive ? amounts.minus(totalTax) : amounts,
    totalTax,
    total: isInclusive ? amounts : amounts.plus(totalTax),
    lines,
  };
}

/** Quantity × unit price less the discount, to the cent: Xero's LineAmount. */
export function xeroLineAmount(line: Pick<XeroLine, "quantity" | "unitAmount" | "discountAmount">): Money {
  const unitAmount = money(line.unitAmount).toDecimalPlaces(4);
  return cents(unitAmount.times(line.quantity).minus(line.discountAmount ?? 0));
}

/** Inclusive tax is what is left when the rounded net is taken off: at 20 % that differs from amount × 20 / 120 in half-cent ties. */
export function xeroTax(input: { lineAmount: Money; rate: Money; lineAmountTypes: LineAmountTypes }): Money {
  const { lineAmount, rate, lineAmountTypes } = input;
  switch (lineAmountTypes) {
    case "NoTax":
      return money(0);
    case "Exclusive":
      return cents(lineAmount.times(rate).div(100));
    case "Inclusive":
      return lineAmount.minus(cents(lineAmount.div(rate.div(100).plus(1))));
  }
}
