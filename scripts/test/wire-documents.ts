import { money } from "@counterfoil/core/money";

/** Canonical documents as a store sends them: snake_case, amounts as JSON numbers, absent rather than null. */
export type WireLine = Record<string, unknown> & {
  sku: string;
  qty: number;
  line_subtotal: number;
  line_tax: number;
  line_total: number;
};

export function wireLine(input: {
  net: number;
  tax: number;
  discount?: number;
  qty?: number;
  unitPrice?: number;
  sku?: string;
  name?: string;
}): WireLine {
  const { net, tax, discount = 0, qty = 1, sku = "JUMPER", name = "Wool jumper" } = input;
  return {
    sku,
    name,
    qty,
    unit_price: input.unitPrice ?? money(net).div(qty).toDecimalPlaces(4).toNumber(),
    line_subtotal: net,
    line_tax: tax,
    line_total: money(net).plus(tax).minus(discount).toNumber(),
  };
}

type Totals = {
  lines?: WireLine[];
  shipping?: number;
  shippingTax?: number;
  shippingDiscount?: number;
  /** What is in the total and on no field: compensation, surcharges, gift cards (negative). */
  hidden?: number;
};

export function wireInvoice(
  input: Totals & { taxGap?: number } = {},
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  const { lines = [wireLine({ net: 100, tax: 20 })], shipping = 0, shippingTax = 0, taxGap = 0 } = input;
  const shippingDiscount = input.shippingDiscount ?? 0;
  const discount = sum(lines, (line) => line.line_subtotal)
    .plus(sum(lines, (line) => line.line_tax))
    .minus(sum(lines, (line) => line.line_total))
    .plus(shippingDiscount);
  return {
    magento_id: 42,
    increment_id: "000000042",
    order_id: 7,
    order_increment_id: "100000007",
    website_id: 1,
    store_id: 1,
    currency: "GBP",
    state: "open",
    customer: wireCustomer(),
    lines,
    subtotal: sum(lines, (line) => line.line_subtotal).toNumber(),
    tax_amount: sum(lines, (line) => line.line_tax)
      .plus(shippingTax)
      .plus(taxGap)
      .toNumber(),
    shipping_amount: shipping,
    shipping_tax_amount: shippingTax,
    discount_amount: discount.neg().plus(0).toNumber(),
    grand_total: grandTotal({ ...input, lines }).toNumber(),
    created_at: "2026-11-02T09:00:00Z",
    payment_method: "checkmo",
    billing_address: wireAddress(),
    shipping_address: wireAddress(),
    base_to_order_rate: 1,
    ...changes,
  };
}

export function wireCreditMemo(
  input: Totals & { adjustmentPositive?: number; adjustmentNegative?: number } = {},
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  const { lines = [wireLine({ net: 100, tax: 20 })], adjustmentPositive = 0, adjustmentNegative = 0 } = input;
  return {
    magento_id: 5,
    increment_id: "000000005",
    invoice_id: 42,
    invoice_increment_id: "000000042",
    invoice_created_at: "2026-11-02T09:00:00Z",
    website_id: 1,
    currency: "GBP",
    customer: wireCustomer(),
    lines,
    adjustment_positive: adjustmentPositive,
    adjustment_negative: adjustmentNegative,
    shipping_amount: input.shipping ?? 0,
    shipping_tax_amount: input.shippingTax ?? 0,
    grand_total: grandTotal({ ...input, lines })
      .plus(adjustmentPositive)
      .minus(adjustmentNegative)
      .toNumber(),
    created_at: "2026-11-05T10:00:00Z",
    base_to_order_rate: 1,
    ...changes,
  };
}

export function wireCustomer(): Record<string, unknown> {
  return {
    magento_id: 10023,
    email: "ada@example.com",
    first_name: "Ada",
    last_name: "Byron",
    website_id: 1,
    addresses: [wireAddress()],
  };
}

function wireAddress() {
  return { kind: "billing", street: ["1 Mill Lane"], city: "York", postcode: "YO1 7HH", country_id: "GB" };
}

function grandTotal(input: Totals & { lines: WireLine[] }) {
  const { lines, shipping = 0, shippingTax = 0, shippingDiscount = 0, hidden = 0 } = input;
  return sum(lines, (line) => line.line_total)
    .plus(shipping)
    .plus(shippingTax)
    .minus(shippingDiscount)
    .plus(hidden);
}

function sum(lines: readonly WireLine[], pick: (line: WireLine) => number) {
  return lines.reduce((total, line) => total.plus(pick(line)), money(0));
}
