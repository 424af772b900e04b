import type { Allocation, Books, Contact, CreditNote, Invoice, Payment } from "./books.ts";
import { foldKey, foldText } from "./books.ts";
import { addMember, deleteEntry, type Journal, noteChange, setEntry } from "./journal.ts";

/** Stores an invoice and keeps its number findable; only sales invoices own their number. */
export function saveInvoice(
  books: Books,
  invoice: Invoice,
  journal: Journal,
  cause: "write" | "settlement" = "write",
): void {
  const previous = books.invoices.get(invoice.invoiceId);
  noteChange(journal, {
    category: "INVOICE",
    id: invoice.invoiceId,
    type: previous ? "UPDATE" : "CREATE",
    isSettlement: cause === "settlement",
  });
  setEntry(books.invoices, invoice.invoiceId, invoice, journal);
  if (invoice.type !== "ACCREC") {
    const number = foldKey(invoice.number);
    if (number !== "") addMember(books.index.billsByNumber, number, invoice.invoiceId, journal);
    return;
  }
  moveKey(books.index.invoiceByNumber, previous?.number, invoice.number, invoice.invoiceId, journal);
}

export function saveCreditNote(
  books: Books,
  note: CreditNote,
  journal: Journal,
  cause: "write" | "settlement" = "write",
): void {
  const previous = books.creditNotes.get(note.creditNoteId);
  noteChange(journal, {
    category: "CREDITNOTE",
    id: note.creditNoteId,
    type: previous ? "UPDATE" : "CREATE",
    isSettlement: cause === "settlement",
    data: { Type: note.type, Status: note.status },
  });
  setEntry(books.creditNotes, note.creditNoteId, note, journal);
  if (note.type !== "ACCRECCREDIT") return;
  moveKey(books.index.creditNoteByNumber, previous?.number, note.number, note.creditNoteId, journal);
}

/** Stores a contact; only active contacts own their name. */
export function saveContact(books: Books, contact: Contact, journal: Journal): void {
  const previous = books.contacts.get(contact.contactId);
  noteChange(journal, {
    category: "CONTACT",
    id: contact.contactId,
    type: previous ? "UPDATE" : "CREATE",
    isSettlement: false,
  });
  setEntry(books.contacts, contact.contactId, contact, journal);
  const nameBefore = previous?.status === "ACTIVE" ? previous.name : undefined;
  const nameNow = contact.status === "ACTIVE" ? contact.name : undefined;
  moveKey(books.index.contactByActiveName, nameBefore, nameNow, contact.contactId, journal);
  moveKey(
    books.index.contactByNumber,
    previous?.contactNumber ?? undefined,
    contact.contactNumber ?? undefined,
    contact.contactId,
    journal,
  );
}

export function savePayment(books: Books, payment: Payment, journal: Journal): void {
  setEntry(books.payments, payment.paymentId, payment, journal);
  const documentId = payment.invoiceId ?? payment.creditNoteId ?? "";
  addMember(books.index.paymentsByDocument, documentId, payment.paymentId, journal);
  addMember(books.index.paymentsByReference, foldText(payment.reference), payment.paymentId, journal);
}

export function saveAllocation(books: Books, allocation: Allocation, journal: Journal): void {
  setEntry(books.allocations, allocation.allocationId, allocation, journal);
  for (const documentId of [allocation.invoiceId, allocation.creditNoteId]) {
    addMember(books.index.allocationsByDocument, documentId, allocation.allocationId, journal);
  }
}

function moveKey(
  index: Map<string, string>,
  before: string | undefined,
  now: string | undefined,
  id: string,
  journal: Journal,
): void {
  const keyBefore = before === undefined ? undefined : foldKey(before);
  const keyNow = now === undefined ? undefined : foldKey(now);
  if (keyBefore === keyNow && keyNow !== undefined && index.get(keyNow) === id) return;
  if (keyBefore !== undefined && index.get(keyBefore) === id) deleteEntry(index, keyBefore, journal);
  if (keyNow !== undefined) setEntry(index, keyNow, id, journal);
}
