import type { ContactDraft, CreditNoteDraft, DraftLine, InvoiceDraft } from "@counterfoil/core/draft";
import { money } from "@counterfoil/core/money";
import type { LedgerOperation, LedgerRequest } from "@counterfoil/core/ports";

/**
 * The request of one operation, in Xero's words. A function of its input alone: the same operation gives the same bytes.
 * Throws on drafts that Xero has no words for, which is a bug of the planner.
 */
export function buildRequest(operation: LedgerOperation): LedgerRequest {
  switch (operation.kind) {
    case "create":
      return create(operation);
    case "update-contact": {
      const name = operation.name === null ? {} : { Name: operation.name };
      const fields = contactFields(asContact(operation.draft));
      return post(`/Contacts/${operation.contactId}`, {
        Contacts: [{ ContactID: operation.contactId, ...name, ...fields }],
      });
    }
    case "rename":
      return operation.what === "invoice"
        ? post(`/Invoices/${operation.xeroId}?unitdp=4`, {
            Invoices: [{ InvoiceID: operation.xeroId, InvoiceNumber: operation.number }],
          })
        : post(`/CreditNotes/${operation.xeroId}?unitdp=4`, {
            CreditNotes: [{ CreditNoteID: operation.xeroId, CreditNoteNumber: operation.number }],
          });
    case "remove":
      return operation.what === "invoice"
        ? post(`/Invoices/${operation.xeroId}?unitdp=4`, {
            Invoices: [{ InvoiceID: operation.xeroId, Status: operation.status }],
          })
        : post(`/CreditNotes/${operation.xeroId}?unitdp=4`, {
            CreditNotes: [{ CreditNoteID: operation.xeroId, Status: operation.status }],
          });
    default:
      return operation satisfies never;
  }
}

type Create = Extract<LedgerOperation, { kind: "create" }>;
type Item = Create["items"][number];

function create({ what, items }: Create): LedgerRequest {
  switch (what) {
    case "contact":
      return put("/Contacts?summarizeErrors=false", {
        Contacts: items.map(({ draft, name }) => {
          const contact = asContact(draft);
          return { Name: name ?? contact.name, ...contactFields(contact) };
        }),
      });
    case "invoice":
      return put("/Invoices?summarizeErrors=false&unitdp=4", { Invoices: items.map(invoice) });
    case "credit_note":
      return put("/CreditNotes?summarizeErrors=false&unitdp=4", { CreditNotes: items.map(creditNote) });
    default:
      return what satisfies never;
  }
}

function put(path: string, body: unknown): LedgerRequest {
  return { method: "PUT", path, body: JSON.stringify(body) };
}

function post(path: string, body: unknown): LedgerRequest {
  return { method: "POST", path, body: JSON.stringify(body) };
}

function invoice(item: Item) {
  const { draft } = item;
  if (draft.kind !== "invoice") throw new Error(`an invoice call cannot carry a ${draft.kind}`);
  return {
    Type: "ACCREC",
    InvoiceNumber: draft.number,
    ...documentFields(item, draft),
    DueDate: draft.dueDate,
    ...(draft.url === "" ? {} : { Url: draft.url }),
    // On anything but an approved invoice Xero ignores it, with a warning.
    ...(draft.sentToContact && draft.status === "AUTHORISED" ? { SentToContact: true } : {}),
    LineItems: draft.lines.map(line),
  };
}

function creditNote(item: Item) {
  const { draft } = item;
  if (draft.kind !== "credit_note") throw new Error(`a credit note call cannot carry a ${draft.kind}`);
  if (draft.lines.some(({ discountAmount }) => discountAmount !== null && !money(discountAmount).isZero())) {
    throw new Error("credit notes have no line discounts in Xero");
  }
  return {
    Type: "ACCRECCREDIT",
    CreditNoteNumber: draft.number,
    ...documentFields(item, draft),
    LineItems: draft.lines.map((each) => line({ ...each, discountAmount: null })),
  };
}

function documentFields(item: Item, draft: InvoiceDraft | CreditNoteDraft) {
  if (item.contactId === null) throw new Error("a document needs its contact's id");
  return {
    // The id and nothing else: any other field here would change the contact.
    Contact: { ContactID: item.contactId },
    Reference: draft.reference,
    Date: draft.date,
    Status: draft.status,
    LineAmountTypes: draft.lineAmountTypes,
    CurrencyCode: draft.currencyCode,
    ...(draft.currencyRate === null ? {} : { CurrencyRate: Number(draft.currencyRate) }),
    ...(draft.brandingThemeId === null ? {} : { BrandingThemeID: draft.brandingThemeId }),
  };
}

function line(draft: DraftLine) {
  if (draft.accountCode === null && money(draft.unitAmount).isZero())
    return { Description: draft.description };
  return {
    Description: draft.description,
    Quantity: amount(draft.quantity),
    UnitAmount: amount(draft.unitAmount),
    ...(draft.discountAmount === null ? {} : { DiscountAmount: amount(draft.discountAmount) }),
    ...(draft.accountCode === null ? {} : { AccountCode: draft.accountCode }),
    ...(draft.taxType === null ? {} : { TaxType: draft.taxType }),
    ...(draft.taxAmount === null ? {} : { TaxAmount: amount(draft.taxAmount) }),
    ...(draft.tracking.length === 0
      ? {}
      : { Tracking: draft.tracking.map(({ name, option }) => ({ Name: name, Option: option })) }),
  };
}

function asContact(draft: Item["draft"]): ContactDraft {
  if (draft.kind !== "contact") throw new Error(`a contact call cannot carry a ${draft.kind}`);
  return draft;
}

/** What is absent stays as it is in Xero; an array that is sent replaces the one there. */
function contactFields(draft: ContactDraft) {
  return {
    ContactNumber: draft.contactNumber,
    ...(draft.firstName === null ? {} : { FirstName: draft.firstName }),
    ...(draft.lastName === null ? {} : { LastName: draft.lastName }),
    ...(draft.emailAddress === null ? {} : { EmailAddress: draft.emailAddress }),
    ...(draft.phone === null ? {} : { Phones: [{ PhoneType: "DEFAULT", PhoneNumber: draft.phone }] }),
    ...(draft.addresses.length === 0 ? {} : { Addresses: draft.addresses.map(address) }),
  };
}

function address(draft: ContactDraft["addresses"][number]) {
  return {
    AddressType: draft.addressType,
    AddressLine1: draft.addressLine1,
    AddressLine2: draft.addressLine2,
    AddressLine3: draft.addressLine3,
    AddressLine4: draft.addressLine4,
    City: draft.city,
    Region: draft.region,
    PostalCode: draft.postalCode,
    Country: draft.country,
  };
}

/** A JSON number of at most 4 places. Xero's largest amount has 14 digits, which a double holds exactly enough. */
function amount(text: string): number {
  const value = Number(text);
  if (!money(value).equals(money(text)))
    throw new RangeError("an amount has more digits than JSON can carry");
  return value;
}
