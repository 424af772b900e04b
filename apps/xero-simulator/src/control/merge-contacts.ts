import type { Simulator } from "../simulator.ts";
import type { Books } from "../state/books.ts";
import { changesIn, type Journal } from "../state/journal.ts";
import { saveContact, saveCreditNote, saveInvoice } from "../state/save-document.ts";
import { ControlRefused } from "./control-refused.ts";

/** What merging contacts in Xero does: documents move over, and the old contact is archived and points to the other. */
export function mergeContacts(simulator: Simulator, books: Books, fromId: string, intoId: string): void {
  const from = books.contacts.get(fromId);
  const into = books.contacts.get(intoId);
  if (!from || !into || from === into)
    throw new ControlRefused(400, "Name two contacts of this organisation");
  if (from.status === "ARCHIVED" || into.status === "ARCHIVED") {
    throw new ControlRefused(400, "An archived contact cannot be merged");
  }
  const journal: Journal = [];
  const updatedAt = simulator.clock.now();
  saveContact(books, { ...from, status: "ARCHIVED", mergedToContactId: intoId, updatedAt }, journal);
  for (const invoice of books.invoices.values()) {
    if (invoice.contactId === fromId) saveInvoice(books, { ...invoice, contactId: intoId }, journal);
  }
  for (const note of books.creditNotes.values()) {
    if (note.contactId === fromId) saveCreditNote(books, { ...note, contactId: intoId }, journal);
  }
  simulator.webhooks.publish(books.details.organisationId, changesIn(journal));
}
