import { isGuid } from "../ids.ts";
import { creditNoteFields } from "../query/document-fields.ts";
import { listElements } from "../query/list-elements.ts";
import { flag, refuseUnknownParameters, unitDecimals } from "../query/parameters.ts";
import { type Books, type CreditNote, foldKey } from "../state/books.ts";
import type { Answer } from "../wire/answer.ts";
import { notImplemented, refuseNotFound } from "../wire/errors.ts";
import type { Fields } from "../wire/fields.ts";
import { type AccountingCall, type Endpoint, envelope } from "./accounting-call.ts";
import { allocations } from "./allocations.ts";
import { creditNoteOut } from "./credit-note-out.ts";
import { requestElements } from "./request-elements.ts";
import { writeBatch } from "./write-batch.ts";
import { writeCreditNote } from "./write-credit-note.ts";

const SHAPE = { plural: "CreditNotes", idField: "CreditNoteID", flag: "HasErrors" } as const;
const BODY = {
  plural: "CreditNotes",
  noun: "CreditNote",
  knownFields: [
    "Type",
    "CreditNoteID",
    "CreditNoteNumber",
    "Contact",
    "LineItems",
    "Status",
    "Reference",
    "Date",
    "BrandingThemeID",
    "LineAmountTypes",
    "CurrencyCode",
    "CurrencyRate",
  ],
} as const;
const WRITE_PARAMETERS = ["summarizeErrors", "unitdp"];

export const creditNotes: Endpoint = {
  name: "CreditNotes",
  scope: "invoices",
  handle: (call) => {
    const [key, ...deeper] = call.path;
    if (key !== undefined && deeper[0]?.toLowerCase() === "allocations") {
      return allocations(call, key, deeper.slice(1));
    }
    if (deeper.length > 0) return notImplemented();
    if (call.method === "GET") return key === undefined ? list(call) : one(call, key);
    if (call.method === "POST" && key !== undefined) return changeOne(call, key);
    if ((call.method === "PUT" || call.method === "POST") && key === undefined) return write(call);
    return notImplemented();
  },
};

function find(books: Books, key: string): CreditNote | undefined {
  const byId = isGuid(key) ? books.creditNotes.get(key.toLowerCase()) : undefined;
  return byId ?? books.creditNotes.get(books.index.creditNoteByNumber.get(foldKey(key)) ?? "");
}

function write(call: AccountingCall): Answer {
  refuseUnknownParameters(call, WRITE_PARAMETERS);
  const elements = requestElements(call, BODY);
  return writeBatch(call, SHAPE, elements, (fields) => {
    if (call.method === "PUT") return writeCreditNote(call, fields, null);
    const id = fields.guid("CreditNoteID");
    const target = id === undefined ? numbered(call.books, fields) : call.books.creditNotes.get(id);
    if (id !== undefined && !target) return refuseNotFound(call.switches.notFoundBody);
    return writeCreditNote(call, fields, target ?? null);
  });
}

function changeOne(call: AccountingCall, key: string): Answer {
  refuseUnknownParameters(call, WRITE_PARAMETERS);
  const target = find(call.books, key);
  if (!target) return refuseNotFound(call.switches.notFoundBody);
  const elements = requestElements(call, BODY).slice(0, 1);
  return writeBatch(call, SHAPE, elements, (fields) => writeCreditNote(call, fields, target));
}

function numbered(books: Books, fields: Fields): CreditNote | undefined {
  const number = fields.text("CreditNoteNumber");
  if (!number || fields.text("Type")?.toUpperCase() === "ACCPAYCREDIT") return undefined;
  return books.creditNotes.get(books.index.creditNoteByNumber.get(foldKey(number)) ?? "");
}

function one(call: AccountingCall, key: string): Answer {
  refuseUnknownParameters(call, ["unitdp"]);
  const note = find(call.books, key);
  if (!note) return refuseNotFound(call.switches.notFoundBody);
  return envelope(call, {
    CreditNotes: [creditNoteOut(call.books, note, { unitDecimals: unitDecimals(call) })],
  });
}

function list(call: AccountingCall): Answer {
  refuseUnknownParameters(call, ["where", "order", "page", "pageSize", "unitdp", "summaryOnly"]);
  const isSummary = flag(call, "summaryOnly");
  const listed = listElements(call, call.books.creditNotes, {
    fields: creditNoteFields(call.books),
    updatedAt: (note) => note.updatedAt,
    id: (note) => note.creditNoteId,
    pagingParameters: ["summaryOnly"],
  });
  const detail = isSummary ? "summary" : listed.isPaged ? "full" : "list";
  const view = { unitDecimals: unitDecimals(call), detail } as const;
  return envelope(
    call,
    { CreditNotes: listed.elements.map((note) => creditNoteOut(call.books, note, view)) },
    { pagination: listed.pagination },
  );
}
