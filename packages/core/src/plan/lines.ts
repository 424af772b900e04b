import type { DraftLine } from "../draft.ts";
import { Money, money, moneyText } from "../money.ts";
import { type LineAmountTypes, xeroLineAmount, xeroTax } from "../xero-arithmetic.ts";

/** One line as it shall come out in Xero: net and tax at two places. */
export type LineAim = {
  description: string;
  quantity: Money;
  /** Ex tax, before discount. */
  net: Money;
  unitPrice: Money;
  /** net − discount, tax: what Xero must arrive at. */
  lineAmount: Money;
  tax: Money;
  accountCode: string;
  taxType: string;
  /** Xero's percent for the tax type. */
  rate: Money;
  tracking: { name: string; option: string }[];
  from: string;
  rule: string;
};

/**
 * The shape by which Xero arrives at the aim: quantity and unit price where they multiply to the net exactly, else quantity 1
 * and the quantity in words; a discount where there is room for it; TaxAmount only where Xero would compute another figure.
 */
export function draftLine(
  aim: LineAim,
  shape: { lineAmountTypes: LineAmountTypes; canDiscount: boolean; canSetTax: boolean },
): DraftLine {
  const discount = aim.net.minus(aim.lineAmount);
  const isDiscounted = !discount.isZero();
  const canShowDiscount =
    shape.canDiscount && discount.isPositive() && discount.lte(aim.net) && discount.decimalPlaces() <= 2;
  const discountAmount = isDiscounted && canShowDiscount ? moneyText(discount) : null;
  const wholeAmount = discountAmount === null ? aim.lineAmount : aim.net;
  const computed = xeroTax({
    lineAmount: aim.lineAmount,
    rate: aim.rate,
    lineAmountTypes: shape.lineAmountTypes,
  });
  return {
    ...quantityAndPrice(aim, { wholeAmount, discountAmount }),
    discountAmount,
    accountCode: aim.accountCode,
    taxType: aim.taxType,
    taxAmount: computed.equals(aim.tax) || !shape.canSetTax ? null : moneyText(aim.tax),
    tracking: aim.tracking,
    explanation: { from: aim.from, rule: `${aim.rule}${taxRule(aim, { computed, ...shape })}` },
  };
}

/** Says so where Xero, left to itself, would come to another tax. */
function taxRule(aim: LineAim, input: { computed: Money; canSetTax: boolean }): string {
  if (input.computed.equals(aim.tax)) return "";
  const what = input.canSetTax ? "would make it" : "makes it";
  return ` Xero by itself ${what} ${moneyText(input.computed)}${input.canSetTax ? ", so the tax amount is sent" : ""}.`;
}

function quantityAndPrice(
  aim: LineAim,
  is: { wholeAmount: Money; discountAmount: string | null },
): Pick<DraftLine, "description" | "quantity" | "unitAmount"> {
  const { quantity, description } = aim;
  if (quantity.gt(0) && quantity.lt(MAX_QUANTITY) && !is.wholeAmount.isNegative()) {
    for (const price of [aim.unitPrice, is.wholeAmount.div(quantity)]) {
      const unitAmount = unitText(price);
      const product = quantity.times(price);
      if (!price.equals(unitAmount) || !(product.equals(is.wholeAmount) || product.equals(aim.net))) continue;
      const text = quantity.toFixed();
      if (
        xeroLineAmount({ quantity: text, unitAmount, discountAmount: is.discountAmount }).equals(
          aim.lineAmount,
        )
      ) {
        return { description, quantity: text, unitAmount };
      }
    }
  }
  const inWords = quantity.equals(1) ? description : `${quantity.toFixed()} × ${description}`;
  return { description: inWords, quantity: "1", unitAmount: unitText(is.wholeAmount) };
}

function unitText(price: Money): string {
  const fixed = price.toDecimalPlaces(4);
  return moneyText(fixed, fixed.decimalPlaces() > 2 ? 4 : 2);
}

/** Xero's field takes 13 characters. */
const MAX_QUANTITY = 10_000_000;

/**
 * Rounds a list to cents so that the parts still add up: each part is the growth of the rounded running total (half up).
 * Whole cents pass unchanged.
 */
export function roundTogether(amounts: readonly Money[]): Money[] {
  let exact = money(0);
  let rounded = money(0);
  return amounts.map((amount) => {
    exact = exact.plus(amount);
    const next = exact.toDecimalPlaces(2, Money.ROUND_HALF_CEIL);
    const part = next.minus(rounded);
    rounded = next;
    return part;
  });
}
