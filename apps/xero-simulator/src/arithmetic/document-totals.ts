import { Decimal } from "decimal.js";
import type { DocumentLine, LineAmountTypes } from "../state/books.ts";
import { lineDiscount } from "./line-amounts.ts";

export interface DocumentTotals {
  subTotal: string;
  totalTax: string;
  total: string;
  totalDiscount: string;
}

/** Sums of lines that were each rounded already; gross lines carry their tax inside. */
export function documentTotals(lines: readonly DocumentLine[], types: LineAmountTypes): DocumentTotals {
  let amounts = new Decimal(0);
  let tax = new Decimal(0);
  let discount = new Decimal(0);
  for (const line of lines) {
    amounts = amounts.plus(line.lineAmount);
    tax = tax.plus(line.taxAmount);
    discount = discount.plus(discountOf(line));
  }
  const subTotal = types === "Inclusive" ? amounts.minus(tax) : amounts;
  return {
    subTotal: subTotal.toFixed(2),
    totalTax: tax.toFixed(2),
    total: subTotal.plus(tax).toFixed(2),
    totalDiscount: discount.toFixed(2),
  };
}

function discountOf(line: DocumentLine): Decimal {
  if (line.quantity === null || line.unitAmount === null) return new Decimal(0);
  if (line.discountRate === null && line.discountAmount === null) return new Decimal(0);
  return lineDiscount({
    quantity: new Decimal(line.quantity),
    unitAmount: new Decimal(line.unitAmount),
    discountRate: line.discountRate === null ? null : new Decimal(line.discountRate),
    discountAmount: line.discountAmount === null ? null : new Decimal(line.discountAmount),
  });
}
