import type { Books, CreditNote, Invoice, Payment } from "../state/books.ts";
import { dayOut, dayString, instantOut, instantString } from "../wire/dates.ts";
import { digits, type JsonObject, money } from "../wire/json.ts";
import { contactStub } from "./contact-out.ts";
import { amountDue, remainingCredit } from "./document-rules.ts";

export function paymentType(books: Books, payment: Payment): string {
  if (payment.invoiceId !== null) {
    return books.invoices.get(payment.invoiceId)?.type === "ACCPAY" ? "ACCPAYPAYMENT" : "ACCRECPAYMENT";
  }
  const note = books.creditNotes.get(payment.creditNoteId ?? "");
  return note?.type === "ACCPAYCREDIT" ? "APCREDITPAYMENT" : "ARCREDITPAYMENT";
}

/** A payment as the Payments endpoint answers it, with the document it settles as it now stands. */
export function paymentOut(books: Books, payment: Payment): JsonObject {
  const invoice = books.invoices.get(payment.invoiceId ?? "");
  const note = books.creditNotes.get(payment.creditNoteId ?? "");
  const account = books.accounts.find((one) => one.accountId === payment.accountId);
  return {
    PaymentID: payment.paymentId,
    Date: dayOut(payment.date),
    BankAmount: money(payment.bankAmount),
    Amount: money(payment.amount),
    Reference: payment.reference || undefined,
    CurrencyRate: digits(payment.currencyRate, 6),
    PaymentType: paymentType(books, payment),
    Status: payment.status,
    UpdatedDateUTC: instantOut(payment.updatedAt),
    UpdatedDateUTCString: instantString(payment.updatedAt),
    HasAccount: true,
    IsReconciled: payment.isReconciled,
    Account: account
      ? { AccountID: account.accountId, Code: account.code || undefined, Name: account.name }
      : undefined,
    Invoice: invoice ? paidInvoice(books, invoice) : undefined,
    CreditNote: note ? refundedNote(books, note) : undefined,
    HasValidationErrors: false,
  };
}

/** A payment as invoices and credit notes list it. */
export function paymentInside(payment: Payment): JsonObject {
  return {
    PaymentID: payment.paymentId,
    Date: dayOut(payment.date),
    Amount: money(payment.amount),
    Reference: payment.reference || undefined,
    CurrencyRate: digits(payment.currencyRate, 6),
    HasAccount: false,
    HasValidationErrors: false,
  };
}

function paidInvoice(books: Books, invoice: Invoice): JsonObject {
  return {
    Type: invoice.type,
    InvoiceID: invoice.invoiceId,
    InvoiceNumber: invoice.number,
    Reference: invoice.reference,
    Payments: [],
    CreditNotes: [],
    Prepayments: [],
    Overpayments: [],
    AmountDue: money(amountDue(invoice)),
    AmountPaid: money(invoice.amountPaid),
    AmountCredited: money(invoice.amountCredited),
    Total: money(invoice.total),
    IsDiscounted: false,
    HasErrors: false,
    Contact: contactStub(books.contacts.get(invoice.contactId), invoice.contactId),
    DateString: dayString(invoice.date),
    Date: dayOut(invoice.date),
    Status: invoice.status,
    LineItems: [],
    CurrencyCode: invoice.currencyCode,
  };
}

function refundedNote(books: Books, note: CreditNote): JsonObject {
  return {
    CreditNoteID: note.creditNoteId,
    ID: note.creditNoteId,
    CreditNoteNumber: note.number,
    Type: note.type,
    RemainingCredit: money(remainingCredit(note)),
    Total: money(note.total),
    HasErrors: false,
    Contact: contactStub(books.contacts.get(note.contactId), note.contactId),
    DateString: dayString(note.date),
    Date: dayOut(note.date),
    Status: note.status,
    LineItems: [],
    CurrencyCode: note.currencyCode,
  };
}
