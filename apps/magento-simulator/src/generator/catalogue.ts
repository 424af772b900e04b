import { Decimal } from "decimal.js";

export type RateClass = "standard" | "reduced" | "zero";

export interface Product {
  sku: string;
  name: string;
  /** Pounds with the UK's tax in it, as a retail catalogue holds it. */
  retailPrice: string;
  /** Pounds without tax, as a trade catalogue holds it. */
  tradePrice: string;
  rateClass: RateClass;
  /** Sold by length or weight. */
  isDivisible?: true;
}

const standard = (sku: string, name: string, retailPrice: string, tradePrice: string): Product => ({
  sku,
  name,
  retailPrice,
  tradePrice,
  rateClass: "standard",
});

export const PRODUCTS: readonly Product[] = [
  standard("FF-LAMP-01", "Brass Desk Lamp", "84.00", "58.79"),
  standard("FF-MUG-BLU", "Stoneware Mug, Ocean Blue", "14.50", "7.25"),
  standard("FF-THROW-WL", "Lambswool Throw – Heather", "64.95", "41.15"),
  standard("FF-CANDLE-FG", "Fig & Cassis Candle 220g", "22.00", "12.10"),
  standard("FF-KNIFE-8", 'Chef’s Knife 8" Carbon Steel', "119.00", "83.33"),
  standard("FF-APRON-LN", "Linen Apron, Charcoal", "38.00", "21.67"),
  standard("FF-PLANT-06", "Terracotta Planter Ø 16 cm", "17.99", "9.49"),
  standard("FF-BOARD-OAK", "Oak Chopping Board", "45.00", "29.99"),
  standard("FF-SOAP-3", "Olive Oil Soap, set of 3", "11.95", "5.79"),
  standard("FF-CLOCK-WL", "Wall Clock, Walnut", "72.50", "46.04"),
  standard("FF-KETTLE-CU", "Copper Stove-top Kettle 1.6 L", "96.00", "67.20"),
  standard("FF-TRAY-BIR", "Birch Tray «Skärgård»", "34.00", "19.83"),
  standard("FF-GLASS-6", "Café Glasses, box of 6", "27.60", "16.45"),
  standard("FF-PEN-FNT", "Fountain Pen, Fine Nib", "31.25", "18.99"),
  standard("FF-BLIND-90", "Bamboo Blind 90 cm", "53.40", "33.10"),
  standard("FF-RUG-JUTE", "Jute Rug 120 × 180", "139.00", "94.17"),
  {
    sku: "FF-SEAT-CH",
    name: "Child Car Seat, Group 2",
    retailPrice: "126.00",
    tradePrice: "99.05",
    rateClass: "reduced",
  },
  {
    sku: "FF-GRAB-45",
    name: "Mobility Grab Rail 45 cm",
    retailPrice: "18.90",
    tradePrice: "13.45",
    rateClass: "reduced",
  },
  {
    sku: "FF-SEAT-BST",
    name: "Child Booster Seat",
    retailPrice: "31.50",
    tradePrice: "22.90",
    rateClass: "reduced",
  },
  {
    sku: "FF-BOOK-HERB",
    name: "The Kitchen Herb Garden (hardback)",
    retailPrice: "19.99",
    tradePrice: "11.99",
    rateClass: "zero",
  },
  {
    sku: "FF-BOOK-MEND",
    name: "Mend & Make Do",
    retailPrice: "12.50",
    tradePrice: "7.49",
    rateClass: "zero",
  },
  {
    sku: "FF-TEA-EARL",
    name: "Loose Leaf Earl Grey 125g",
    retailPrice: "8.75",
    tradePrice: "4.95",
    rateClass: "zero",
  },
  {
    sku: "FF-SLEEP-6M",
    name: "Organic Cotton Sleepsuit 6 m",
    retailPrice: "16.00",
    tradePrice: "9.20",
    rateClass: "zero",
  },
];

export const DIVISIBLE_PRODUCTS: readonly Product[] = [
  { ...standard("FF-LINEN-M", "Washed Linen, per metre", "24.00", "15.20"), isDivisible: true },
  { ...standard("FF-OILCLOTH-M", "Oilcloth “Meadow”, per metre", "19.20", "12.40"), isDivisible: true },
  { ...standard("FF-WEBBING-M", "Cotton Webbing, per metre", "2.40", "1.28"), isDivisible: true },
];

/** Rows that do not come to whole cents: 1.5 × 20.67. */
export const AWKWARD_DIVISIBLE_PRODUCTS: readonly Product[] = [
  { ...standard("FF-VELVET-M", "Cotton Velvet, per metre", "20.67", "13.37"), isDivisible: true },
];

export interface Configurable {
  name: string;
  retailPrice: string;
  tradePrice: string;
  rateClass: RateClass;
  variants: readonly { sku: string; name: string }[];
}

export const CONFIGURABLES: readonly Configurable[] = [
  {
    name: "Fisherman’s Jumper",
    retailPrice: "89.00",
    tradePrice: "52.50",
    rateClass: "standard",
    variants: ["S", "M", "L"].map((size) => ({
      sku: `FF-JUMPER-NVY-${size}`,
      name: `Fisherman’s Jumper-Navy-${size}`,
    })),
  },
  {
    name: "Children’s Wellington Boots",
    retailPrice: "24.00",
    tradePrice: "14.40",
    rateClass: "zero",
    variants: ["9", "10", "11"].map((size) => ({
      sku: `FF-WELLY-RED-${size}`,
      name: `Children’s Wellington Boots-Red-${size}`,
    })),
  },
];

export interface Bundle {
  sku: string;
  name: string;
  options: readonly { sku: string; each: number }[];
}

export const BUNDLES: readonly Bundle[] = [
  {
    sku: "FF-BNDL-BREW",
    name: "Slow Morning Bundle",
    options: [
      { sku: "FF-MUG-BLU", each: 2 },
      { sku: "FF-TEA-EARL", each: 1 },
      { sku: "FF-KETTLE-CU", each: 1 },
    ],
  },
  {
    sku: "FF-BNDL-COOK",
    name: "Cook’s Starter Bundle",
    options: [
      { sku: "FF-KNIFE-8", each: 1 },
      { sku: "FF-BOARD-OAK", each: 1 },
      { sku: "FF-APRON-LN", each: 1 },
      { sku: "FF-BOOK-HERB", each: 1 },
    ],
  },
];

const ALL_PRODUCTS = [...PRODUCTS, ...DIVISIBLE_PRODUCTS, ...AWKWARD_DIVISIBLE_PRODUCTS];

export function productBySku(sku: string): Product {
  const product = ALL_PRODUCTS.find((candidate) => candidate.sku === sku);
  if (!product) throw new Error(`No product ${sku}`);
  return product;
}

/** The product endpoint's answer. Ids are positions in the catalogue, from 1. */
export function findProduct(id: number) {
  const product = ALL_PRODUCTS[id - 1];
  if (!product) return undefined;
  return {
    magento_id: id,
    sku: product.sku,
    name: product.name,
    product_type: "simple",
    price: new Decimal(product.retailPrice).toNumber(),
    stock_qty: 100,
    manage_stock: true,
    tax_class: { standard: "2", reduced: "4", zero: "5" }[product.rateClass],
    website_ids: [1, 2],
    created_at: "2024-01-08T09:00:00Z",
    updated_at: "2026-09-14T11:30:00Z",
  };
}
