import { Decimal } from "decimal.js";
import type { CanonicalLine } from "./canonical-document.ts";
import { createCarryingRounder, wireNumber } from "./money.ts";
import type { Charge, Order, OrderItem } from "./order.ts";

/** Some of an order's items, with their share of the order's money: what an invoice or a credit memo is made of. */
export interface Part {
  item: OrderItem;
  quantity: Decimal;
  charge: Charge;
}

/** Everything that is left after `taken`: exact remainders, no rounding. */
export function remainingParts(order: Order, taken: readonly Part[] = []): Part[] {
  const parts = order.items.map((item) => {
    const before = taken.find((part) => part.item === item);
    const left = (name: keyof Charge) => item[name].minus(before?.charge[name] ?? 0);
    return {
      item,
      quantity: item.quantity.minus(before?.quantity ?? 0),
      charge: {
        amount: left("amount"),
        tax: left("tax"),
        discount: left("discount"),
        compensation: left("compensation"),
      },
    };
  });
  return parts.filter((part) => part.quantity.greaterThan(0));
}

/**
 * The given quantities with their share, rounded as Magento does it: one carried remainder for the whole document, rows
 * first, then discounts (negative for the rounding), then each item's tax and compensation. A whole item takes it all.
 */
export function shareParts(order: Order, quantities: readonly Decimal[]): Part[] {
  const round = createCarryingRounder();
  const wanted = order.items.flatMap((item, index) => {
    const quantity = quantities[index] ?? new Decimal(0);
    return quantity.greaterThan(0) ? [{ item, quantity }] : [];
  });
  const share = (item: OrderItem, quantity: Decimal, name: keyof Charge): Decimal =>
    quantity.equals(item.quantity) ? item[name] : round(item[name].times(quantity).div(item.quantity));
  const amounts = wanted.map(({ item, quantity }) => share(item, quantity, "amount"));
  const discounts = wanted.map(({ item, quantity }) =>
    quantity.equals(item.quantity)
      ? item.discount
      : round(item.discount.times(quantity).div(item.quantity).negated()).negated(),
  );
  return wanted.map(({ item, quantity }, index) => ({
    item,
    quantity,
    charge: {
      amount: amounts[index] ?? new Decimal(0),
      discount: discounts[index] ?? new Decimal(0),
      tax: share(item, quantity, "tax"),
      compensation: share(item, quantity, "compensation"),
    },
  }));
}

export function canonicalLine({ item, quantity, charge }: Part): CanonicalLine {
  const lineSubtotal = wireNumber(charge.amount);
  const lineTax = wireNumber(charge.tax);
  const hasRate = charge.tax.greaterThan(0) && charge.amount.greaterThan(0);
  return {
    sku: item.sku,
    name: item.name,
    qty: wireNumber(quantity),
    unit_price: wireNumber(item.price),
    line_subtotal: lineSubtotal,
    line_tax: lineTax,
    // Floats on purpose: Magento adds floats here, and their noise is on the wire.
    line_total: lineSubtotal + lineTax - wireNumber(charge.discount),
    ...(hasRate ? { tax_rate: wireNumber(charge.tax.div(charge.amount)) } : {}),
  };
}
