import { Decimal } from "decimal.js";
import { z } from "zod";

/** A decimal as text with at most four places, e.g. "12.3400" or "-0.05": how money and quantities are stored and passed. */
export const decimalText = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,4})?$/, "must be a decimal with at most 4 places");
export type DecimalText = string;

/** Exact decimal arithmetic; half away from zero, as Xero and Magento round. */
export const Money: typeof Decimal = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_UP });
export type Money = Decimal;

export function money(value: Decimal.Value): Money {
  return new Money(value);
}

/** Rounds half away from zero to the two places Xero holds in every currency. */
export function cents(value: Decimal.Value): Money {
  return new Money(value).toDecimalPlaces(2);
}

/** Text with exactly `places` decimals. */
export function moneyText(value: Decimal.Value, places = 2): DecimalText {
  return new Money(value).toFixed(places);
}
