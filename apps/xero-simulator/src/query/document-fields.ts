import { amountDue, remainingCredit } from "../accounting/document-rules.ts";
import { type Books, type CreditNote, foldKey, type Invoice } from "../state/books.ts";
import type { QueryFields } from "./where.ts";

export function invoiceFields(books: Books): QueryFields<Invoice> {
  return {
    ...shared<Invoice>(books),
    InvoiceID: { kind: "guid", get: (one) => one.invoiceId },
    InvoiceNumber: {
      kind: "text",
      get: (one) => one.number,
      find: (number) => invoicesByNumber(books, [number]),
    },
    DueDate: { kind: "day", get: (one) => one.dueDate },
    AmountDue: { kind: "decimal", get: (one) => amountDue(one).toFixed(2) },
    AmountPaid: { kind: "decimal", get: (one) => one.amountPaid },
    AmountCredited: { kind: "decimal", get: (one) => one.amountCredited },
    Url: { kind: "text", get: (one) => one.url },
  };
}

/** Bills may share a number; the index also names those that had it once. */
export function invoicesByNumber(books: Books, numbers: Iterable<string>): Invoice[] {
  const folded = new Set([...numbers].map(foldKey));
  const { invoiceByNumber, billsByNumber } = books.index;
  const found = [...folded].flatMap((number) => [
    ...(invoiceByNumber.has(number) ? [invoiceByNumber.get(number) ?? ""] : []),
    ...(billsByNumber.get(number) ?? []),
  ]);
  return found
    .flatMap((id) => books.invoices.get(id) ?? [])
    .filter((invoice) => folded.has(foldKey(invoice.number)));
}

export function creditNoteFields(books: Books): QueryFields<CreditNote> {
  return {
    ...shared<CreditNote>(books),
    CreditNoteID: { kind: "guid", get: (one) => one.creditNoteId },
    CreditNoteNumber: { kind: "text", get: (one) => one.number },
    RemainingCredit: { kind: "decimal", get: (one) => remainingCredit(one).toFixed(2) },
  };
}

function shared<T extends Invoice | CreditNote>(books: Books): QueryFields<T> {
  return {
    Type: { kind: "choice", get: (one) => one.type },
    Status: { kind: "choice", get: (one) => one.status },
    Reference: { kind: "text", get: (one) => one.reference },
    Date: { kind: "day", get: (one) => one.date },
    Total: { kind: "decimal", get: (one) => one.total },
    SubTotal: { kind: "decimal", get: (one) => one.subTotal },
    TotalTax: { kind: "decimal", get: (one) => one.totalTax },
    CurrencyCode: { kind: "choice", get: (one) => one.currencyCode },
    UpdatedDateUTC: { kind: "instant", get: (one) => one.updatedAt },
    FullyPaidOnDate: { kind: "day", get: (one) => one.fullyPaidOn },
    "Contact.ContactID": { kind: "guid", get: (one) => one.contactId },
    "Contact.Name": { kind: "text", get: (one) => books.contacts.get(one.contactId)?.name ?? null },
    "Contact.ContactNumber": {
      kind: "text",
      get: (one) => books.contacts.get(one.contactId)?.contactNumber ?? null,
    },
  };
}
