import type { RateClass } from "./catalogue.ts";
import type { CustomerPool, Market } from "./people.ts";
import type { StoreViewName } from "./store-views.ts";
import type { TaxAlgorithm } from "./tax-calculation.ts";

export interface OrderRecipe {
  kind: "invoice";
  view: StoreViewName;
  market: Market;
  pool: CustomerPool;
  buyer: "registered" | "guest" | "either";
  lines: readonly [fewest: number, most: number];
  classes: readonly RateClass[];
  goods?: "plain" | "divisible" | "awkward" | "configurable" | "bundle" | "sample";
  /** Percent per rate class where the buyer's country is not taxed like the UK. Left out: UK rates, zero outside. */
  rates?: Record<RateClass, string>;
  discount?: { percent: readonly string[] } | { fixed: string };
  /** What the promotion takes off the shipping, in percent of it. */
  shippingDiscountPercent?: string;
  isShippingDiscountRounded?: false;
  /** Left out: as the store view has it. */
  shippingIncludesTax?: boolean;
  taxAfterDiscount?: false;
  algorithms?: readonly TaxAlgorithm[];
  tender?: "gift_card" | "store_credit" | "authorised" | "free";
  surchargeEach?: string;
  /** One part of an order at a time. */
  isPartial?: true;
  /** Whether a credit memo may refund it: not where tenders or surcharges hide in its total. */
  isRefundable?: boolean;
}

export interface RefundRecipe {
  kind: "creditmemo";
  share: "full" | "partial" | "none";
  refundsShipping: boolean;
  adjustmentPositive?: string;
  adjustmentNegative?: string;
  /** False: refunded from the order, so that the memo names no invoice. */
  hasInvoice: boolean;
}

export type Recipe = OrderRecipe | RefundRecipe;

const ALL_CLASSES = ["standard", "reduced", "zero"] as const;

const retail = {
  kind: "invoice",
  view: "retail",
  market: "uk",
  pool: "uk",
  buyer: "either",
  lines: [1, 4],
  classes: ["standard"],
  isRefundable: true,
} as const satisfies OrderRecipe;

const trade = {
  ...retail,
  view: "trade",
  pool: "trade",
  buyer: "registered",
  lines: [2, 6],
} as const satisfies OrderRecipe;

const refund = {
  kind: "creditmemo",
  share: "full",
  refundsShipping: true,
  hasInvoice: true,
} as const satisfies RefundRecipe;

export const SCENARIOS = {
  retail,
  trade,
  "mixed-rates": { ...retail, lines: [3, 6], classes: ALL_CLASSES },
  "many-lines": { ...trade, lines: [14, 30], classes: ALL_CLASSES },
  fractional: { ...retail, lines: [1, 3], goods: "divisible" },
  "discount-trade": { ...trade, discount: { percent: ["5", "10", "12.5"] } },
  "discount-retail": { ...retail, discount: { percent: ["10", "15", "20"] }, isRefundable: false },
  "discount-fixed": { ...trade, lines: [2, 5], discount: { fixed: "10.00" } },
  "shipping-discount": { ...trade, shippingDiscountPercent: "50", isRefundable: false },
  configurable: { ...retail, goods: "configurable" },
  bundle: { ...retail, lines: [1, 2], goods: "bundle" },
  export: { ...retail, market: "world", pool: "world" },
  euro: { ...retail, view: "europe", market: "eu", pool: "eu" },
  yen: { ...retail, view: "japan", market: "jp", pool: "jp", lines: [1, 3] },
  partial: { ...trade, lines: [2, 5], isPartial: true, isRefundable: false },
  authorised: { ...retail, tender: "authorised", isRefundable: false },
  "gift-card": { ...retail, lines: [2, 4], tender: "gift_card", isRefundable: false },
  "store-credit": { ...retail, tender: "store_credit", isRefundable: false },
  "free-sample": { ...retail, lines: [1, 3], goods: "sample", tender: "free", isRefundable: false },
  "full-discount": { ...retail, discount: { percent: ["100"] }, isRefundable: false },
  "shipping-discount-retail": {
    ...retail,
    discount: { percent: ["10", "25"] },
    shippingDiscountPercent: "100",
    isRefundable: true,
  },
  "mixed-inclusive": {
    ...retail,
    shippingIncludesTax: false,
    discount: { percent: ["15"] },
    shippingDiscountPercent: "15",
  },
  "tax-before-discount": { ...trade, discount: { percent: ["10"] }, taxAfterDiscount: false },
  "unrounded-shipping": {
    ...trade,
    shippingDiscountPercent: "12.5",
    isShippingDiscountRounded: false,
    isRefundable: false,
  },
  "awkward-fraction": { ...trade, lines: [1, 3], goods: "awkward", isRefundable: false },
  "unit-tax": { ...trade, lines: [3, 8], algorithms: ["unit"] },
  "odd-rates": {
    ...retail,
    view: "trade",
    classes: ALL_CLASSES,
    market: "world",
    pool: "world",
    rates: { standard: "13", reduced: "7.5", zero: "8.25" },
    algorithms: ["unit", "total"],
  },
  "eu-vat": {
    ...retail,
    view: "europe",
    market: "eu",
    pool: "eu",
    classes: ALL_CLASSES,
    rates: { standard: "19", reduced: "7", zero: "0" },
  },
  surcharge: { ...retail, surchargeEach: "1.50", isRefundable: false },
  "full-refund": refund,
  "partial-refund": { ...refund, share: "partial", refundsShipping: false },
  "refund-goodwill": { ...refund, share: "partial", refundsShipping: false, adjustmentPositive: "2.50" },
  "return-with-fee": { ...refund, refundsShipping: false, adjustmentNegative: "3.95" },
  "refund-from-order": { ...refund, hasInvoice: false },
  "adjustment-only": { ...refund, share: "none", refundsShipping: false, adjustmentPositive: "5.00" },
} as const satisfies Record<string, Recipe>;

export type ScenarioName = keyof typeof SCENARIOS;

export const SCENARIO_NAMES = Object.keys(SCENARIOS) as ScenarioName[];

export const recipeOf = (name: ScenarioName): Recipe => SCENARIOS[name];

export type MixName = "demo" | "wide";

/** How many of each a shuffled deck of documents holds. `demo` comes to 40: an honest UK shop with a few surprises. */
export const MIXES: Record<MixName, Partial<Record<ScenarioName, number>>> = {
  demo: {
    retail: 6,
    trade: 3,
    "mixed-rates": 2,
    "many-lines": 1,
    fractional: 1,
    "discount-trade": 2,
    "discount-retail": 3,
    "shipping-discount": 1,
    configurable: 1,
    bundle: 1,
    export: 2,
    euro: 2,
    yen: 1,
    partial: 2,
    authorised: 1,
    "gift-card": 1,
    "store-credit": 1,
    "free-sample": 1,
    "full-refund": 3,
    "partial-refund": 2,
    "refund-goodwill": 1,
    "return-with-fee": 1,
    "refund-from-order": 1,
  },
  wide: Object.fromEntries(SCENARIO_NAMES.map((name) => [name, 1])),
};
