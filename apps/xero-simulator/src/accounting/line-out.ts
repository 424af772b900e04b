import type { DocumentLine } from "../state/books.ts";
import type { Fields } from "../wire/fields.ts";
import { digits, type JsonObject, type JsonValue, money } from "../wire/json.ts";

/** UnitAmount is written with 4 decimals only under unitdp=4. */
export function lineOut(line: DocumentLine, unitDecimals: 2 | 4): JsonObject {
  return {
    LineItemID: line.lineItemId,
    Description: line.description || undefined,
    Quantity: line.quantity === null ? undefined : digits(line.quantity, 4),
    UnitAmount: line.unitAmount === null ? undefined : digits(line.unitAmount, unitDecimals),
    ItemCode: line.itemCode ?? undefined,
    AccountCode: line.accountCode || undefined,
    AccountID: line.accountId ?? undefined,
    TaxType: line.taxType,
    TaxAmount: money(line.taxAmount),
    LineAmount: money(line.lineAmount),
    DiscountRate: line.discountRate === null ? undefined : digits(line.discountRate, 2),
    DiscountAmount: line.discountAmount === null ? undefined : money(line.discountAmount),
    Tracking: line.tracking.map((one) => ({
      TrackingCategoryID: one.trackingCategoryId,
      TrackingOptionID: one.trackingOptionId,
      Name: one.name,
      Option: one.option,
    })),
    ValidationErrors: [],
  };
}

const LINE_FIELDS = [
  "Description",
  "Quantity",
  "UnitAmount",
  "ItemCode",
  "AccountCode",
  "TaxType",
  "TaxAmount",
  "LineAmount",
  "DiscountRate",
  "DiscountAmount",
];

/** What was sent, under Xero's own spelling, for elements that were refused. */
export function echoDocument(element: Fields, names: readonly string[]): JsonObject {
  const sent = pick(element, names);
  const lines = element.list("LineItems");
  return {
    ...sent,
    Contact: element.raw("Contact"),
    LineItems: lines?.map((line) => ({ ...pick(line, LINE_FIELDS), ValidationErrors: [] })) ?? [],
  };
}

function pick(fields: Fields, names: readonly string[]): Record<string, JsonValue> {
  return Object.fromEntries(names.map((name) => [name, fields.raw(name)]));
}
