import { Decimal } from "decimal.js";
import { newId } from "../ids.ts";
import type { Books, DocumentLine } from "../state/books.ts";
import type { Fields } from "../wire/fields.ts";
import { findItem } from "./items.ts";

/** What a line says before it is priced; a null was not sent. */
export interface LineInput {
  lineItemId: string;
  description: string;
  quantity: Decimal | null;
  unitAmount: Decimal | null;
  lineAmount: Decimal | null;
  discountRate: Decimal | null;
  discountAmount: Decimal | null;
  taxType: string | null;
  taxAmount: Decimal | null;
  account: { code: string } | { id: string } | null;
  itemCode: string | null;
  tracking: DocumentLine["tracking"];
}

/** What was sent of a line, over what is known of it. */
export function inputFrom(
  fields: Fields,
  known: LineInput | null,
  tracking: DocumentLine["tracking"],
): LineInput {
  const accountId = fields.guid("AccountID");
  const accountCode = fields.text("AccountCode");
  const sentAccount =
    accountId !== undefined ? { id: accountId } : accountCode ? { code: accountCode } : null;
  return {
    lineItemId: known?.lineItemId ?? newId(),
    description: fields.text("Description") ?? known?.description ?? "",
    quantity: fields.decimal("Quantity") ?? known?.quantity ?? null,
    unitAmount: fields.decimal("UnitAmount") ?? known?.unitAmount ?? null,
    lineAmount: fields.decimal("LineAmount") ?? null,
    discountRate: nonZero(fields.decimal("DiscountRate")) ?? known?.discountRate ?? null,
    discountAmount: nonZero(fields.decimal("DiscountAmount")) ?? known?.discountAmount ?? null,
    taxType: fields.text("TaxType") || (known?.taxType ?? null),
    taxAmount: fields.decimal("TaxAmount") ?? null,
    account: sentAccount ?? known?.account ?? null,
    itemCode: fields.text("ItemCode") || (known?.itemCode ?? null),
    tracking,
  };
}

/** What a line leaves out, its item gives. */
export function fromItem(context: { books: Books; isSale: boolean }, input: LineInput): LineInput {
  const item = input.itemCode === null ? undefined : findItem(context.books, input.itemCode);
  if (!item) return input;
  const { unitPrice, accountCode, taxType } = context.isSale ? item.sales : item.purchase;
  return {
    ...input,
    description: input.description || (context.isSale ? item.description : item.purchaseDescription),
    quantity: input.quantity ?? new Decimal(1),
    unitAmount: input.unitAmount ?? (input.lineAmount || unitPrice === null ? null : new Decimal(unitPrice)),
    account: input.account ?? (accountCode === null ? null : { code: accountCode }),
    taxType: input.taxType ?? taxType,
  };
}

function nonZero(value: Decimal | undefined): Decimal | undefined {
  return value?.isZero() ? undefined : value;
}

/** A line as it stands, to be priced again. */
export function storedInput(line: DocumentLine): LineInput {
  const decimal = (text: string | null) => (text === null ? null : new Decimal(text));
  return {
    lineItemId: line.lineItemId,
    description: line.description,
    quantity: decimal(line.quantity),
    unitAmount: decimal(line.unitAmount),
    lineAmount: null,
    discountRate: decimal(line.discountRate),
    discountAmount: decimal(line.discountAmount),
    taxType: line.taxType === "NONE" ? null : line.taxType,
    taxAmount: null,
    account: line.accountId === null ? null : { id: line.accountId },
    itemCode: line.itemCode,
    tracking: line.tracking,
  };
}
