import { isWithoutAmounts } from "../eligibility.ts";
import { type Money, money, moneyText } from "../money.ts";
import type { SaleLine } from "../sale.ts";
import type { Amounts } from "./attempt.ts";
import { MAX_DESCRIPTION, plainText } from "./text.ts";

/** Goods or shipping on their way to becoming a line. */
export type Entry = Amounts & {
  /** As an explanation names it. */
  label: string;
  description: string;
  quantity: Money;
  unitPrice: Money;
  accountCode: string | null;
  /** What the account is for, in words. */
  purpose: string;
  tracking: { name: string; option: string }[];
};

export const SHIPPING_DESCRIPTION = "Shipping";

/** The sale's lines that carry money, the dummies of composite products folded into them; all lines where none has money. */
export function goodsLines(
  lines: readonly SaleLine[],
): { line: SaleLine; position: number; options: string[] }[] {
  const numbered = lines.map((line, index) => ({ line, position: index + 1, options: [] as string[] }));
  const priced = numbered.filter(({ line }) => !isWithoutAmounts(line));
  if (priced.length === 0) return numbered;
  for (const [index, { line }] of numbered.entries()) {
    const parent = numbered[index - 1];
    if (!parent || !isWithoutAmounts(line) || isWithoutAmounts(parent.line)) continue;
    if (parent.line.sku === line.sku && parent.line.name !== line.name) parent.options.push(line.name);
  }
  return priced;
}

/** Name, options on following lines, then (SKU), which is never cut: credit memos find their invoice's line by it. */
export function lineDescription(
  line: Pick<SaleLine, "name" | "sku">,
  input: { options?: readonly string[]; room?: number } = {},
): string {
  const { options = [], room = MAX_DESCRIPTION } = input;
  const sku = skuSuffix(line.sku);
  const name = plainText([line.name, ...options].join("\n"), {
    max: Math.max(0, room - sku.length - QUANTITY_ROOM),
    isMultiline: true,
  });
  return [name, sku].filter((part) => part !== "").join("\n") || "Item";
}

/** "(SKU)", as it ends a line's description; empty where there is none. */
export function skuSuffix(sku: string): string {
  const text = plainText(sku, { max: 200 });
  return text === "" ? "" : `(${text})`;
}

/** Magento's numbers of a line: net before discount, and what its total is short of net and tax. */
export function goodsAmounts(line: SaleLine): Omit<Amounts, "given"> & Pick<Entry, "quantity" | "unitPrice"> {
  const net = money(line.lineSubtotal);
  const tax = money(line.lineTax);
  const quantity = money(line.qty);
  return {
    role: "goods",
    net,
    tax,
    discount: net.plus(tax).minus(line.lineTotal),
    units: quantity.abs(),
    quantity,
    unitPrice: money(line.unitPrice),
  };
}

/** The same of shipping, as one unit; null where none was charged. */
export function shippingAmounts(input: {
  amount: string;
  tax: string;
  discount: Money;
}): (Omit<Amounts, "given"> & Pick<Entry, "quantity" | "unitPrice">) | null {
  const net = money(input.amount);
  const tax = money(input.tax);
  if (net.isZero() && tax.isZero() && input.discount.isZero()) return null;
  return {
    role: "shipping",
    net,
    tax,
    discount: input.discount,
    units: money(1),
    quantity: money(1),
    unitPrice: net,
  };
}

/** The Magento numbers of an entry, for its explanation. */
export function numbersOf(entry: Entry): string {
  const parts = [`net ${moneyText(entry.net, entry.net.decimalPlaces() > 2 ? 4 : 2)}`];
  if (!entry.discount.isZero()) parts.push(`discount ${shown(entry.discount)}`);
  parts.push(`tax ${shown(entry.tax)}`);
  return `${entry.label}: ${parts.join(", ")}`;
}

/** An amount at two places, or four where two would hide something. */
export function shown(amount: Money): string {
  return moneyText(amount, amount.decimalPlaces() > 2 ? 4 : 2);
}

/** Left for "12.5000 × " before a description. */
const QUANTITY_ROOM = 24;
