import { randomUUID } from "node:crypto";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import {
  saveContact,
  saveCreditNote,
  saveInvoice,
  savePayment,
} from "@counterfoil/xero-simulator/state/save-document";
import type { RaisedDocument, WholeSystem } from "./whole-system.ts";

/** The simulated Xero's own rows, to be changed behind everybody's back. */
export function booksOfXero(system: WholeSystem) {
  const books = system.xero.state.organisations.get(UK_ORGANISATION_ID);
  if (!books) throw new Error("no books");
  return books;
}

/** Our invoice as it stands in Xero, by the mark in its address. */
export function standing(system: WholeSystem, document: RaisedDocument) {
  const known = remembered.get(document.increment_id);
  const invoices = booksOfXero(system).invoices;
  const found = known
    ? invoices.get(known)
    : [...invoices.values()].find(({ number, url }) => number === document.increment_id && url);
  if (!found) throw new Error(`${document.increment_id} is not in Xero`);
  remembered.set(document.increment_id, found.invoiceId);
  return found;
}
const remembered = new Map<string, string>();

/** As if the call had not got so far. */
export function forget(system: WholeSystem, document: RaisedDocument): void {
  const { invoices, index } = booksOfXero(system);
  const { invoiceId, number } = standing(system, document);
  invoices.delete(invoiceId);
  for (const [key, id] of index.invoiceByNumber) if (id === invoiceId) index.invoiceByNumber.delete(key);
  remembered.delete(number);
}

/** More than three pages of each kind that change all the time, by somebody else's hand. */
export function crowd(system: WholeSystem): void {
  const books = booksOfXero(system);
  const updatedAt = Date.now() + 3_600_000;
  const first = <T>(all: Map<string, T>) => [...all.values()][0] as T;
  const [invoice, note, payment, contact] = [
    first(books.invoices),
    first(books.creditNotes),
    first(books.payments),
    first(books.contacts),
  ];
  for (let n = 0; n < 3_001; n += 1) {
    const number = `CROWD-${n}`;
    const common = { number, reference: number, updatedAt };
    const invoiceId = randomUUID();
    saveInvoice(books, { ...invoice, ...common, invoiceId, url: null }, []);
    saveCreditNote(books, { ...note, ...common, creditNoteId: randomUUID() }, []);
    const settles = { invoiceId, creditNoteId: null };
    savePayment(books, { ...payment, ...settles, paymentId: randomUUID(), reference: number, updatedAt }, []);
    const named = { name: number, contactNumber: number, emailAddress: "" };
    saveContact(books, { ...contact, ...named, contactId: randomUUID(), updatedAt }, []);
  }
}
