import {
  type CreditMemoSale,
  creditMemoSaleSchema,
  type InvoiceSale,
  invoiceSaleSchema,
  type PaymentSale,
  paymentSaleSchema,
  type SaleAddress,
  type SaleCustomer,
  type SaleLine,
  saleCustomerSchema,
} from "@counterfoil/core/sale";
import type { z } from "zod";
import {
  type WireAddress,
  type WireCreditMemo,
  type WireCustomer,
  type WireInvoice,
  type WireLine,
  type WirePayment,
  wireCreditMemo,
  wireCustomer,
  wireInvoice,
  wirePayment,
} from "./wire.ts";

/** A sale, or the names of the fields that could not be read: names only, since the values are personal data. */
export type MappedSale<T> = { ok: true; sale: T } | { ok: false; fields: string[] };

export function mapInvoice(body: unknown): MappedSale<InvoiceSale> {
  return map(body, wireInvoice, toInvoice, invoiceSaleSchema);
}

export function mapCreditMemo(body: unknown): MappedSale<CreditMemoSale> {
  return map(body, wireCreditMemo, toCreditMemo, creditMemoSaleSchema);
}

export function mapPayment(body: unknown): MappedSale<PaymentSale> {
  return map(body, wirePayment, toPayment, paymentSaleSchema);
}

export function mapCustomer(body: unknown): MappedSale<SaleCustomer> {
  return map(body, wireCustomer, toCustomer, saleCustomerSchema);
}

/** The core schema has the last word, e.g. on amounts with more digits than we can hold. */
function map<Wire, Sale>(
  body: unknown,
  wire: z.ZodType<Wire>,
  convert: (wire: Wire) => Sale,
  sale: z.ZodType<Sale>,
): MappedSale<Sale> {
  const read = wire.safeParse(body);
  if (!read.success) return { ok: false, fields: fieldNames(read.error) };
  const checked = sale.safeParse(convert(read.data));
  return checked.success
    ? { ok: true, sale: checked.data }
    : { ok: false, fields: fieldNames(checked.error) };
}

function fieldNames(error: z.ZodError): string[] {
  return [...new Set(error.issues.map(({ path }) => path.join(".") || "body"))].slice(0, 10);
}

/** What is wrong with a document of which these fields could not be read, in words for people: "grand total, line 2: qty". */
export function describeFields(fields: readonly string[]): string {
  const names = fields.map(fieldInWords);
  return `missing, unreadable or too large: ${names.join(", ")}`;
}

function fieldInWords(field: string): string {
  const [, index, inner] = /^lines\.(\d+)\.?(.*)$/.exec(field) ?? [];
  if (index !== undefined) {
    const line = `line ${Number(index) + 1}`;
    return inner ? `${line}: ${fieldInWords(inner)}` : line;
  }
  const plain = field
    .replace(/([a-z])([A-Z])/g, (_both, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/[._]+/g, " ");
  return FIELDS[plain] ?? plain;
}

/** Where Magento's name for a field is not a bookkeeper's. */
const FIELDS: Readonly<Record<string, string>> = {
  body: "the document itself",
  "increment id": "its number",
  "created at": "its date",
  "customer magento id": "the customer's id",
  qty: "quantity",
};

function toInvoice(wire: WireInvoice): InvoiceSale {
  return {
    kind: "invoice",
    magentoId: wire.magento_id,
    incrementId: wire.increment_id,
    orderId: wire.order_id,
    orderIncrementId: wire.order_increment_id,
    websiteId: wire.website_id,
    storeId: wire.store_id,
    currency: wire.currency,
    state: wire.state === "paid" || wire.state === "cancelled" ? wire.state : "open",
    customer: toCustomer(wire.customer),
    lines: wire.lines.map(toLine),
    subtotal: wire.subtotal,
    taxAmount: wire.tax_amount,
    shippingAmount: wire.shipping_amount,
    shippingTaxAmount: wire.shipping_tax_amount,
    discountAmount: wire.discount_amount,
    grandTotal: wire.grand_total,
    createdAt: wire.created_at,
    paymentMethod: wire.payment_method,
    billingAddress: wire.billing_address ? toAddress(wire.billing_address, "billing") : null,
    shippingAddress: wire.shipping_address ? toAddress(wire.shipping_address, "shipping") : null,
    poNumber: wire.po_number,
    baseToOrderRate: wire.base_to_order_rate,
  };
}

function toCreditMemo(wire: WireCreditMemo): CreditMemoSale {
  return {
    kind: "creditmemo",
    magentoId: wire.magento_id,
    incrementId: wire.increment_id,
    invoiceId: wire.invoice_id,
    invoiceIncrementId: wire.invoice_increment_id,
    invoiceCreatedAt: wire.invoice_created_at,
    websiteId: wire.website_id,
    currency: wire.currency,
    customer: toCustomer(wire.customer),
    lines: wire.lines.map(toLine),
    adjustmentPositive: wire.adjustment_positive,
    adjustmentNegative: wire.adjustment_negative,
    shippingAmount: wire.shipping_amount,
    shippingTaxAmount: wire.shipping_tax_amount,
    grandTotal: wire.grand_total,
    reason: wire.reason,
    createdAt: wire.created_at,
    baseToOrderRate: wire.base_to_order_rate,
  };
}

function toPayment(wire: WirePayment): PaymentSale {
  return {
    kind: "payment",
    invoiceId: wire.invoice_id,
    invoiceIncrementId: wire.invoice_increment_id,
    method: wire.method,
    currency: wire.currency,
    amount: wire.amount,
    capturedAt: wire.captured_at,
    gatewayTransactionId: wire.gateway_txn_id,
  };
}

function toCustomer(wire: WireCustomer): SaleCustomer {
  return {
    magentoId: wire.magento_id,
    email: wire.email,
    firstName: wire.first_name,
    lastName: wire.last_name,
    company: wire.company,
    phone: wire.phone,
    websiteId: wire.website_id,
    groupId: wire.group_id,
    addresses: wire.addresses.map((address) => toAddress(address, address.kind)),
  };
}

function toAddress(wire: WireAddress, kind: SaleAddress["kind"]): SaleAddress {
  return {
    kind,
    street: wire.street,
    city: wire.city,
    region: wire.region,
    postcode: wire.postcode,
    countryId: wire.country_id,
    telephone: wire.telephone,
  };
}

function toLine(wire: WireLine): SaleLine {
  return {
    sku: wire.sku,
    name: wire.name,
    qty: wire.qty,
    unitPrice: wire.unit_price,
    lineSubtotal: wire.line_subtotal,
    lineTax: wire.line_tax,
    lineTotal: wire.line_total,
    taxRate: wire.tax_rate,
    productType: wire.product_type,
  };
}
