import { Decimal } from "decimal.js";
import type { CanonicalInvoice, CanonicalPayment, HiddenParts } from "./canonical-document.ts";
import { canonicalLine, type Part } from "./document-parts.ts";
import { asStored, sum, wireNumber } from "./money.ts";
import { type Charge, chargeTotal, type Order } from "./order.ts";
import { AUTHORISE_ONLY_METHOD } from "./payment-methods.ts";
import { addressOf, documentContact } from "./people.ts";

export interface InvoiceNumbers {
  invoiceId: number;
  invoiceIncrementId: string;
  orderId: number;
  orderIncrementId: string;
}

const NO_CHARGE: Charge = {
  amount: new Decimal(0),
  tax: new Decimal(0),
  discount: new Decimal(0),
  compensation: new Decimal(0),
};

/** The invoice over some parts of an order. The first one takes all of the shipping, with its discount. */
export function canonicalInvoice(
  order: Order,
  {
    parts,
    isFirst,
    numbers,
    createdAt,
  }: { parts: readonly Part[]; isFirst: boolean; numbers: InvoiceNumbers; createdAt: string },
): { document: CanonicalInvoice; hidden: HiddenParts; payment: CanonicalPayment } {
  const shipping = isFirst ? order.shipping : NO_CHARGE;
  const surcharge = isFirst ? order.surcharge : { amount: new Decimal(0), tax: new Decimal(0) };
  const charges = [...parts.map((part) => part.charge), shipping];
  const before = sum(charges.map(chargeTotal)).plus(surcharge.amount).plus(surcharge.tax);
  const grandTotal = asStored(before.minus(order.giftCard).minus(order.storeCredit));
  const { view, person } = order;
  const isOpen = order.method === AUTHORISE_ONLY_METHOD;

  const document: CanonicalInvoice = {
    magento_id: numbers.invoiceId,
    increment_id: numbers.invoiceIncrementId,
    order_id: numbers.orderId,
    order_increment_id: numbers.orderIncrementId,
    website_id: view.websiteId,
    store_id: view.id,
    currency: view.currency,
    state: isOpen ? "open" : "paid",
    customer: documentContact(person, { kind: "invoice", createdAt, isVirtual: false }),
    lines: parts.map(canonicalLine),
    subtotal: wireNumber(sum(parts.map((part) => part.charge.amount))),
    tax_amount: wireNumber(sum(charges.map((charge) => charge.tax)).plus(surcharge.tax)),
    shipping_amount: wireNumber(shipping.amount),
    shipping_tax_amount: wireNumber(shipping.tax),
    discount_amount: wireNumber(sum(charges.map((charge) => charge.discount)).negated()),
    grand_total: wireNumber(grandTotal),
    created_at: createdAt,
    payment_method: order.method,
    billing_address: addressOf(person.billing, "billing"),
    shipping_address: addressOf(person.shipping, "shipping"),
    ...(order.poNumber ? { po_number: order.poNumber } : {}),
    base_to_order_rate: wireNumber(new Decimal(view.baseToOrderRate)),
  };
  const payment: CanonicalPayment = {
    magento_id: numbers.invoiceId,
    invoice_id: numbers.invoiceId,
    invoice_increment_id: numbers.invoiceIncrementId,
    method: order.method,
    currency: view.currency,
    amount: wireNumber(grandTotal),
    captured_at: createdAt,
    ...(order.gatewayTransactionId ? { gateway_txn_id: order.gatewayTransactionId } : {}),
    gateway_metadata: order.gatewayMetadata,
  };
  const hidden: HiddenParts = {
    compensation: sum(charges.map((charge) => charge.compensation)).toString(),
    shippingDiscount: shipping.discount.toString(),
    giftCard: order.giftCard.toString(),
    storeCredit: order.storeCredit.toString(),
    surcharge: surcharge.amount.toString(),
  };
  return { document, hidden, payment };
}
