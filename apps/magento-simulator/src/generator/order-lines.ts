import { Decimal } from "decimal.js";
import {
  AWKWARD_DIVISIBLE_PRODUCTS,
  BUNDLES,
  CONFIGURABLES,
  DIVISIBLE_PRODUCTS,
  PRODUCTS,
  productBySku,
  type RateClass,
} from "./catalogue.ts";
import { roundCents } from "./money.ts";
import type { Random } from "./random.ts";
import type { OrderRecipe } from "./scenarios.ts";
import type { StoreView } from "./store-views.ts";

/** A line as it stands in the basket, before any tax. Dummies carry no money: another line does. */
export interface BasketLine {
  code: string;
  sku: string;
  name: string;
  quantity: Decimal;
  /** As the store view's catalogue has it, in the order's currency; with the store's tax when the view says so. */
  cataloguePrice: Decimal;
  rateClass: RateClass;
  role: "own" | "variant" | "bundle";
  /** The lines that a bundle's price is made of. */
  parts?: string[];
}

/** Fills a basket by the recipe: the same random gives the same basket. */
export function chooseLines(random: Random, recipe: OrderRecipe, view: StoreView): BasketLine[] {
  const basket: Omit<BasketLine, "code">[] = [];
  const goods = recipe.goods ?? "plain";
  const count = random.integer(...recipe.lines);
  const products = PRODUCTS.filter((product) => recipe.classes.includes(product.rateClass));

  const addProduct = (product: Priced & { sku: string; name: string }, quantity: Decimal) =>
    basket.push({
      sku: product.sku,
      name: product.name,
      quantity,
      cataloguePrice: priceIn(view, product),
      rateClass: product.rateClass,
      role: "own",
    });

  if (goods === "configurable") addConfigurable();
  if (goods === "bundle") addBundle();
  for (let index = 0; index < count; index++) {
    if (goods === "divisible") addProduct(random.pick(DIVISIBLE_PRODUCTS), quarters());
    else if (goods === "awkward") addProduct(random.pick(AWKWARD_DIVISIBLE_PRODUCTS), new Decimal("1.5"));
    else if (goods === "sample") addSample();
    else addProduct(random.pick(products), pieces());
  }
  return basket.map((line, index) => ({ ...line, code: `item-${index}` }));

  function pieces(): Decimal {
    return new Decimal(
      view.catalogue === "trade" ? random.integer(1, 24) : random.pick([1, 1, 1, 2, 2, 3, 6]),
    );
  }
  // Quarter metres of prices that are multiples of four pence: rows come to whole pence.
  function quarters(): Decimal {
    return new Decimal(random.integer(2, 21)).div(4);
  }
  function addSample(): void {
    const product = random.pick(PRODUCTS);
    const free = { retailPrice: "0", tradePrice: "0", rateClass: product.rateClass };
    addProduct({ ...free, sku: `${product.sku}-SAMPLE`, name: `${product.name} (sample)` }, new Decimal(1));
  }
  // The parent has the variant's sku and all of the money; the variant is repeated without any.
  function addConfigurable(): void {
    const configurable = random.pick(CONFIGURABLES);
    const variant = random.pick(configurable.variants);
    const quantity = pieces();
    addProduct({ ...configurable, sku: variant.sku }, quantity);
    basket.push({
      ...variant,
      quantity,
      cataloguePrice: new Decimal(0),
      rateClass: configurable.rateClass,
      role: "variant",
    });
  }
  // With dynamic prices the parts have the money and the bundle shows a price without a row.
  function addBundle(): void {
    const bundle = random.pick(BUNDLES);
    const quantity = new Decimal(random.integer(1, 2));
    const parts = bundle.options.map((_option, index) => `item-${basket.length + 1 + index}`);
    basket.push({
      sku: bundle.sku,
      name: bundle.name,
      quantity,
      cataloguePrice: new Decimal(0),
      rateClass: "standard",
      role: "bundle",
      parts,
    });
    for (const option of bundle.options) addProduct(productBySku(option.sku), quantity.times(option.each));
  }
}

interface Priced {
  retailPrice: string;
  tradePrice: string;
  rateClass: RateClass;
}

// Yen prices are set by hand, in tens; the other currencies are pounds converted to the cent.
function priceIn(view: StoreView, product: Priced): Decimal {
  const pounds = new Decimal(view.catalogue === "trade" ? product.tradePrice : product.retailPrice);
  const converted = pounds.times(view.baseToOrderRate);
  return view.currency === "JPY" ? converted.div(10).round().times(10) : roundCents(converted);
}
