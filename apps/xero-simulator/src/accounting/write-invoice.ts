import { Decimal } from "decimal.js";
import { newId, ZERO_ID } from "../ids.ts";
import { unitDecimals } from "../query/parameters.ts";
import type { Books, Invoice } from "../state/books.ts";
import { foldKey } from "../state/books.ts";
import { type Journal, rollBack, setEntry, takeNumber } from "../state/journal.ts";
import { saveInvoice } from "../state/save-document.ts";
import type { Fields } from "../wire/fields.ts";
import type { AccountingCall } from "./accounting-call.ts";
import { dueDateByTerms, numberProblems, termsFor, urlProblems } from "./document-rules.ts";
import { editSettled } from "./edit-settled.ts";
import { invoiceOut } from "./invoice-out.ts";
import { echoDocument } from "./line-out.ts";
import { type DocumentRead, readDocument } from "./read-document.ts";
import type { ElementResult } from "./write-batch.ts";

const ECHOED = [
  "Type",
  "InvoiceNumber",
  "Reference",
  "Date",
  "DueDate",
  "Status",
  "LineAmountTypes",
  "CurrencyCode",
];

/** Creates an invoice, or changes `existing`; nothing of it is left behind when a rule refuses it. */
export function writeInvoice(call: AccountingCall, fields: Fields, existing: Invoice | null): ElementResult {
  const { journal } = call;
  const before = journal.length;
  const outcome = existing ? changed(call, fields, existing) : created(call, fields);
  if (outcome.errors.length > 0 || !outcome.invoice) {
    rollBack(journal, before);
    return {
      isOk: false,
      errors: outcome.errors,
      id: existing?.invoiceId ?? ZERO_ID,
      echo: echoDocument(fields, ECHOED),
    };
  }
  const { invoice } = outcome;
  saveInvoice(call.books, invoice, journal);
  markCustomer(call.books, invoice, journal);
  return {
    isOk: true,
    isCreated: existing === null,
    warnings: outcome.warnings,
    element: invoiceOut(call.books, invoice, { unitDecimals: unitDecimals(call) }),
  };
}

interface Outcome {
  invoice: Invoice | null;
  errors: string[];
  warnings: string[];
}

function created(call: AccountingCall, fields: Fields): Outcome {
  const type = fields.choice("Type", ["ACCREC", "ACCPAY"], "InvoiceType");
  // UNVERIFIED text
  if (type === undefined) return refused("A Type must be specified for this type of transaction");
  const read = readDocument(call, fields, null, kindOf(type));
  const invoice = merged(call, fields, null, { type, read });
  return { invoice, ...problemsOf(call, fields, invoice, { read, existing: null }) };
}

function changed(call: AccountingCall, fields: Fields, existing: Invoice): Outcome {
  if (existing.status === "VOIDED" || existing.status === "DELETED") {
    // RECORDED
    return refused("Invoice not of valid status for modification");
  }
  const isSettled = !new Decimal(existing.amountPaid).plus(existing.amountCredited).isZero();
  if (isSettled) {
    const edit = editSettled(call, fields, existing);
    if (edit.errors.length > 0) return { invoice: null, errors: edit.errors, warnings: [] };
    const read = { errors: [], warnings: [] };
    return {
      invoice: edit.invoice,
      ...problemsOf(call, fields, edit.invoice, { read, existing }),
    };
  }
  const { type } = existing;
  const read = readDocument(call, fields, existing, kindOf(type));
  const invoice = merged(call, fields, existing, { type, read });
  return { invoice, ...problemsOf(call, fields, invoice, { read, existing }) };
}

function merged(
  call: AccountingCall,
  fields: Fields,
  existing: Invoice | null,
  source: { type: Invoice["type"]; read: DocumentRead },
): Invoice {
  const { contact, ...draft } = source.read.draft;
  const wantsSent = fields.flag("SentToContact") ?? existing?.sentToContact ?? false;
  const terms = contact && source.type === "ACCREC" ? termsFor(call.books, contact) : null;
  const dueDate =
    fields.day("DueDate") ?? existing?.dueDate ?? (terms ? dueDateByTerms(draft.date, terms) : null);
  const isApproved = draft.status === "AUTHORISED" || draft.status === "PAID";
  const isPaid = isApproved && new Decimal(draft.total).isZero();
  return {
    invoiceId: existing?.invoiceId ?? newId(),
    type: source.type,
    number: fields.text("InvoiceNumber") || (existing?.number ?? nextNumber(call, source.type)),
    contactId: contact?.contactId ?? existing?.contactId ?? ZERO_ID,
    ...draft,
    status: isPaid ? "PAID" : isApproved ? "AUTHORISED" : draft.status,
    fullyPaidOn: isPaid ? draft.date : null,
    dueDate,
    url: fields.text("Url") || (existing?.url ?? null),
    expectedPaymentDate: fields.day("ExpectedPaymentDate") ?? existing?.expectedPaymentDate ?? null,
    plannedPaymentDate: fields.day("PlannedPaymentDate") ?? existing?.plannedPaymentDate ?? null,
    sentToContact: wantsSent && draft.status === "AUTHORISED",
    amountPaid: existing?.amountPaid ?? "0.00",
    amountCredited: existing?.amountCredited ?? "0.00",
    clientId: existing?.clientId ?? call.clientId,
    updatedAt: call.now,
  };
}

function problemsOf(
  call: AccountingCall,
  fields: Fields,
  invoice: Invoice,
  from: { read: Pick<DocumentRead, "errors" | "warnings">; existing: Invoice | null },
): { errors: string[]; warnings: string[] } {
  const errors = [...from.read.errors];
  const warnings = [...from.read.warnings];
  // OFFICIAL (OAS example)
  if (isNumberTaken(call, invoice)) errors.push("Invoice # must be unique.");
  errors.push(...numberProblems("InvoiceNumber", invoice.number), ...urlProblems(invoice.url));
  const isApproved =
    invoice.status === "AUTHORISED" || invoice.status === "PAID" || invoice.status === "SUBMITTED";
  // REPORTED: plans that take only so many approved invoices a month
  const isNewlyApproved = isApproved && invoice.status !== "SUBMITTED" && !wasApproved(from.existing);
  if (isNewlyApproved && invoice.type === "ACCREC" && call.isApprovalLimitReached) {
    errors.push("You have reached the limit of invoices you can approve");
  }
  // REPORTED
  if (isApproved && invoice.dueDate === null) errors.push("The document DueDate field must be specified.");
  // OFFICIAL
  if (fields.flag("SentToContact") === true && !invoice.sentToContact) {
    warnings.push("Only AUTHORISED invoices may have SentToContact updated.");
  }
  return { errors, warnings };
}

function wasApproved(existing: Invoice | null): boolean {
  return existing?.status === "AUTHORISED" || existing?.status === "PAID";
}

/** Voided and deleted invoices go on holding their number (REPORTED by two vendors; a switch). */
function isNumberTaken(call: AccountingCall, invoice: Invoice): boolean {
  if (invoice.type !== "ACCREC" || invoice.number === "") return false;
  const holderId = call.books.index.invoiceByNumber.get(foldKey(invoice.number));
  if (holderId === undefined || holderId === invoice.invoiceId) return false;
  const holder = call.books.invoices.get(holderId);
  const isDead = holder?.status === "VOIDED" || holder?.status === "DELETED";
  return !(isDead && call.switches.voidedNumbers === "free");
}

function nextNumber({ books, journal }: AccountingCall, type: Invoice["type"]): string {
  if (type === "ACCPAY") return "";
  const number = (value: number) => `INV-${String(value).padStart(4, "0")}`;
  const isFree = (value: number) => !books.index.invoiceByNumber.has(foldKey(number(value)));
  return number(takeNumber(books.sequences, "invoice", isFree, journal));
}

function kindOf(type: Invoice["type"]) {
  const isSale = type === "ACCREC";
  return { noun: "Invoice" as const, isSale, allowsDiscount: isSale, needsLinesOnDraft: true };
}

/** IsCustomer and IsSupplier follow from documents and do not move UpdatedDateUTC. */
function markCustomer(books: Books, invoice: Invoice, journal: Journal): void {
  const contact = books.contacts.get(invoice.contactId);
  if (!contact) return;
  const flag = invoice.type === "ACCREC" ? "isCustomer" : "isSupplier";
  if (!contact[flag]) setEntry(books.contacts, contact.contactId, { ...contact, [flag]: true }, journal);
}

function refused(message: string): Outcome {
  return { invoice: null, errors: [message], warnings: [] };
}
