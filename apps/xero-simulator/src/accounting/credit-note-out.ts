import type { Books, CreditNote } from "../state/books.ts";
import { dayOut, dayString, instantOut, instantString } from "../wire/dates.ts";
import { digits, type JsonObject, money } from "../wire/json.ts";
import { hasAttachments } from "./attachments.ts";
import { contactInside, contactStub } from "./contact-out.ts";
import { remainingCredit } from "./document-rules.ts";
import type { DocumentView } from "./invoice-out.ts";
import { lineOut } from "./line-out.ts";
import { paymentInside } from "./payment-out.ts";
import { allocationsOn, paymentsOn } from "./settlement.ts";

/** Amounts of credit notes are positive; `ID` is a twin of CreditNoteID. */
export function creditNoteOut(books: Books, note: CreditNote, view: DocumentView): JsonObject {
  const contact = books.contacts.get(note.contactId);
  const detail = view.detail ?? "full";
  const isFull = detail === "full";
  return {
    CreditNoteID: note.creditNoteId,
    CreditNoteNumber: note.number,
    ID: note.creditNoteId,
    Payments: detail === "summary" ? undefined : paymentsOn(books, note.creditNoteId).map(paymentInside),
    Allocations: detail === "summary" ? undefined : allocationsOf(books, note),
    Type: note.type,
    Reference: note.reference,
    SentToContact: note.sentToContact,
    CurrencyRate: digits(note.currencyRate, 6),
    RemainingCredit: money(remainingCredit(note)),
    AppliedAmount: money(note.amountAllocated),
    HasAttachments: detail === "summary" ? undefined : hasAttachments(books, note.creditNoteId),
    HasErrors: false,
    BrandingThemeID: note.brandingThemeId ?? undefined,
    Contact: isFull && contact ? contactInside(contact) : contactStub(contact, note.contactId),
    DateString: dayString(note.date),
    Date: dayOut(note.date),
    FullyPaidOnDate: note.fullyPaidOn === null ? undefined : dayOut(note.fullyPaidOn),
    Status: note.status,
    LineAmountTypes: note.lineAmountTypes,
    LineItems: isFull
      ? note.lines.map((line) => lineOut(line, view.unitDecimals))
      : detail === "list"
        ? []
        : undefined,
    SubTotal: money(note.subTotal),
    TotalTax: money(note.totalTax),
    Total: money(note.total),
    UpdatedDateUTC: instantOut(note.updatedAt),
    UpdatedDateUTCString: instantString(note.updatedAt),
    CurrencyCode: note.currencyCode,
  };
}

function allocationsOf(books: Books, note: CreditNote): JsonObject[] {
  return allocationsOn(books, note.creditNoteId).map((allocation) => ({
    AllocationID: allocation.allocationId,
    Amount: money(allocation.amount),
    Date: dayOut(allocation.date),
    Invoice: {
      InvoiceID: allocation.invoiceId,
      InvoiceNumber: books.invoices.get(allocation.invoiceId)?.number,
    },
    IsDeleted: false,
  }));
}
