import { isGuid, newId, ZERO_ID } from "../ids.ts";
import { listElements } from "../query/list-elements.ts";
import { refuseUnknownParameters, unitDecimals } from "../query/parameters.ts";
import type { QueryFields } from "../query/where.ts";
import type { Books, Item, ItemPrice } from "../state/books.ts";
import { setEntry } from "../state/journal.ts";
import type { Answer } from "../wire/answer.ts";
import { instantOut } from "../wire/dates.ts";
import { notImplemented, refuseNotFound } from "../wire/errors.ts";
import type { Fields } from "../wire/fields.ts";
import { digits, type JsonObject } from "../wire/json.ts";
import { type AccountingCall, type Endpoint, envelope } from "./accounting-call.ts";
import { tooLong } from "./contact-rules.ts";
import { requestElements } from "./request-elements.ts";
import { type ElementResult, writeBatch } from "./write-batch.ts";

const SHAPE = { plural: "Items", idField: "ItemID", flag: "HasValidationErrors" } as const;
const BODY = {
  plural: "Items",
  noun: "Item",
  knownFields: ["ItemID", "Code", "Name", "Description", "PurchaseDescription"],
} as const;

export const items: Endpoint = {
  name: "Items",
  scope: "settings",
  otherScope: "invoices",
  handle: (call) => {
    const [key, ...deeper] = call.path;
    if (deeper.length > 0) return notImplemented();
    if (call.method === "GET") return key === undefined ? list(call) : one(call, key);
    if (call.method === "POST" && key !== undefined) return changeOne(call, key);
    const isWrite = call.method === "PUT" || call.method === "POST";
    return isWrite && key === undefined ? write(call) : notImplemented();
  },
};

export function findItem(books: Books, code: string): Item | undefined {
  for (const item of books.items.values()) if (item.code === code) return item;
  return undefined;
}

/** PUT only creates; POST changes what its id or code names, else creates. */
function write(call: AccountingCall): Answer {
  refuseUnknownParameters(call, ["summarizeErrors", "unitdp"]);
  return writeBatch(call, SHAPE, requestElements(call, BODY), (fields) => {
    const code = fields.text("Code") ?? "";
    const holder = findItem(call.books, code);
    const target =
      call.method === "POST" ? (call.books.items.get(fields.guid("ItemID") ?? "") ?? holder) : undefined;
    return store(call, fields, target, holder);
  });
}

function changeOne(call: AccountingCall, key: string): Answer {
  refuseUnknownParameters(call, ["summarizeErrors", "unitdp"]);
  const target = find(call.books, key);
  if (!target) return refuseNotFound(call.switches.notFoundBody);
  const elements = requestElements(call, BODY).slice(0, 1);
  return writeBatch(call, SHAPE, elements, (fields) =>
    store(call, fields, target, findItem(call.books, fields.text("Code") ?? "")),
  );
}

function find(books: Books, key: string): Item | undefined {
  return (isGuid(key) ? books.items.get(key.toLowerCase()) : undefined) ?? findItem(books, key);
}

function store(
  call: AccountingCall,
  fields: Fields,
  target: Item | undefined,
  holder: Item | undefined,
): ElementResult {
  const item: Item = {
    itemId: target?.itemId ?? newId(),
    code: fields.text("Code") ?? target?.code ?? "",
    name: fields.text("Name") ?? target?.name ?? "",
    description: fields.text("Description") ?? target?.description ?? "",
    purchaseDescription: fields.text("PurchaseDescription") ?? target?.purchaseDescription ?? "",
    sales: price(fields.fields("SalesDetails"), target?.sales),
    purchase: price(fields.fields("PurchaseDetails"), target?.purchase),
    updatedAt: call.now,
  };
  // UNVERIFIED texts; the lengths are OFFICIAL
  const errors = [
    ...(item.code === "" ? ["Code is required for an Item."] : []),
    ...(holder && holder.itemId !== item.itemId ? [`Item code '${item.code}' already exists.`] : []),
    ...(item.code.length > 30 ? [tooLong("Code", 30)] : []),
    ...(item.name.length > 50 ? [tooLong("Name", 50)] : []),
    ...(item.description.length > 4_000 ? [tooLong("Description", 4_000)] : []),
  ];
  if (errors.length > 0) {
    const echo = Object.fromEntries(BODY.knownFields.map((name) => [name, fields.raw(name)]));
    return { isOk: false, errors, id: target?.itemId ?? ZERO_ID, echo };
  }
  setEntry(call.books.items, item.itemId, item, call.journal);
  return { isOk: true, isCreated: !target, warnings: [], element: itemOut(item, unitDecimals(call)) };
}

function price(fields: Fields | undefined, before: ItemPrice | undefined): ItemPrice {
  return {
    unitPrice: fields?.decimal("UnitPrice")?.toFixed(4) ?? before?.unitPrice ?? null,
    accountCode: fields?.text("AccountCode") ?? before?.accountCode ?? null,
    taxType: fields?.text("TaxType") ?? before?.taxType ?? null,
  };
}

function one(call: AccountingCall, key: string): Answer {
  refuseUnknownParameters(call, ["unitdp"]);
  const item = find(call.books, key);
  if (!item) return refuseNotFound(call.switches.notFoundBody);
  return envelope(call, { Items: [itemOut(item, unitDecimals(call))] });
}

function list(call: AccountingCall): Answer {
  refuseUnknownParameters(call, ["where", "order", "unitdp"]);
  const listed = listElements(call, call.books.items, {
    fields: FIELDS,
    updatedAt: (item) => item.updatedAt,
    id: (item) => item.itemId,
  });
  return envelope(call, { Items: listed.elements.map((item) => itemOut(item, unitDecimals(call))) });
}

function itemOut(item: Item, places: 2 | 4): JsonObject {
  const details = ({ unitPrice, accountCode, taxType }: ItemPrice): JsonObject => ({
    UnitPrice: unitPrice === null ? undefined : digits(unitPrice, places),
    AccountCode: accountCode ?? undefined,
    TaxType: taxType ?? undefined,
  });
  return {
    ItemID: item.itemId,
    Code: item.code,
    Name: item.name || undefined,
    Description: item.description || undefined,
    PurchaseDescription: item.purchaseDescription || undefined,
    SalesDetails: details(item.sales),
    PurchaseDetails: details(item.purchase),
    IsTrackedAsInventory: false,
    IsSold: true,
    IsPurchased: true,
    UpdatedDateUTC: instantOut(item.updatedAt),
  };
}

const FIELDS: QueryFields<Item> = {
  ItemID: { kind: "guid", get: (one) => one.itemId },
  Code: { kind: "text", get: (one) => one.code },
  Name: { kind: "text", get: (one) => one.name },
  UpdatedDateUTC: { kind: "instant", get: (one) => one.updatedAt },
};
