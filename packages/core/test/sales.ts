import { money, moneyText } from "../src/money.ts";
import type { CreditMemoSale, InvoiceSale, SaleAddress, SaleCustomer, SaleLine } from "../src/sale.ts";

/** A line by its net, tax and discount; quantity 1 and the price to match unless said otherwise. */
export function line(input: {
  net: string;
  tax: string;
  discount?: string;
  qty?: string;
  unitPrice?: string;
  sku?: string;
  name?: string;
  productType?: string;
}): SaleLine {
  const { net, tax, discount = "0", qty = "1", sku = "JUMPER", name = "Wool jumper" } = input;
  return {
    sku,
    name,
    qty,
    unitPrice: input.unitPrice ?? moneyText(money(net).div(qty), 4),
    lineSubtotal: net,
    lineTax: tax,
    lineTotal: moneyText(money(net).plus(tax).minus(discount), 4),
    taxRate: null,
    productType: input.productType ?? null,
  };
}

/** Totals follow from the lines unless given. */
export function invoice(
  changes: Partial<InvoiceSale> & { shippingDiscount?: string; extra?: string } = {},
): InvoiceSale {
  const { shippingDiscount = "0", extra = "0", ...fields } = changes;
  const lines = fields.lines ?? [line({ net: "100.0000", tax: "20.0000" })];
  const shippingAmount = fields.shippingAmount ?? "0.0000";
  const shippingTaxAmount = fields.shippingTaxAmount ?? "0.0000";
  const sum = (pick: (one: SaleLine) => string) =>
    lines.reduce((total, one) => total.plus(pick(one)), money(0));
  const discounts = sum((one) => one.lineSubtotal)
    .plus(sum((one) => one.lineTax))
    .minus(sum((one) => one.lineTotal))
    .plus(shippingDiscount);
  const tax = sum((one) => one.lineTax).plus(shippingTaxAmount);
  const total = sum((one) => one.lineTotal)
    .plus(shippingAmount)
    .plus(shippingTaxAmount)
    .minus(shippingDiscount)
    .plus(extra);
  return {
    kind: "invoice",
    magentoId: 42,
    incrementId: "000000042",
    orderId: 7,
    orderIncrementId: "100000007",
    websiteId: 1,
    storeId: 1,
    currency: "GBP",
    state: "open",
    customer: customer(),
    lines,
    subtotal: moneyText(
      sum((one) => one.lineSubtotal),
      4,
    ),
    taxAmount: moneyText(tax, 4),
    shippingAmount,
    shippingTaxAmount,
    discountAmount: moneyText(discounts.neg(), 4),
    grandTotal: moneyText(total, 4),
    createdAt: "2026-10-31T23:30:00Z",
    paymentMethod: "checkmo",
    billingAddress: address("billing"),
    shippingAddress: address("shipping"),
    poNumber: null,
    baseToOrderRate: "1",
    ...fields,
  };
}

export function creditMemo(changes: Partial<CreditMemoSale> = {}): CreditMemoSale {
  return {
    kind: "creditmemo",
    magentoId: 5,
    incrementId: "000000005",
    invoiceId: 42,
    invoiceIncrementId: "000000042",
    invoiceCreatedAt: "2026-10-31T23:30:00Z",
    websiteId: 1,
    currency: "GBP",
    customer: customer(),
    lines: [line({ net: "100.0000", tax: "20.0000" })],
    adjustmentPositive: "0.0000",
    adjustmentNegative: "0.0000",
    shippingAmount: "0.0000",
    shippingTaxAmount: "0.0000",
    grandTotal: "120.0000",
    reason: null,
    createdAt: "2026-11-05T10:00:00Z",
    baseToOrderRate: "1",
    ...changes,
  };
}

export function customer(changes: Partial<SaleCustomer> = {}): SaleCustomer {
  return {
    magentoId: 10023,
    email: "ada@example.com",
    firstName: "Ada",
    lastName: "Byron",
    company: null,
    phone: null,
    websiteId: 1,
    groupId: 1,
    addresses: [],
    ...changes,
  };
}

export function address(kind: "billing" | "shipping", changes: Partial<SaleAddress> = {}): SaleAddress {
  return {
    kind,
    street: ["1 Mill Lane"],
    city: "York",
    region: "North Yorkshire",
    postcode: "YO1 7HH",
    countryId: "GB",
    telephone: null,
    ...changes,
  };
}
