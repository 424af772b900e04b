import { isGuid, ZERO_ID } from "../ids.ts";
import { listElements } from "../query/list-elements.ts";
import { flag, idList, parameter, refuseUnknownParameters } from "../query/parameters.ts";
import type { QueryFields } from "../query/where.ts";
import { type Books, type Contact, foldKey } from "../state/books.ts";
import type { Answer } from "../wire/answer.ts";
import { internalError, notImplemented, refuseNotFound } from "../wire/errors.ts";
import type { Fields } from "../wire/fields.ts";
import type { JsonObject } from "../wire/json.ts";
import { type AccountingCall, type Endpoint, envelope } from "./accounting-call.ts";
import { hasAttachments } from "./attachments.ts";
import { contactOut } from "./contact-out.ts";
import { requestElements } from "./request-elements.ts";
import { type ElementResult, writeBatch } from "./write-batch.ts";
import { createContact, findContact, updateContact } from "./write-contact.ts";

const SHAPE = { plural: "Contacts", idField: "ContactID", flag: "HasValidationErrors" } as const;
const BODY = {
  plural: "Contacts",
  noun: "Contact",
  knownFields: [
    "ContactID",
    "ContactNumber",
    "AccountNumber",
    "Name",
    "ContactStatus",
    "FirstName",
    "LastName",
    "EmailAddress",
    "TaxNumber",
    "CompanyNumber",
    "Addresses",
    "Phones",
    "ContactPersons",
    "PaymentTerms",
    "DefaultCurrency",
  ],
} as const;

export const contacts: Endpoint = {
  name: "Contacts",
  scope: "contacts",
  handle: (call) => {
    const [key, ...deeper] = call.path;
    if (deeper.length > 0) return notImplemented();
    if (call.method === "GET") return key === undefined ? list(call) : one(call, key);
    if (call.method === "POST" && key !== undefined) return changeOne(call, key);
    // RECORDED: PUT on a single contact gives Xero's 500, not a 501.
    if (call.method === "PUT" && key !== undefined) return internalError();
    if (call.method === "PUT" || call.method === "POST") return write(call);
    return notImplemented();
  },
};

function find(books: Books, key: string): Contact | undefined {
  const byId = isGuid(key) ? books.contacts.get(key.toLowerCase()) : undefined;
  return byId ?? books.contacts.get(books.index.contactByNumber.get(foldKey(key)) ?? "");
}

function write(call: AccountingCall): Answer {
  refuseUnknownParameters(call, ["summarizeErrors"]);
  const elements = requestElements(call, BODY);
  return writeBatch(call, SHAPE, elements, (fields) => {
    const target = call.method === "POST" ? findContact(call.books, fields) : undefined;
    if (call.method === "POST" && fields.guid("ContactID") !== undefined && !target) {
      return refuseNotFound(call.switches.notFoundBody);
    }
    return writeOne(call, fields, target);
  });
}

function changeOne(call: AccountingCall, key: string): Answer {
  refuseUnknownParameters(call, ["summarizeErrors"]);
  const target = find(call.books, key);
  if (!target) return refuseNotFound(call.switches.notFoundBody);
  const elements = requestElements(call, BODY).slice(0, 1);
  return writeBatch(call, SHAPE, elements, (fields) => writeOne(call, fields, target));
}

function writeOne(call: AccountingCall, fields: Fields, target: Contact | undefined): ElementResult {
  const context = { books: call.books, journal: call.journal, now: call.now };
  const written = target ? updateContact(context, target, fields) : createContact(context, fields);
  if ("errors" in written) {
    const echo = Object.fromEntries(BODY.knownFields.map((name) => [name, fields.raw(name)]));
    return { isOk: false, errors: written.errors, id: written.contactId ?? ZERO_ID, echo };
  }
  return { isOk: true, isCreated: written.isCreated, warnings: [], element: shown(call, written.contact) };
}

function one(call: AccountingCall, key: string): Answer {
  refuseUnknownParameters(call, []);
  const contact = find(call.books, key);
  if (!contact) return refuseNotFound(call.switches.notFoundBody);
  return envelope(call, { Contacts: [shown(call, contact, { tellsMerge: true })] });
}

function shown(
  call: AccountingCall,
  contact: Contact,
  view: { isSummary?: boolean; tellsMerge?: boolean } = {},
): JsonObject {
  return contactOut(contact, { ...view, hasAttachments: hasAttachments(call.books, contact.contactId) });
}

function list(call: AccountingCall): Answer {
  refuseUnknownParameters(call, [
    "where",
    "order",
    "page",
    "pageSize",
    "IDs",
    "includeArchived",
    "searchTerm",
    "summaryOnly",
  ]);
  const isSummary = flag(call, "summaryOnly");
  const listed = listElements(call, candidates(call), {
    fields: FIELDS,
    updatedAt: (contact) => contact.updatedAt,
    id: (contact) => contact.contactId,
    passes: filterOf(call),
  });
  const view = { isSummary, tellsMerge: listed.isPaged };
  return envelope(
    call,
    { Contacts: listed.elements.map((contact) => shown(call, contact, view)) },
    { pagination: listed.pagination },
  );
}

function candidates(call: AccountingCall): ReadonlyMap<string, Contact> | Contact[] {
  const { contacts: all } = call.books;
  const ids = idList(call, "IDs");
  return ids ? [...ids].flatMap((id) => all.get(id) ?? []) : all;
}

function filterOf(call: AccountingCall): (contact: Contact) => boolean {
  const includesArchived = flag(call, "includeArchived");
  const term = parameter(call, "searchTerm")?.toLowerCase();
  return (contact) =>
    (includesArchived || contact.status !== "ARCHIVED") && (term === undefined || mentions(contact, term));
}

function mentions(contact: Contact, term: string): boolean {
  const { name, firstName, lastName, contactNumber, companyNumber, emailAddress } = contact;
  return [name, firstName, lastName, contactNumber ?? "", companyNumber, emailAddress].some((text) =>
    text.toLowerCase().includes(term),
  );
}

const FIELDS: QueryFields<Contact> = {
  ContactID: { kind: "guid", get: (one) => one.contactId },
  ContactNumber: { kind: "text", get: (one) => one.contactNumber },
  AccountNumber: { kind: "text", get: (one) => one.accountNumber },
  ContactStatus: { kind: "choice", get: (one) => one.status },
  Name: { kind: "text", get: (one) => one.name },
  FirstName: { kind: "text", get: (one) => one.firstName },
  LastName: { kind: "text", get: (one) => one.lastName },
  EmailAddress: { kind: "text", get: (one) => one.emailAddress },
  TaxNumber: { kind: "text", get: (one) => one.taxNumber },
  IsCustomer: { kind: "flag", get: (one) => one.isCustomer },
  IsSupplier: { kind: "flag", get: (one) => one.isSupplier },
  UpdatedDateUTC: { kind: "instant", get: (one) => one.updatedAt },
};
