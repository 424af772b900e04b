import { newId } from "../ids.ts";
import type { Address, Books, Contact, ContactPerson, PaymentTerm, Phone } from "../state/books.ts";
import { foldKey } from "../state/books.ts";
import type { Journal } from "../state/journal.ts";
import { saveContact } from "../state/save-document.ts";
import type { Fields } from "../wire/fields.ts";
import { contactProblems } from "./contact-rules.ts";

export type ContactWrite =
  | { contact: Contact; isCreated: boolean }
  | { errors: string[]; contactId: string | null };

interface WriteContext {
  books: Books;
  journal: Journal;
  now: number;
}

// REC-FAKE
export const ARCHIVED_CONTACT =
  "The specified contact details matched an archived contact. Archived contacts cannot currently be edited via the API.";

export function createContact(context: WriteContext, fields: Fields): ContactWrite {
  return store(context, { ...emptyContact(context.now), ...readContact(fields, null) }, true);
}

/** Fields that were not sent are kept; arrays that were sent replace what stood there. */
export function updateContact(context: WriteContext, existing: Contact, fields: Fields): ContactWrite {
  if (existing.status === "ARCHIVED") return { errors: [ARCHIVED_CONTACT], contactId: existing.contactId };
  const updated = { ...existing, ...readContact(fields, existing), updatedAt: context.now };
  return store(context, updated, false);
}

/** The contact a POST means: by ContactID, else ContactNumber, else the name of an active one. */
export function findContact(books: Books, fields: Fields): Contact | undefined {
  const id = fields.guid("ContactID");
  if (id !== undefined) return books.contacts.get(id);
  const number = fields.text("ContactNumber");
  const idByNumber = number ? books.index.contactByNumber.get(foldKey(number)) : undefined;
  if (idByNumber !== undefined) return books.contacts.get(idByNumber);
  const name = fields.text("Name");
  const idByName = name ? books.index.contactByActiveName.get(foldKey(name)) : undefined;
  return idByName === undefined ? undefined : books.contacts.get(idByName);
}

function store(context: WriteContext, contact: Contact, isCreated: boolean): ContactWrite {
  const errors = contactProblems(context.books, contact);
  if (errors.length > 0) return { errors, contactId: isCreated ? null : contact.contactId };
  saveContact(context.books, contact, context.journal);
  return { contact, isCreated };
}

function readContact(fields: Fields, existing: Contact | null): Partial<Contact> {
  const changes: Partial<Contact> = {};
  const text = <Name extends keyof Contact & TextField>(name: Name, wireName: string) => {
    const sent = fields.text(wireName);
    if (sent !== undefined) changes[name] = sent as Contact[Name];
  };
  text("name", "Name");
  text("firstName", "FirstName");
  text("lastName", "LastName");
  text("companyNumber", "CompanyNumber");
  text("emailAddress", "EmailAddress");
  text("taxNumber", "TaxNumber");
  text("website", "Website");
  text("accountsReceivableTaxType", "AccountsReceivableTaxType");
  text("accountsPayableTaxType", "AccountsPayableTaxType");
  const contactNumber = fields.text("ContactNumber");
  if (contactNumber !== undefined) changes.contactNumber = contactNumber === "" ? null : contactNumber;
  const accountNumber = fields.text("AccountNumber");
  if (accountNumber !== undefined) changes.accountNumber = accountNumber === "" ? null : accountNumber;
  const currency = fields.text("DefaultCurrency");
  if (currency !== undefined) changes.defaultCurrency = currency === "" ? null : currency.toUpperCase();
  const status = fields.choice("ContactStatus", ["ACTIVE", "ARCHIVED", "GDPRREQUEST"], "ContactStatus");
  if (status !== undefined) changes.status = status;

  const addresses = fields.list("Addresses");
  if (addresses) changes.addresses = mergeByType(existing?.addresses ?? [], addresses.map(readAddress));
  const phones = fields.list("Phones");
  if (phones) changes.phones = mergeByType(existing?.phones ?? [], phones.map(readPhone));
  const persons = fields.list("ContactPersons");
  if (persons) changes.contactPersons = persons.map(readPerson);
  const terms = fields.fields("PaymentTerms");
  if (terms?.has("Sales")) changes.salesTerms = readTerm(terms.fields("Sales"));
  if (terms?.has("Bills")) changes.billsTerms = readTerm(terms.fields("Bills"));
  return changes;
}

type TextField =
  | "name"
  | "firstName"
  | "lastName"
  | "companyNumber"
  | "emailAddress"
  | "taxNumber"
  | "website"
  | "accountsReceivableTaxType"
  | "accountsPayableTaxType";

/** Each type of address or phone has one place; one that was sent takes its place over. */
function mergeByType<T extends { type: string }>(existing: T[], sent: T[]): T[] {
  const byType = new Map(existing.map((one) => [one.type, one]));
  for (const one of sent) byType.set(one.type, one);
  return [...byType.values()];
}

function readAddress(fields: Fields): Address {
  return {
    type: fields.choice("AddressType", ["POBOX", "STREET"], "AddressType") ?? "POBOX",
    lines: [1, 2, 3, 4].map((line) => fields.text(`AddressLine${line}`) ?? ""),
    city: fields.text("City") ?? "",
    region: fields.text("Region") ?? "",
    postalCode: fields.text("PostalCode") ?? "",
    country: fields.text("Country") ?? "",
    attentionTo: fields.text("AttentionTo") ?? "",
  };
}

function readPhone(fields: Fields): Phone {
  return {
    type: fields.choice("PhoneType", ["DEFAULT", "DDI", "FAX", "MOBILE"], "PhoneType") ?? "DEFAULT",
    number: fields.text("PhoneNumber") ?? "",
    areaCode: fields.text("PhoneAreaCode") ?? "",
    countryCode: fields.text("PhoneCountryCode") ?? "",
  };
}

function readPerson(fields: Fields): ContactPerson {
  return {
    firstName: fields.text("FirstName") ?? "",
    lastName: fields.text("LastName") ?? "",
    emailAddress: fields.text("EmailAddress") ?? "",
    includeInEmails: fields.flag("IncludeInEmails") ?? false,
  };
}

const TERM_TYPES = ["DAYSAFTERBILLDATE", "DAYSAFTERBILLMONTH", "OFCURRENTMONTH", "OFFOLLOWINGMONTH"] as const;

function readTerm(fields: Fields | undefined): PaymentTerm | null {
  const type = fields?.choice("Type", TERM_TYPES, "PaymentTermType");
  const day = fields?.decimal("Day");
  return type === undefined || day === undefined ? null : { type, day: day.toNumber() };
}

function emptyContact(now: number): Contact {
  return {
    contactId: newId(),
    contactNumber: null,
    accountNumber: null,
    name: "",
    status: "ACTIVE",
    firstName: "",
    lastName: "",
    companyNumber: "",
    emailAddress: "",
    taxNumber: "",
    website: "",
    accountsReceivableTaxType: "",
    accountsPayableTaxType: "",
    defaultCurrency: null,
    salesTerms: null,
    billsTerms: null,
    addresses: [],
    phones: [],
    contactPersons: [],
    isCustomer: false,
    isSupplier: false,
    updatedAt: now,
  };
}
