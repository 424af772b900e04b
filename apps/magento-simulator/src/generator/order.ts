import { Decimal } from "decimal.js";
import { asStored, createCarryingRounder, QUOTE_CARRY, roundCents, sum } from "./money.ts";
import { type BasketLine, chooseLines } from "./order-lines.ts";
import { AUTHORISE_ONLY_METHOD } from "./payment-methods.ts";
import { guest, type Person, registeredCustomer } from "./people.ts";
import { createRandom, type Random } from "./random.ts";
import type { OrderRecipe } from "./scenarios.ts";
import { STORE_VIEWS, type StoreView, UK_RATES } from "./store-views.ts";
import { createTaxCalculator, priceForRate, type TaxAlgorithm, type TaxSettings } from "./tax-calculation.ts";

/** The money of a line or of the shipping; amounts ex tax before discount, as the order's columns hold them. */
export interface Charge {
  amount: Decimal;
  tax: Decimal;
  discount: Decimal;
  compensation: Decimal;
}

export interface OrderItem extends Charge {
  sku: string;
  name: string;
  quantity: Decimal;
  price: Decimal;
}

export interface Order {
  view: StoreView;
  person: Person;
  items: OrderItem[];
  shipping: Charge;
  surcharge: { amount: Decimal; tax: Decimal };
  giftCard: Decimal;
  storeCredit: Decimal;
  method: string;
  poNumber: string | null;
  gatewayTransactionId: string | null;
  gatewayMetadata: string[];
}

const ALGORITHMS: readonly TaxAlgorithm[] = ["unit", "row", "total"];
const SHIPPING_PRICES: Record<string, readonly string[]> = {
  GBP: ["3.95", "4.95", "6.50", "0"],
  EUR: ["9.90", "12.50"],
  JPY: ["1900", "2400"],
};

/** The order behind a document. The key is all it depends on, so it can be built again when it is refunded. */
export function buildOrder(recipe: OrderRecipe, { seed, key }: { seed: string; key: string }): Order {
  const random = createRandom(`${seed}/order/${key}`);
  const view = STORE_VIEWS[recipe.view];
  const isGuest = recipe.buyer === "guest" || (recipe.buyer === "either" && random.chance(0.45));
  const person = isGuest ? guest(random, recipe.market) : registeredCustomer(seed, recipe.pool, random);
  const settings: TaxSettings = {
    algorithm: random.pick(recipe.algorithms ?? ALGORITHMS),
    taxAfterDiscount: recipe.taxAfterDiscount ?? true,
  };
  const items = priceItems(random, { recipe, view, settings });
  const shipping = priceShipping(random, { recipe, view, settings });
  const surcharge = surchargeOf(recipe, items);
  const total = sum([...items, shipping].map(chargeTotal))
    .plus(surcharge.amount)
    .plus(surcharge.tax);
  return {
    view,
    person,
    items,
    shipping,
    surcharge,
    giftCard: recipe.tender === "gift_card" ? giftCardFor(random, total) : new Decimal(0),
    storeCredit: recipe.tender === "store_credit" ? total : new Decimal(0),
    ...payBy(random, recipe, total),
  };
}

export const chargeTotal = (charge: Charge): Decimal =>
  charge.amount.plus(charge.tax).minus(charge.discount).plus(charge.compensation);

const ratePercent = (recipe: OrderRecipe, rateClass: BasketLine["rateClass"]): Decimal => {
  const isDomestic = recipe.market === "uk";
  return new Decimal(recipe.rates?.[rateClass] ?? (isDomestic ? UK_RATES[rateClass] : "0"));
};

interface Pricing {
  recipe: OrderRecipe;
  view: StoreView;
  settings: TaxSettings;
}

function priceItems(random: Random, { recipe, view, settings }: Pricing): OrderItem[] {
  const calculate = createTaxCalculator(settings);
  const basket = chooseLines(random, recipe, view).map((line) => {
    const rate = ratePercent(recipe, line.rateClass);
    const storeRatePercent = new Decimal(UK_RATES[line.rateClass]);
    const unitPrice = view.catalogIncludesTax
      ? priceForRate(line.cataloguePrice, { storeRatePercent, ratePercent: rate })
      : line.cataloguePrice;
    return { line, rate, unitPrice, row: roundCents(unitPrice).times(line.quantity) };
  });
  const discounts = discountsOf(
    random,
    recipe,
    basket.map(({ row }) => row),
  );
  const items = basket.map(({ line, rate, unitPrice }, index): OrderItem & { code: string } => {
    const discount = discounts[index] ?? new Decimal(0);
    const taxed = calculate({
      code: line.code,
      unitPrice,
      includesTax: view.catalogIncludesTax,
      quantity: line.quantity,
      ratePercent: rate,
      discount,
    });
    return {
      code: line.code,
      sku: line.sku,
      name: line.name,
      quantity: line.quantity,
      price: asStored(taxed.price),
      amount: asStored(taxed.rowTotal),
      tax: asStored(taxed.rowTax),
      discount: asStored(discount),
      compensation: asStored(taxed.compensation),
    };
  });
  return items.map(({ code, ...item }) => ({ ...item, price: bundlePrice(code) ?? item.price }));

  function bundlePrice(code: string): Decimal | null {
    const line = basket.find((candidate) => candidate.line.code === code)?.line;
    if (!line?.parts) return null;
    const parts = items.filter((item) => line.parts?.includes(item.code));
    return sum(parts.map((part) => part.price.times(part.quantity).div(line.quantity)));
  }
}

// A percentage is taken row by row with its remainder carried; a fixed sum is shared out, the last row taking the rest.
function discountsOf(random: Random, recipe: OrderRecipe, rows: Decimal[]): Decimal[] {
  const { discount } = recipe;
  if (!discount) return rows.map(() => new Decimal(0));
  if ("percent" in discount) {
    const share = new Decimal(random.pick(discount.percent)).div(100);
    const round = createCarryingRounder(QUOTE_CARRY);
    return rows.map((row) => round(row.times(share)));
  }
  const whole = Decimal.min(discount.fixed, sum(rows));
  let left = whole;
  const lastWithValue = rows.findLastIndex((row) => !row.isZero());
  return rows.map((row, index) => {
    const part = index === lastWithValue ? left : roundCents(whole.times(row).div(sum(rows)));
    left = left.minus(part);
    return part;
  });
}

// Shipping is taxed in a run of its own, so it shares no remainders with the goods.
function priceShipping(random: Random, { recipe, view, settings }: Pricing): Charge {
  const isFree = recipe.tender === "free";
  const listed = new Decimal(isFree ? "0" : random.pick(SHIPPING_PRICES[view.currency] ?? ["0"]));
  const includesTax = recipe.shippingIncludesTax ?? view.shippingIncludesTax;
  const rate = ratePercent(recipe, "standard");
  const unitPrice = includesTax
    ? priceForRate(listed, { storeRatePercent: new Decimal(UK_RATES.standard), ratePercent: rate })
    : listed;
  const exactDiscount = unitPrice.times(recipe.shippingDiscountPercent ?? "0").div(100);
  const discount = recipe.isShippingDiscountRounded === false ? exactDiscount : roundCents(exactDiscount);
  const one = new Decimal(1);
  const taxed = createTaxCalculator(settings)({
    code: "shipping",
    unitPrice,
    includesTax,
    quantity: one,
    ratePercent: rate,
    discount,
  });
  return {
    amount: asStored(taxed.rowTotal),
    tax: asStored(taxed.rowTax),
    discount: asStored(discount),
    compensation: asStored(taxed.compensation),
  };
}

function surchargeOf(recipe: OrderRecipe, items: OrderItem[]): Order["surcharge"] {
  const each = new Decimal(recipe.surchargeEach ?? "0");
  const amount = each.times(
    sum(items.map((item) => (item.amount.isZero() ? new Decimal(0) : item.quantity))),
  );
  return { amount, tax: roundCents(amount.times(ratePercent(recipe, "standard")).div(100)) };
}

// A card never covers all of it: that would be a sale paid wholly by gift card.
function giftCardFor(random: Random, total: Decimal): Decimal {
  const cards = ["10", "20", "25", "50"]
    .map((value) => new Decimal(value))
    .filter((card) => card.lessThan(total));
  return cards.length > 0 ? random.pick(cards) : roundCents(total.div(2));
}

type Tender = Pick<Order, "method" | "poNumber" | "gatewayTransactionId" | "gatewayMetadata">;

function payBy(random: Random, recipe: OrderRecipe, total: Decimal): Tender {
  const offline = { poNumber: null, gatewayTransactionId: null, gatewayMetadata: [] };
  if (recipe.tender === "store_credit" || total.isZero()) return { method: "free", ...offline };
  if (recipe.tender !== "authorised" && recipe.pool === "trade") {
    const method = random.pick(["purchaseorder", "banktransfer", "purchaseorder", "checkmo"]);
    const poNumber = method === "purchaseorder" ? `PO-${random.integer(1000, 9999)}/26` : null;
    return { method, ...offline, poNumber };
  }
  if (recipe.tender !== "authorised" && random.chance(0.15)) return { method: "checkmo", ...offline };
  const method =
    recipe.tender === "authorised"
      ? AUTHORISE_ONLY_METHOD
      : random.pick(["stripe_payments", "paypal_express"]);
  return {
    method,
    poNumber: null,
    gatewayTransactionId:
      method === "stripe_payments" ? `ch_3${random.hex(23)}` : random.hex(17).toUpperCase(),
    gatewayMetadata: ["visa", String(random.integer(1000, 9999)), "authorised"],
  };
}
