import { Decimal } from "decimal.js";
import { createCarryingRounder, QUOTE_CARRY, roundCents } from "./money.ts";

export type TaxAlgorithm = "unit" | "row" | "total";

export interface TaxSettings {
  algorithm: TaxAlgorithm;
  taxAfterDiscount: boolean;
}

export interface TaxableItem {
  /** The carried remainder of unit and row calculation belongs to one item. */
  code: string;
  /** As the catalogue has it for this customer: with tax when `includesTax`. */
  unitPrice: Decimal;
  includesTax: boolean;
  quantity: Decimal;
  ratePercent: Decimal;
  /** Of the whole row, in the same reading as the price. */
  discount: Decimal;
}

export interface TaxedItem {
  /** Ex tax, before discount. */
  price: Decimal;
  rowTotal: Decimal;
  rowTax: Decimal;
  /** What the discount took from the tax that was inside the prices; on no wire. */
  compensation: Decimal;
}

type DeltaKind = "regular" | "before_discount";

/**
 * One run of Magento's tax calculation over the items of an order (or over its shipping, which is a run of its own).
 * "total" carries rounding remainders from item to item of one rate; "unit" and "row" carry none between items.
 */
export function createTaxCalculator(settings: TaxSettings): (item: TaxableItem) => TaxedItem {
  const rounders = new Map<string, (amount: Decimal) => Decimal>();
  const roundTax = (amount: Decimal, item: TaxableItem, kind: DeltaKind): Decimal => {
    const owner = settings.algorithm === "total" ? "" : item.code;
    const key = `${kind}|${owner}|${item.includesTax}|${item.ratePercent.toString()}`;
    const rounder = rounders.get(key) ?? createCarryingRounder(QUOTE_CARRY);
    rounders.set(key, rounder);
    return rounder(amount);
  };
  return (item) =>
    settings.algorithm === "unit" ? taxByUnit(item, settings, roundTax) : taxByRow(item, settings, roundTax);
}

type RoundTax = (amount: Decimal, item: TaxableItem, kind: DeltaKind) => Decimal;

function taxByUnit(item: TaxableItem, settings: TaxSettings, roundTax: RoundTax): TaxedItem {
  const unitPrice = roundCents(item.unitPrice);
  const firstKind = settings.taxAfterDiscount ? "before_discount" : "regular";
  const unitTaxInFull = roundTax(taxOn(unitPrice, item), item, firstKind);
  const price = item.includesTax ? unitPrice.minus(unitTaxInFull) : unitPrice;
  let unitTax = unitTaxInFull;
  if (!item.discount.isZero() && settings.taxAfterDiscount) {
    const taxable = Decimal.max(unitPrice.minus(item.discount.div(item.quantity)), 0);
    unitTax = roundTax(taxOn(taxable, item), item, "regular");
  }
  const compensation = item.includesTax ? unitTaxInFull.minus(unitTax).times(item.quantity) : new Decimal(0);
  return { price, rowTotal: price.times(item.quantity), rowTax: unitTax.times(item.quantity), compensation };
}

function taxByRow(item: TaxableItem, settings: TaxSettings, roundTax: RoundTax): TaxedItem {
  const unitPrice = roundCents(item.unitPrice);
  const row = unitPrice.times(item.quantity);
  const firstKind = settings.taxAfterDiscount ? "before_discount" : "regular";
  const rowTaxInFull = roundTax(taxOn(row, item), item, firstKind);
  const rowTotal = item.includesTax ? row.minus(rowTaxInFull) : row;
  const price = item.includesTax ? roundCents(rowTotal.div(item.quantity)) : unitPrice;
  let rowTax = rowTaxInFull;
  if (!item.discount.isZero() && settings.taxAfterDiscount) {
    const taxable = Decimal.max(row.minus(item.discount), 0);
    rowTax = roundTax(taxOn(taxable, item), item, "regular");
  }
  const compensation = item.includesTax ? rowTaxInFull.minus(rowTax) : new Decimal(0);
  return { price, rowTotal, rowTax, compensation };
}

function taxOn(amount: Decimal, item: TaxableItem): Decimal {
  const rate = item.ratePercent.div(100);
  return item.includesTax ? amount.times(rate).div(rate.plus(1)) : amount.times(rate);
}

/** A catalogue price with the store's tax in it, turned into what a customer of another rate pays, tax included. */
export function priceForRate(
  priceWithStoreTax: Decimal,
  { storeRatePercent, ratePercent }: { storeRatePercent: Decimal; ratePercent: Decimal },
): Decimal {
  if (storeRatePercent.equals(ratePercent)) return priceWithStoreTax;
  const net = priceWithStoreTax.div(storeRatePercent.div(100).plus(1));
  return roundCents(net.times(ratePercent.div(100).plus(1)));
}
