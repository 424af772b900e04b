import { Decimal } from "decimal.js";
import type { CanonicalCreditMemo, HiddenParts } from "./canonical-document.ts";
import { canonicalLine, type Part, remainingParts, shareParts } from "./document-parts.ts";
import { asStored, sum, wireNumber } from "./money.ts";
import { type Charge, chargeTotal, type Order } from "./order.ts";
import { documentContact } from "./people.ts";
import type { Random } from "./random.ts";
import type { RefundRecipe } from "./scenarios.ts";

const REASONS = [
  "Arrived damaged",
  "Wrong size",
  "Customer changed their mind",
  "Faulty – Réf. 42",
  "Lost in the post",
];

/** A refund of an order. The shipping's own discount lowers the total and stands nowhere on the wire. */
export function canonicalCreditMemo(
  order: Order,
  {
    recipe,
    random,
    memo,
    invoice,
    createdAt,
  }: {
    recipe: RefundRecipe;
    random: Random;
    memo: { id: number; incrementId: string };
    invoice: { id: number; incrementId: string; createdAt: string };
    createdAt: string;
  },
): { document: CanonicalCreditMemo; hidden: HiddenParts } {
  const { view } = order;
  const parts = refundedParts(order, recipe, random);
  const shipping = recipe.refundsShipping ? order.shipping : null;
  const charges: Charge[] = [...parts.map((part) => part.charge), ...(shipping ? [shipping] : [])];
  const perPound = view.currency === "JPY" ? 100 : 1;
  const before = sum(charges.map(chargeTotal));
  const adjustmentPositive = new Decimal(recipe.adjustmentPositive ?? "0").times(perPound);
  const fee = new Decimal(recipe.adjustmentNegative ?? "0").times(perPound);
  const adjustmentNegative = fee.lessThan(before) ? fee : new Decimal(0);
  const grandTotal = asStored(before.plus(adjustmentPositive).minus(adjustmentNegative));

  const document: CanonicalCreditMemo = {
    magento_id: memo.id,
    increment_id: memo.incrementId,
    ...(recipe.hasInvoice
      ? {
          invoice_id: invoice.id,
          invoice_increment_id: invoice.incrementId,
          invoice_created_at: invoice.createdAt,
        }
      : {}),
    website_id: view.websiteId,
    currency: view.currency,
    customer: documentContact(order.person, { kind: "creditmemo", createdAt, isVirtual: false }),
    lines: parts.map(canonicalLine),
    adjustment_positive: wireNumber(adjustmentPositive),
    adjustment_negative: wireNumber(adjustmentNegative),
    shipping_amount: wireNumber(shipping?.amount ?? new Decimal(0)),
    shipping_tax_amount: wireNumber(shipping?.tax ?? new Decimal(0)),
    grand_total: wireNumber(grandTotal),
    ...(random.chance(0.7) ? { reason: random.pick(REASONS) } : {}),
    created_at: createdAt,
    base_to_order_rate: wireNumber(new Decimal(view.baseToOrderRate)),
  };
  const hidden: HiddenParts = {
    compensation: sum(charges.map((charge) => charge.compensation)).toString(),
    shippingDiscount: (shipping?.discount ?? new Decimal(0)).toString(),
    giftCard: "0",
    storeCredit: "0",
    surcharge: "0",
  };
  return { document, hidden };
}

function refundedParts(order: Order, recipe: RefundRecipe, random: Random): Part[] {
  if (recipe.share === "none") return [];
  if (recipe.share === "full") return remainingParts(order);
  const parts = shareParts(order, partialQuantities(order, random));
  return parts.length > 0 ? parts : remainingParts(order);
}

// Items with money are taken one by one; what has none (a variant, a bundle's parent) is left out of a partial refund.
function partialQuantities(order: Order, random: Random): Decimal[] {
  const valued = order.items.filter((item) => !item.amount.isZero());
  const sure = valued.length > 0 ? random.pick(valued) : null;
  return order.items.map((item) => {
    const isTaken = item === sure || (!item.amount.isZero() && random.chance(0.3));
    if (!isTaken) return new Decimal(0);
    if (!item.quantity.isInteger()) return item.quantity;
    return new Decimal(random.integer(1, item.quantity.toNumber()));
  });
}
