import { Decimal } from "decimal.js";
import type { Allocation, Books, CreditNote, Invoice, Payment } from "../state/books.ts";
import type { Journal } from "../state/journal.ts";
import { saveCreditNote, saveInvoice } from "../state/save-document.ts";
import { amountDue, remainingCredit } from "./document-rules.ts";

interface Settlement {
  journal: Journal;
  now: number;
  /** The day it happens, for FullyPaidOnDate. */
  day: string;
}

/** Adds to what was paid or credited on an invoice (negative takes back); at nothing due it is PAID. */
export function settleInvoice(
  books: Books,
  invoice: Invoice,
  by: { paid?: Decimal; credited?: Decimal },
  settlement: Settlement,
): Invoice {
  const settled: Invoice = {
    ...invoice,
    amountPaid: new Decimal(invoice.amountPaid).plus(by.paid ?? 0).toFixed(2),
    amountCredited: new Decimal(invoice.amountCredited).plus(by.credited ?? 0).toFixed(2),
    updatedAt: settlement.now,
  };
  const isPaid = amountDue(settled).isZero();
  const now: Invoice = {
    ...settled,
    status: isPaid ? "PAID" : "AUTHORISED",
    fullyPaidOn: isPaid ? settlement.day : null,
  };
  saveInvoice(books, now, settlement.journal, "settlement");
  return now;
}

/** Adds to what was refunded or allocated of a credit note; at nothing remaining it is PAID. */
export function settleCreditNote(
  books: Books,
  note: CreditNote,
  by: { refunded?: Decimal; allocated?: Decimal },
  settlement: Settlement,
): CreditNote {
  const settled: CreditNote = {
    ...note,
    amountRefunded: new Decimal(note.amountRefunded).plus(by.refunded ?? 0).toFixed(2),
    amountAllocated: new Decimal(note.amountAllocated).plus(by.allocated ?? 0).toFixed(2),
    updatedAt: settlement.now,
  };
  const isPaid = remainingCredit(settled).isZero();
  const now: CreditNote = {
    ...settled,
    status: isPaid ? "PAID" : "AUTHORISED",
    fullyPaidOn: isPaid ? settlement.day : null,
  };
  saveCreditNote(books, now, settlement.journal, "settlement");
  return now;
}

/** The payments that stand on a document; deleted ones are not shown on it. */
export function paymentsOn(books: Books, documentId: string): Payment[] {
  return [...(books.index.paymentsByDocument.get(documentId) ?? [])].flatMap((id) => {
    const payment = books.payments.get(id);
    return payment && payment.status === "AUTHORISED" ? [payment] : [];
  });
}

export function allocationsOn(books: Books, documentId: string): Allocation[] {
  return [...(books.index.allocationsByDocument.get(documentId) ?? [])].flatMap((id) => {
    const allocation = books.allocations.get(id);
    return allocation && !allocation.isDeleted ? [allocation] : [];
  });
}
