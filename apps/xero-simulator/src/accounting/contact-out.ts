import type { Address, Contact, PaymentTerm, Phone } from "../state/books.ts";
import { instantOut } from "../wire/dates.ts";
import type { JsonObject, JsonValue } from "../wire/json.ts";

/** A contact as Xero answers it (MergedToContactID only singly or with paging): both addresses and all four phones are always there. */
export function contactOut(
  contact: Contact,
  options: { isSummary?: boolean; tellsMerge?: boolean; hasAttachments?: boolean } = {},
): JsonObject {
  const core: JsonObject = {
    ContactID: contact.contactId,
    ContactNumber: contact.contactNumber ?? undefined,
    AccountNumber: contact.accountNumber ?? undefined,
    ContactStatus: contact.status,
    Name: contact.name,
    FirstName: contact.firstName,
    LastName: contact.lastName,
    CompanyNumber: contact.companyNumber,
    EmailAddress: contact.emailAddress,
    BankAccountDetails: "",
    TaxNumber: contact.taxNumber,
    Phones: PHONE_TYPES.map((type) => phoneOut(type, contact.phones)),
    UpdatedDateUTC: instantOut(contact.updatedAt),
    MergedToContactID: options.tellsMerge ? contact.mergedToContactId : undefined,
    HasAttachments: options.hasAttachments ?? false,
    HasValidationErrors: false,
  };
  if (options.isSummary) return core;
  return {
    ...core,
    Website: contact.website || undefined,
    AccountsReceivableTaxType: contact.accountsReceivableTaxType,
    AccountsPayableTaxType: contact.accountsPayableTaxType,
    Addresses: ADDRESS_TYPES.map((type) => addressOut(type, contact.addresses)),
    DefaultCurrency: contact.defaultCurrency ?? undefined,
    ContactGroups: [],
    ContactPersons: contact.contactPersons.map((person) => ({
      FirstName: person.firstName,
      LastName: person.lastName,
      EmailAddress: person.emailAddress,
      IncludeInEmails: person.includeInEmails,
    })),
    IsSupplier: contact.isSupplier,
    IsCustomer: contact.isCustomer,
    SalesTrackingCategories: [],
    PurchasesTrackingCategories: [],
    PaymentTerms: termsOut(contact.salesTerms, contact.billsTerms),
  };
}

const whole = new WeakMap<Contact, JsonObject>();

/** A contact as full documents carry it; a page of documents has the same one many times. */
export function contactInside(contact: Contact): JsonObject {
  const known = whole.get(contact) ?? contactOut(contact);
  whole.set(contact, known);
  return known;
}

/** What unpaged lists of documents say about their contact. */
export function contactStub(contact: Contact | undefined, contactId: string): JsonObject {
  return {
    ContactID: contactId,
    Name: contact?.name,
    Addresses: [],
    Phones: [],
    ContactGroups: [],
    ContactPersons: [],
    HasValidationErrors: false,
  };
}

export function termsOut(sales: PaymentTerm | null, bills: PaymentTerm | null): JsonValue {
  if (!sales && !bills) return undefined;
  const out = (term: PaymentTerm | null) => (term ? { Day: term.day, Type: term.type } : undefined);
  return { Sales: out(sales), Bills: out(bills) };
}

const ADDRESS_TYPES = ["STREET", "POBOX"] as const;
const PHONE_TYPES = ["DDI", "DEFAULT", "FAX", "MOBILE"] as const;

function addressOut(type: Address["type"], addresses: Address[]): JsonObject {
  const found = addresses.find((address) => address.type === type);
  const lines = Object.fromEntries(
    (found?.lines ?? []).map((line, index) => [`AddressLine${index + 1}`, line || undefined]),
  );
  return {
    AddressType: type,
    ...lines,
    City: found?.city ?? "",
    Region: found?.region ?? "",
    PostalCode: found?.postalCode ?? "",
    Country: found?.country ?? "",
    AttentionTo: found?.attentionTo || undefined,
  };
}

function phoneOut(type: Phone["type"], phones: Phone[]): JsonObject {
  const found = phones.find((phone) => phone.type === type);
  return {
    PhoneType: type,
    PhoneNumber: found?.number ?? "",
    PhoneAreaCode: found?.areaCode ?? "",
    PhoneCountryCode: found?.countryCode ?? "",
  };
}
