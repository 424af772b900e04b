import { Decimal } from "decimal.js";
import type { LineAmountTypes } from "../state/books.ts";

// Products of quantity (13 digits) and amount (14 digits) must stay exact before the one rounding.
const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

const HUNDRED = new Exact(100);

/** Two points on which reports about Xero's arithmetic disagree. */
export interface Recipe {
  halfCent: "half-up" | "bankers";
  inclusiveTax: "net-first" | "ratio";
}

const PUBLISHED: Recipe = { halfCent: "half-up", inclusiveTax: "net-first" };

/** Half away from zero: 2.165 is 2.17 and -2.165 is -2.17. Banker's rounding goes to the even cent. */
export function roundTo(
  value: Decimal.Value,
  places: number,
  halfCent: Recipe["halfCent"] = "half-up",
): Decimal {
  const rounding = halfCent === "half-up" ? Decimal.ROUND_HALF_UP : Decimal.ROUND_HALF_EVEN;
  return new Exact(value).toDecimalPlaces(places, rounding);
}

export interface LinePrice {
  quantity: Decimal;
  /** Rounded to 2 places, or 4 with unitdp=4, before it is multiplied. */
  unitAmount: Decimal;
  /** Percent. */
  discountRate: Decimal | null;
  discountAmount: Decimal | null;
}

/** Quantity × UnitAmount less the discount, rounded once to the cent. */
export function lineAmount(price: LinePrice, { halfCent }: Recipe = PUBLISHED): Decimal {
  const gross = new Exact(price.quantity).times(price.unitAmount);
  if (price.discountRate)
    return roundTo(gross.times(HUNDRED.minus(price.discountRate)).dividedBy(HUNDRED), 2, halfCent);
  return roundTo(gross.minus(price.discountAmount ?? 0), 2, halfCent);
}

/** What the discount of a line takes off, to the cent. */
export function lineDiscount(price: LinePrice): Decimal {
  return roundTo(new Exact(price.quantity).times(price.unitAmount), 2).minus(lineAmount(price));
}

/**
 * Xero's published recipe, per line: on net prices round(line × rate), on gross prices
 * line − round(line ÷ (1 + rate)), which differs from line × rate ÷ (1 + rate) at half-cent ties.
 */
export function lineTax(
  amount: Decimal,
  types: LineAmountTypes,
  ratePercent: Decimal.Value,
  { halfCent, inclusiveTax }: Recipe = PUBLISHED,
): Decimal {
  if (types === "NoTax") return new Exact(0);
  const rate = new Exact(ratePercent).dividedBy(HUNDRED);
  if (types === "Exclusive") return roundTo(rate.times(amount), 2, halfCent);
  if (inclusiveTax === "ratio") return roundTo(rate.times(amount).dividedBy(rate.plus(1)), 2, halfCent);
  return new Exact(amount).minus(roundTo(new Exact(amount).dividedBy(rate.plus(1)), 2, halfCent));
}
