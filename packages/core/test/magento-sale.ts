import { type Money, money, moneyText } from "../src/money.ts";
import type { CreditMemoSale, InvoiceSale, SaleCustomer, SaleLine } from "../src/sale.ts";
import type { Random } from "./random.ts";

/** A sale as Magento's own collectors would total it, and what the wire does not say of it. */
export type GeneratedSale<S> = {
  sale: S;
  truth: {
    /** Percent by SKU, and of shipping. */
    rates: Map<string, string>;
    /** Hidden discount tax compensation, by SKU and of shipping. */
    compensation: Map<string, Money>;
    /** Gift cards, surcharges: what no line explains. */
    unexplained: Money;
    scenario: string;
  };
};

type Settings = {
  algorithm: "unit" | "row" | "total";
  pricesIncludeTax: boolean;
  shippingIncludesTax: boolean;
  taxAfterDiscount: boolean;
};
type Row = { net: Money; tax: Money; discount: Money; compensation: Money };

/** Carries what rounding took from one amount over to the next, per key. */
type Carry = Map<string, Money>;

export function generateInvoice(random: Random, id: number): GeneratedSale<InvoiceSale> {
  const settings: Settings = {
    algorithm: random.pick(["unit", "row", "row", "total"]),
    pricesIncludeTax: random.chance(0.5),
    shippingIncludesTax: random.chance(0.5),
    taxAfterDiscount: random.chance(0.8),
  };
  const isExport = random.chance(0.1);
  const storeRates: readonly [string, ...string[]] = isExport
    ? ["0"]
    : random.pick([["20"], ["20"], ["20", "0"], ["20", "5", "0"], ["17.5"]]);
  const percentOff = random.chance(0.4) ? random.between(1, 60) : 0;
  const isFixedDiscount = random.chance(0.2);
  const isPartial = random.chance(0.08);
  const carry: Carry = new Map();
  const rates = new Map<string, string>();
  const lines: SaleLine[] = [];
  const compensation = new Map<string, Money>();
  let subtotal = money(0);
  let tax = money(0);
  let discounts = money(0);
  let grandTotal = money(0);

  const count = random.chance(0.03) ? random.between(20, 60) : random.between(1, 6);
  for (let index = 0; index < count; index += 1) {
    const sku = `SKU-${id}-${index}`;
    const rate = random.pick(storeRates);
    const ordered = quantityOf(random);
    const isSplit = isPartial && ordered.gt(1) && ordered.isInteger();
    const quantity = isSplit ? money(random.between(1, ordered.toNumber() - 1)) : ordered;
    const price = priceOf(random);
    const fixed = isFixedDiscount ? price.times(ordered).times(random.next()) : money(0);
    const stated = percentOff > 0 ? price.times(ordered).times(percentOff).div(100) : fixed;
    const discount = stated.toDecimalPlaces(2);
    const whole = rowOf({ price, quantity: ordered, discount, rate: money(rate), settings, carry });
    const row = isSplit ? shareOf(whole, { share: quantity.div(ordered), carry }) : whole;
    rates.set(sku, rate);
    lines.push(...linesOf(random, { sku, row, quantity, index }));
    subtotal = subtotal.plus(row.net);
    tax = tax.plus(row.tax);
    discounts = discounts.plus(row.discount);
    compensation.set(sku, row.compensation);
    grandTotal = grandTotal.plus(totalOf(row));
  }

  const shippingPrice = random.chance(0.75) ? money(random.between(200, 1500)).div(100) : money(0);
  const isShippingDiscounted = percentOff > 0 && random.chance(0.3);
  const exactShippingDiscount = isShippingDiscounted ? shippingPrice.times(percentOff).div(100) : money(0);
  const shippingDiscount = random.chance(0.1)
    ? exactShippingDiscount
    : exactShippingDiscount.toDecimalPlaces(2);
  const shipping = rowOf({
    price: shippingPrice,
    quantity: money(1),
    discount: shippingDiscount,
    rate: money(storeRates[0]),
    settings: { ...settings, pricesIncludeTax: settings.shippingIncludesTax },
    carry,
  });
  rates.set("shipping", storeRates[0]);
  compensation.set("shipping", shipping.compensation);
  grandTotal = grandTotal.plus(totalOf(shipping));
  const { amount: unexplained, scenario } = unexplainedOf(random, grandTotal);
  const orderCent = random.chance(0.03) ? money(random.pick([1, -1])).div(100) : money(0);
  const orderRounding = tax.gt(0) ? orderCent : money(0);
  grandTotal = grandTotal.plus(orderRounding);
  tax = tax.plus(orderRounding);
  const country = isExport ? "US" : "GB";
  const sale: InvoiceSale = {
    kind: "invoice",
    magentoId: id,
    incrementId: String(id).padStart(9, "0"),
    orderId: id,
    orderIncrementId: String(id + 1000).padStart(9, "0"),
    websiteId: 1,
    storeId: 1,
    currency: random.pick(["GBP", "GBP", "GBP", "EUR", "JPY"]),
    state: random.pick(["open", "paid"]),
    customer: customerOf(random, id),
    lines,
    subtotal: text(subtotal),
    taxAmount: text(tax.plus(shipping.tax)),
    shippingAmount: text(shipping.net),
    shippingTaxAmount: text(shipping.tax),
    discountAmount: text(discounts.plus(shipping.discount).neg()),
    grandTotal: text(grandTotal.plus(unexplained)),
    createdAt: "2026-10-31T23:30:00Z",
    paymentMethod: random.pick(["checkmo", "stripe_payments", "paypal_express"]),
    billingAddress: addressIn(country, "billing"),
    shippingAddress: addressIn(country, "shipping"),
    poNumber: null,
    baseToOrderRate: "1",
  };
  const kind = `${isPartial ? "partial " : ""}${orderRounding.isZero() ? "" : "order rounding "}${settings.pricesIncludeTax ? "incl" : "excl"}${percentOff > 0 || isFixedDiscount ? " discounted" : ""}`;
  return { sale, truth: { rates, compensation, unexplained, scenario: scenario || kind } };
}

/** A refund of all or some of an invoice's lines, with and without shipping, fee and goodwill. */
export function generateCreditMemo(
  random: Random,
  id: number,
): GeneratedSale<CreditMemoSale> & { invoice: InvoiceSale } {
  const { sale: invoice, truth } = generateInvoice(random, id);
  const isFull = random.chance(0.5);
  const isWithShipping = isFull || random.chance(0.3);
  const skus = [...new Set(invoice.lines.map((line) => line.sku))];
  const returned = new Set(skus.filter((_sku, index) => isFull || index === 0 || random.chance(0.5)));
  const kept = invoice.lines.filter((line) => returned.has(line.sku));
  const sums = kept.reduce((sum, line) => sum.plus(line.lineTotal), money(0));
  const shipping = money(invoice.shippingAmount).plus(invoice.shippingTaxAmount);
  const onLines = invoice.lines.reduce(
    (sum, line) => sum.plus(line.lineSubtotal).plus(line.lineTax).minus(line.lineTotal),
    money(0),
  );
  const shippingDiscount = money(invoice.discountAmount).neg().minus(onLines);
  const adjustmentPositive = random.chance(0.15) ? money(random.between(1, 500)).div(100) : money(0);
  const fee = random.chance(0.15) ? money(random.between(1, 50)).div(100) : money(0);
  const unexplained = isFull ? truth.unexplained : money(0);
  const refunded = [...returned, ...(isWithShipping ? ["shipping"] : [])];
  const compensation = refunded.reduce((sum, key) => sum.plus(truth.compensation.get(key) ?? 0), money(0));
  const grandTotal = sums
    .plus(isWithShipping ? shipping.minus(shippingDiscount) : 0)
    .plus(compensation)
    .plus(unexplained)
    .plus(adjustmentPositive)
    .minus(fee);
  const sale: CreditMemoSale = {
    kind: "creditmemo",
    magentoId: id,
    incrementId: String(id).padStart(9, "0"),
    invoiceId: invoice.magentoId,
    invoiceIncrementId: invoice.incrementId,
    invoiceCreatedAt: invoice.createdAt,
    websiteId: 1,
    currency: invoice.currency,
    customer: invoice.customer,
    lines: kept,
    adjustmentPositive: text(adjustmentPositive),
    adjustmentNegative: text(fee),
    shippingAmount: isWithShipping ? invoice.shippingAmount : "0.0000",
    shippingTaxAmount: isWithShipping ? invoice.shippingTaxAmount : "0.0000",
    grandTotal: text(grandTotal),
    reason: null,
    createdAt: "2026-11-05T10:00:00Z",
    baseToOrderRate: "1",
  };
  return {
    sale,
    invoice,
    truth: { ...truth, unexplained, scenario: `refund, ${isFull ? "full" : "partial"}` },
  };
}

function rowOf(input: {
  price: Money;
  quantity: Money;
  discount: Money;
  rate: Money;
  settings: Settings;
  carry: Carry;
}): Row {
  return input.settings.pricesIncludeTax ? rowWithTaxInside(input) : rowWithoutTax(input);
}

type RowInput = Parameters<typeof rowOf>[0];

/** Price contains tax: the net is what is left, and a discount after which tax is computed leaves a compensation. */
function rowWithTaxInside({ price, quantity, discount, rate, settings, carry }: RowInput): Row {
  const inside = (gross: Money) => gross.times(rate).div(rate.plus(100));
  const units = settings.algorithm === "unit" ? quantity : money(1);
  const gross = price.times(quantity).div(units);
  const round = (amount: Money, key: string) =>
    settings.algorithm === "total"
      ? deltaRound(amount, { carry, key: `${key}${rate.toFixed()}` })
      : cent(amount);
  const before = round(inside(gross), "before").times(units);
  const net = price.times(quantity).minus(before);
  if (discount.isZero() || !settings.taxAfterDiscount)
    return { net, tax: before, discount, compensation: money(0) };
  const taxable = positive(gross.minus(discount.div(units)));
  const after = round(inside(taxable), "after").times(units);
  return { net, tax: after, discount, compensation: before.minus(after) };
}

function rowWithoutTax({ price, quantity, discount, rate, settings, carry }: RowInput): Row {
  const net = price.times(quantity);
  const units = settings.algorithm === "unit" ? quantity : money(1);
  const reduced = settings.taxAfterDiscount ? discount : money(0);
  const base = positive(net.minus(reduced)).div(units);
  const tax = base.times(rate).div(100);
  const rounded =
    settings.algorithm === "total" ? deltaRound(tax, { carry, key: `plain${rate.toFixed()}` }) : cent(tax);
  return { net, tax: rounded.times(units), discount, compensation: money(0) };
}

/** What a partial invoice takes of an order's row: shares of its sums, each rounded with what earlier ones left over. */
function shareOf(row: Row, input: { share: Money; carry: Carry }): Row {
  const part = (amount: Money, key: string) =>
    deltaRound(amount.times(input.share), { carry: input.carry, key });
  return {
    net: part(row.net, "share of net"),
    tax: part(row.tax, "share of tax"),
    discount: part(row.discount, "share of discount"),
    compensation: part(row.compensation, "share of compensation"),
  };
}

function deltaRound(amount: Money, at: { carry: Carry; key: string }): Money {
  const exact = amount.plus(at.carry.get(at.key) ?? "0.000001");
  const rounded = cent(exact);
  at.carry.set(at.key, exact.minus(rounded));
  return rounded;
}

/** The line, at times with the dummies that configurable and bundle products bring. */
function linesOf(
  random: Random,
  input: { sku: string; row: Row; quantity: Money; index: number },
): SaleLine[] {
  const { sku, row, quantity, index } = input;
  const line: SaleLine = {
    sku,
    name: random.pick(["Wool jumper", "Tea – Earl Grey", "Größe M “Öl”", "杯子", "Mug ☕", "Delivery box"]),
    qty: text(quantity),
    unitPrice: text(cent(row.net.div(quantity))),
    lineSubtotal: text(row.net),
    lineTax: text(row.tax),
    lineTotal: text(row.net.plus(row.tax).minus(row.discount)),
    taxRate: null,
    productType: null,
  };
  const dummy = {
    ...line,
    unitPrice: "0.0000",
    lineSubtotal: "0.0000",
    lineTax: "0.0000",
    lineTotal: "0.0000",
  };
  if (random.chance(0.1)) return [line, { ...dummy, name: `${line.name}, red` }];
  if (random.chance(0.05)) return [{ ...dummy, sku: `BUNDLE-${index}`, unitPrice: "12.0000" }, line];
  return [line];
}

function unexplainedOf(random: Random, grandTotal: Money): { amount: Money; scenario: string } {
  if (random.chance(0.04)) {
    const card = money(Math.min(random.between(1, 5000) / 100, grandTotal.toNumber())).toDecimalPlaces(2);
    return { amount: card.neg(), scenario: "gift card" };
  }
  if (random.chance(0.02)) return { amount: money(random.between(10, 400)).div(100), scenario: "surcharge" };
  return { amount: money(0), scenario: "" };
}

function quantityOf(random: Random): Money {
  if (random.chance(0.04)) return money(random.between(1, 40)).div(4);
  if (random.chance(0.05)) return money(random.between(10, 120));
  return money(random.pick([1, 1, 1, 1, 2, 2, 3, 4, 5]));
}

function priceOf(random: Random): Money {
  if (random.chance(0.05)) return money(random.between(1, 60)).div(100);
  if (random.chance(0.03)) return money(random.between(10_000, 990_000)).div(10_000);
  return money(random.pick([random.between(100, 20_000), random.between(1, 150) * 100 - 1])).div(100);
}

function customerOf(random: Random, id: number): SaleCustomer {
  return {
    magentoId: random.chance(0.4) ? 0 : id,
    email: `buyer${id}@example.com`,
    firstName: "Ada",
    lastName: "Byron",
    company: random.chance(0.2) ? "Engines & Co" : null,
    phone: null,
    websiteId: 1,
    groupId: null,
    addresses: [],
  };
}

function addressIn(countryId: string, kind: "billing" | "shipping") {
  return {
    kind,
    street: ["1 Mill Lane"],
    city: "York",
    region: null,
    postcode: "YO1",
    countryId,
    telephone: null,
  };
}

const totalOf = (row: Row) => row.net.plus(row.tax).minus(row.discount).plus(row.compensation);
const positive = (amount: Money) => (amount.isNegative() ? money(0) : amount);
const cent = (amount: Money) => amount.toDecimalPlaces(2);
const text = (amount: Money) => moneyText(amount, 4);
