import type { Books, Contact, CreditNote, Invoice } from "./books.ts";
import { foldKey } from "./books.ts";
import { deleteEntry, type Journal, setEntry } from "./journal.ts";

/** Stores an invoice and keeps its number findable; only sales invoices own their number. */
export function saveInvoice(books: Books, invoice: Invoice, journal: Journal): void {
  const previous = books.invoices.get(invoice.invoiceId);
  setEntry(books.invoices, invoice.invoiceId, invoice, journal);
  if (invoice.type !== "ACCREC") return;
  moveKey(books.index.invoiceByNumber, previous?.number, invoice.number, invoice.invoiceId, journal);
}

export function saveCreditNote(books: Books, note: CreditNote, journal: Journal): void {
  const previous = books.creditNotes.get(note.creditNoteId);
  setEntry(books.creditNotes, note.creditNoteId, note, journal);
  if (note.type !== "ACCRECCREDIT") return;
  moveKey(books.index.creditNoteByNumber, previous?.number, note.number, note.creditNoteId, journal);
}

/** Stores a contact; only active contacts own their name. */
export function saveContact(books: Books, contact: Contact, journal: Journal): void {
  const previous = books.contacts.get(contact.contactId);
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
