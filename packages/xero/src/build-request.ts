import type {
  ContactDraft,
  CreditNoteDraft,
  DraftLine,
  InvoiceDraft,
  PaymentDraft,
  RefundDraft,
} from "@counterfoil/core/draft";
import { money } from "@counterfoil/core/money";
import type { ContactChange, LedgerOperation, LedgerRequest } from "@counterfoil/core/ports";

/**
 * The request of one operation, in Xero's words. A function of its input alone: the same operation gives the same bytes.
 * Throws on drafts that Xero has no words for, which is a bug of the planner.
 */
export function buildRequest(operation: LedgerOperation): LedgerRequest {
  switch (operation.kind) {
    case "create":
      return create(operation);
    case "pay":
      return put("/Payments?summarizeErrors=false", { Payments: operation.items.map(payment) });
    case "allocate": {
      const { draft, creditNoteId, invoiceId } = operation;
      const allocation = {
        Amount: amount(draft.amount),
        Date: draft.date,
        Invoice: { InvoiceID: invoiceId },
      };
      return put(`/CreditNotes/${creditNoteId}/Allocations?summarizeErrors=false`, {
        Allocations: [allocation],
      });
    }
    case "update-contacts":
      return post("/Contacts?summarizeErrors=false", { Contacts: operation.items.map(contactChange) });
    case "rename":
      return operation.what === "invoice"
        ? post(`/Invoices/${operation.xeroId}?unitdp=4`, {
            Invoices: [{ InvoiceID: operation.xeroId, InvoiceNumber: operation.number }],
          })
        : post(`/CreditNotes/${operation.xeroId}?unitdp=4`, {
            CreditNotes: [{ CreditNoteID: operation.xeroId, CreditNoteNumber: operation.number }],
          });
    case "remove":
      return remove(operation);
    default:
      return operation satisfies never;
  }
}

/** A payment is deleted by its status; anything else about it cannot be changed. */
function remove(operation: Extract<LedgerOperation, { kind: "remove" }>): LedgerRequest {
  const { what, xeroId, status } = operation;
  switch (what) {
    case "invoice":
      return post(`/Invoices/${xeroId}?unitdp=4`, { Invoices: [{ InvoiceID: xeroId, Status: status }] });
    case "credit_note":
      return post(`/CreditNotes/${xeroId}?unitdp=4`, {
        CreditNotes: [{ CreditNoteID: xeroId, Status: status }],
      });
    case "payment":
      return post(`/Payments/${xeroId}`, { Status: status });
    default:
      return what satisfies never;
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
          const { contactNumber } = contact;
          return { Name: name ?? contact.name, ContactNumber: contactNumber, ...contactFields(contact) };
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

function payment({ draft, xeroId }: { draft: PaymentDraft | RefundDraft; xeroId: string }) {
  return {
    ...(draft.kind === "payment"
      ? { Invoice: { InvoiceID: xeroId } }
      : { CreditNote: { CreditNoteID: xeroId } }),
    Account: { AccountID: draft.accountId },
    Date: draft.date,
    Amount: amount(draft.amount),
    Reference: draft.reference,
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

function contactChange({ contactId, contactNumber, name, draft }: ContactChange) {
  return {
    ContactID: contactId,
    ...(contactNumber === null ? {} : { ContactNumber: contactNumber }),
    ...(name === null ? {} : { Name: name }),
    ...(draft === null ? {} : contactFields(draft)),
  };
}

function asContact(draft: Item["draft"]): ContactDraft {
  if (draft.kind !== "contact") throw new Error(`a contact call cannot carry a ${draft.kind}`);
  return draft;
}

/** What is absent stays as it is in Xero; an array that is sent replaces the one there. */
function contactFields(draft: ContactDraft) {
  return {
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
