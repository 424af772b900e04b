import { Decimal } from "decimal.js";
import { amountDue, remainingCredit } from "../accounting/document-rules.ts";
import type { Books, Contact, CreditNote, DocumentLine, Invoice } from "../state/books.ts";

/** Everything an organisation holds, voided and deleted documents included; amounts are strings of 2 decimals. */
export function ledgerOut(books: Books) {
  return {
    organisation: organisationSummary(books),
    contacts: [...books.contacts.values()].map(contact),
    invoices: [...books.invoices.values()].map((one) => invoice(books, one)),
    creditNotes: [...books.creditNotes.values()].map((one) => creditNote(books, one)),
    payments: [...books.payments.values()].map((one) => ({
      ...one,
      accountCode: books.accounts.find((account) => account.accountId === one.accountId)?.code ?? null,
    })),
    allocations: [...books.allocations.values()],
    items: [...books.items.values()],
    history: [...books.history].flatMap(([documentId, records]) =>
      records.map(({ at, details }) => ({ documentId, at: new Date(at).toISOString(), details })),
    ),
    attachments: [...books.attachments].flatMap(([documentId, files]) =>
      files.map(({ base64: _content, ...file }) => ({ documentId, ...file })),
    ),
  };
}

export function organisationSummary(books: Books) {
  const { details } = books;
  return {
    organisationId: details.organisationId,
    name: details.name,
    countryCode: details.countryCode,
    baseCurrency: details.baseCurrency,
    shortCode: details.shortCode,
    periodLockDate: details.periodLockDate,
    endOfYearLockDate: details.endOfYearLockDate,
    currencies: books.currencies.map((currency) => currency.code),
    counts: {
      contacts: books.contacts.size,
      invoices: books.invoices.size,
      creditNotes: books.creditNotes.size,
      payments: books.payments.size,
    },
  };
}

function contact(one: Contact) {
  return {
    contactId: one.contactId,
    contactNumber: one.contactNumber,
    accountNumber: one.accountNumber,
    name: one.name,
    emailAddress: one.emailAddress,
    taxNumber: one.taxNumber,
    status: one.status,
    addresses: one.addresses,
    updatedAt: new Date(one.updatedAt).toISOString(),
  };
}

function invoice(books: Books, one: Invoice) {
  return {
    invoiceId: one.invoiceId,
    ...shared(books, one),
    type: one.type,
    dueDate: one.dueDate,
    url: one.url,
    amountDue: amountDue(one).toFixed(2),
    amountPaid: fixed(one.amountPaid),
    amountCredited: fixed(one.amountCredited),
  };
}

function creditNote(books: Books, one: CreditNote) {
  return {
    creditNoteId: one.creditNoteId,
    ...shared(books, one),
    type: one.type,
    remainingCredit: remainingCredit(one).toFixed(2),
  };
}

function shared(books: Books, one: Invoice | CreditNote) {
  return {
    number: one.number,
    status: one.status,
    contactId: one.contactId,
    contactName: books.contacts.get(one.contactId)?.name ?? null,
    date: one.date,
    reference: one.reference,
    currencyCode: one.currencyCode,
    currencyRate: one.currencyRate,
    lineAmountTypes: one.lineAmountTypes,
    lines: one.lines.map(line),
    subTotal: fixed(one.subTotal),
    totalTax: fixed(one.totalTax),
    total: fixed(one.total),
    updatedAt: new Date(one.updatedAt).toISOString(),
  };
}

function line(one: DocumentLine) {
  return {
    lineItemId: one.lineItemId,
    description: one.description,
    quantity: one.quantity,
    unitAmount: one.unitAmount,
    discountRate: one.discountRate,
    discountAmount: one.discountAmount,
    lineAmount: fixed(one.lineAmount),
    taxType: one.taxType,
    taxAmount: fixed(one.taxAmount),
    accountCode: one.accountCode,
    tracking: one.tracking.map(({ name, option }) => ({ name, option })),
  };
}

function fixed(value: string): string {
  return new Decimal(value).toFixed(2);
}
