import { isGuid } from "../ids.ts";
import { invoiceFields, invoicesByNumber } from "../query/document-fields.ts";
import { listElements } from "../query/list-elements.ts";
import {
  choiceList,
  flag,
  idList,
  parameter,
  refuseUnknownParameters,
  textList,
  unitDecimals,
} from "../query/parameters.ts";
import { type Books, foldKey, type Invoice } from "../state/books.ts";
import type { Answer } from "../wire/answer.ts";
import { notImplemented, refuseNotFound } from "../wire/errors.ts";
import type { Fields } from "../wire/fields.ts";
import { type AccountingCall, type Endpoint, envelope } from "./accounting-call.ts";
import { STATUS_NAMES } from "./document-rules.ts";
import { invoiceOut } from "./invoice-out.ts";
import { requestElements } from "./request-elements.ts";
import { writeBatch } from "./write-batch.ts";
import { writeInvoice } from "./write-invoice.ts";

const SHAPE = { plural: "Invoices", idField: "InvoiceID", flag: "HasErrors" } as const;
const BODY = {
  plural: "Invoices",
  noun: "Invoice",
  knownFields: [
    "Type",
    "InvoiceID",
    "InvoiceNumber",
    "Contact",
    "LineItems",
    "Status",
    "Reference",
    "DueDate",
    "Date",
    "Url",
    "SentToContact",
    "BrandingThemeID",
    "ExpectedPaymentDate",
    "PlannedPaymentDate",
    "LineAmountTypes",
    "CurrencyCode",
    "CurrencyRate",
  ],
} as const;
const WRITE_PARAMETERS = ["summarizeErrors", "unitdp"];
const LIST_PARAMETERS = [
  "where",
  "order",
  "page",
  "pageSize",
  "IDs",
  "InvoiceNumbers",
  "ContactIDs",
  "Statuses",
  "createdByMyApp",
  "searchTerm",
  "summaryOnly",
  "includeArchived",
  "unitdp",
];

export const invoices: Endpoint = {
  name: "Invoices",
  scope: "invoices",
  handle: (call) => {
    const [key, ...deeper] = call.path;
    if (deeper.length > 0) return notImplemented();
    if (call.method === "GET") return key === undefined ? list(call) : one(call, key);
    if (call.method === "POST" && key !== undefined) return changeOne(call, key);
    if ((call.method === "PUT" || call.method === "POST") && key === undefined) return write(call);
    return notImplemented();
  },
};

/** By id, or by number for sales invoices, which own theirs. */
export function findInvoice(books: Books, key: string): Invoice | undefined {
  const byId = isGuid(key) ? books.invoices.get(key.toLowerCase()) : undefined;
  return byId ?? books.invoices.get(books.index.invoiceByNumber.get(foldKey(key)) ?? "");
}

/** PUT only creates; POST changes what its id or number names, else creates. */
function write(call: AccountingCall): Answer {
  refuseUnknownParameters(call, WRITE_PARAMETERS);
  const elements = requestElements(call, BODY);
  return writeBatch(call, SHAPE, elements, (fields) => {
    if (call.method === "PUT") return writeInvoice(call, fields, null);
    const id = fields.guid("InvoiceID");
    const target = id === undefined ? numbered(call.books, fields) : call.books.invoices.get(id);
    if (id !== undefined && !target) return refuseNotFound(call.switches.notFoundBody);
    return writeInvoice(call, fields, target ?? null);
  });
}

function changeOne(call: AccountingCall, key: string): Answer {
  refuseUnknownParameters(call, WRITE_PARAMETERS);
  const target = findInvoice(call.books, key);
  if (!target) return refuseNotFound(call.switches.notFoundBody);
  const elements = requestElements(call, BODY).slice(0, 1);
  return writeBatch(call, SHAPE, elements, (fields) => writeInvoice(call, fields, target));
}

function numbered(books: Books, fields: Fields): Invoice | undefined {
  const number = fields.text("InvoiceNumber");
  if (!number || fields.choice("Type", ["ACCREC", "ACCPAY"], "InvoiceType") === "ACCPAY") return undefined;
  return books.invoices.get(books.index.invoiceByNumber.get(foldKey(number)) ?? "");
}

function one(call: AccountingCall, key: string): Answer {
  refuseUnknownParameters(call, ["unitdp"]);
  const invoice = findInvoice(call.books, key);
  if (!invoice) return refuseNotFound(call.switches.notFoundBody);
  return envelope(call, {
    Invoices: [invoiceOut(call.books, invoice, { unitDecimals: unitDecimals(call) })],
  });
}

function list(call: AccountingCall): Answer {
  refuseUnknownParameters(call, LIST_PARAMETERS);
  const isSummary = flag(call, "summaryOnly");
  const listed = listElements(call, candidates(call), {
    fields: invoiceFields(call.books),
    updatedAt: (invoice) => invoice.updatedAt,
    id: (invoice) => invoice.invoiceId,
    passes: filterOf(call),
    pagingParameters: ["Statuses", "summaryOnly"],
  });
  const detail = isSummary ? "summary" : listed.isPaged ? "full" : "list";
  const view = { unitDecimals: unitDecimals(call), detail } as const;
  return envelope(
    call,
    { Invoices: listed.elements.map((invoice) => invoiceOut(call.books, invoice, view)) },
    { pagination: listed.pagination },
  );
}

/** Ids and numbers are looked up; the rest is filtered, all of it where neither is given. */
function candidates(call: AccountingCall): ReadonlyMap<string, Invoice> | Invoice[] {
  const { books } = call;
  const ids = idList(call, "IDs");
  const numbers = textList(call, "InvoiceNumbers");
  if (!ids) return numbers ? invoicesByNumber(books, numbers) : books.invoices;
  const found = [...ids].flatMap((id) => books.invoices.get(id) ?? []);
  if (!numbers) return found;
  const folded = new Set([...numbers].map(foldKey));
  return found.filter((invoice) => folded.has(foldKey(invoice.number)));
}

/** The filters beside `where`; undefined when there is none. */
function filterOf(call: AccountingCall): ((invoice: Invoice) => boolean) | undefined {
  const contactIds = idList(call, "ContactIDs");
  const statuses = choiceList(call, "Statuses", STATUS_NAMES);
  flag(call, "includeArchived"); // what is archived are contacts, and their invoices are listed anyway
  const isOwn = flag(call, "createdByMyApp");
  const term = parameter(call, "searchTerm")?.toLowerCase();
  if (!contactIds && !statuses && !isOwn && term === undefined) return undefined;
  return (invoice) =>
    (!contactIds || contactIds.has(invoice.contactId)) &&
    (!statuses || statuses.has(invoice.status)) &&
    (!isOwn || invoice.clientId === call.clientId) &&
    (term === undefined ||
      [invoice.number, invoice.reference].some((text) => text.toLowerCase().includes(term)));
}
