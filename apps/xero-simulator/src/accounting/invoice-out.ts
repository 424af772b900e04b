import type { Books, Invoice } from "../state/books.ts";
import { dayOut, dayString, instantOut, instantString } from "../wire/dates.ts";
import { digits, type JsonObject, money } from "../wire/json.ts";
import { hasAttachments } from "./attachments.ts";
import { contactInside, contactStub } from "./contact-out.ts";
import { amountDue } from "./document-rules.ts";
import { lineOut } from "./line-out.ts";
import { paymentInside } from "./payment-out.ts";
import { allocationsOn, paymentsOn } from "./settlement.ts";

export interface DocumentView {
  unitDecimals: 2 | 4;
  /** Full, a list without paging (no lines, a contact stub), or summaryOnly. */
  detail?: "full" | "list" | "summary";
}

export function invoiceOut(books: Books, invoice: Invoice, view: DocumentView): JsonObject {
  const contact = books.contacts.get(invoice.contactId);
  const detail = view.detail ?? "full";
  const isFull = detail === "full";
  const withSettlements = detail !== "summary";
  return {
    Type: invoice.type,
    InvoiceID: invoice.invoiceId,
    InvoiceNumber: invoice.number,
    Reference: invoice.reference,
    Payments: withSettlements ? paymentsOn(books, invoice.invoiceId).map(paymentInside) : undefined,
    CreditNotes: withSettlements ? creditNotesOn(books, invoice) : undefined,
    Prepayments: withSettlements ? [] : undefined,
    Overpayments: withSettlements ? [] : undefined,
    AmountDue: money(amountDue(invoice)),
    AmountPaid: money(invoice.amountPaid),
    AmountCredited: money(invoice.amountCredited),
    Url: invoice.url ?? undefined,
    SentToContact: invoice.sentToContact,
    CurrencyRate: digits(invoice.currencyRate, 6),
    IsDiscounted: invoice.lines.some((line) => line.discountRate !== null || line.discountAmount !== null),
    TotalDiscount: invoice.totalDiscount === "0.00" ? undefined : money(invoice.totalDiscount),
    HasAttachments: withSettlements ? hasAttachments(books, invoice.invoiceId) : undefined,
    HasErrors: false,
    BrandingThemeID: invoice.brandingThemeId ?? undefined,
    Contact: isFull && contact ? contactInside(contact) : contactStub(contact, invoice.contactId),
    DateString: dayString(invoice.date),
    Date: dayOut(invoice.date),
    DueDateString: invoice.dueDate === null ? undefined : dayString(invoice.dueDate),
    DueDate: invoice.dueDate === null ? undefined : dayOut(invoice.dueDate),
    ExpectedPaymentDate:
      invoice.expectedPaymentDate === null ? undefined : dayOut(invoice.expectedPaymentDate),
    PlannedPaymentDate: invoice.plannedPaymentDate === null ? undefined : dayOut(invoice.plannedPaymentDate),
    FullyPaidOnDate: invoice.fullyPaidOn === null ? undefined : dayOut(invoice.fullyPaidOn),
    Status: invoice.status,
    LineAmountTypes: invoice.lineAmountTypes,
    LineItems: isFull
      ? invoice.lines.map((line) => lineOut(line, view.unitDecimals))
      : detail === "list"
        ? []
        : undefined,
    SubTotal: money(invoice.subTotal),
    TotalTax: money(invoice.totalTax),
    Total: money(invoice.total),
    UpdatedDateUTC: instantOut(invoice.updatedAt),
    UpdatedDateUTCString: instantString(invoice.updatedAt),
    CurrencyCode: invoice.currencyCode,
  };
}

/** The notes allocated to an invoice, each with what of it was used here. */
function creditNotesOn(books: Books, invoice: Invoice): JsonObject[] {
  return allocationsOn(books, invoice.invoiceId).map((allocation) => {
    const note = books.creditNotes.get(allocation.creditNoteId);
    return {
      CreditNoteID: allocation.creditNoteId,
      CreditNoteNumber: note?.number,
      ID: allocation.creditNoteId,
      AppliedAmount: money(allocation.amount),
      DateString: dayString(allocation.date),
      Date: dayOut(allocation.date),
      LineItems: [],
      Total: note ? money(note.total) : undefined,
      HasErrors: false,
    };
  });
}
