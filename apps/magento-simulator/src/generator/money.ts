import { Decimal } from "decimal.js";

/** Magento rounds to two places, half away from zero, in every currency. */
export const roundCents = (amount: Decimal): Decimal => amount.toDecimalPlaces(2, Decimal.ROUND_HALF_UP);

/** A DECIMAL(20,4) column. */
export const asStored = (amount: Decimal): Decimal => amount.toDecimalPlaces(4, Decimal.ROUND_HALF_UP);

/** A stored amount as PHP's float prints it in JSON. */
export const wireNumber = (amount: Decimal): number => {
  const value = asStored(amount).toNumber();
  return value === 0 ? 0 : value;
};

export const sum = (amounts: readonly Decimal[]): Decimal =>
  amounts.reduce((total, amount) => total.plus(amount), new Decimal(0));

/** Rounds a run of amounts so that what one rounding loses the next one gets. Zero amounts pass it by. */
export function createCarryingRounder(initialCarry: Decimal = new Decimal(0)): (amount: Decimal) => Decimal {
  let carry = initialCarry;
  return (amount) => {
    if (amount.isZero()) return amount;
    const exact = amount.plus(carry);
    const rounded = roundCents(exact);
    carry = exact.minus(rounded);
    return rounded;
  };
}

/** Magento starts quote-side carries a hair above zero, so that half cents fall the same way every time. */
export const QUOTE_CARRY = new Decimal("0.000001");
