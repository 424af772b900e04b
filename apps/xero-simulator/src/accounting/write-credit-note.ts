import { Decimal } from "decimal.js";
import { newId, ZERO_ID } from "../ids.ts";
import { unitDecimals } from "../query/parameters.ts";
import type { CreditNote } from "../state/books.ts";
import { foldKey } from "../state/books.ts";
import { rollBack, takeNumber } from "../state/journal.ts";
import { saveCreditNote } from "../state/save-document.ts";
import type { Fields } from "../wire/fields.ts";
import type { AccountingCall } from "./accounting-call.ts";
import { creditNoteOut } from "./credit-note-out.ts";
import { numberProblems } from "./document-rules.ts";
import { echoDocument } from "./line-out.ts";
import { type DocumentRead, readDocument } from "./read-document.ts";
import type { ElementResult } from "./write-batch.ts";

const ECHOED = ["Type", "CreditNoteNumber", "Reference", "Date", "Status", "LineAmountTypes", "CurrencyCode"];

/** Creates a credit note, or changes `existing`; nothing is left behind when a rule refuses it. */
export function writeCreditNote(
  call: AccountingCall,
  fields: Fields,
  existing: CreditNote | null,
): ElementResult {
  const { journal } = call;
  const before = journal.length;
  const outcome = existing ? changed(call, fields, existing) : created(call, fields);
  if (outcome.errors.length > 0 || !outcome.note) {
    rollBack(journal, before);
    const id = existing?.creditNoteId ?? ZERO_ID;
    return { isOk: false, errors: outcome.errors, id, echo: { ...echoDocument(fields, ECHOED), ID: id } };
  }
  saveCreditNote(call.books, outcome.note, journal);
  return {
    isOk: true,
    isCreated: existing === null,
    warnings: outcome.warnings,
    element: creditNoteOut(call.books, outcome.note, { unitDecimals: unitDecimals(call) }),
  };
}

interface Outcome {
  note: CreditNote | null;
  errors: string[];
  warnings: string[];
}

function created(call: AccountingCall, fields: Fields): Outcome {
  const type = fields.choice("Type", ["ACCRECCREDIT", "ACCPAYCREDIT"], "CreditNoteType");
  if (type === undefined) return refused("A Type must be specified for this type of transaction"); // UNVERIFIED
  const read = readDocument(call, fields, null, kindOf(type));
  const note = merged(call, fields, null, { type, read });
  return { note, errors: problemsOf(call, note, read), warnings: read.warnings };
}

function changed(call: AccountingCall, fields: Fields, existing: CreditNote): Outcome {
  // UNVERIFIED: the invoice's text with the other noun
  if (existing.status === "VOIDED" || existing.status === "DELETED") {
    return refused("Credit Note not of valid status for modification");
  }
  if (!new Decimal(existing.amountRefunded).plus(existing.amountAllocated).isZero()) {
    // REPORTED for invoices, by analogy
    return refused("This document cannot be edited as it has a payment or credit note allocated to it.");
  }
  const number = fields.text("CreditNoteNumber");
  if (number && number !== existing.number && call.switches.creditNoteRename === "refuse") {
    // UNVERIFIED, a switch
    return refused("The CreditNoteNumber of an existing credit note cannot be changed.");
  }
  const read = readDocument(call, fields, existing, kindOf(existing.type));
  const note = merged(call, fields, existing, { type: existing.type, read });
  return { note, errors: problemsOf(call, note, read), warnings: read.warnings };
}

function merged(
  call: AccountingCall,
  fields: Fields,
  existing: CreditNote | null,
  source: { type: CreditNote["type"]; read: DocumentRead },
): CreditNote {
  const { contact, ...draft } = source.read.draft;
  const isApproved = draft.status === "AUTHORISED" || draft.status === "PAID";
  const isPaid = isApproved && new Decimal(draft.total).isZero();
  return {
    creditNoteId: existing?.creditNoteId ?? newId(),
    type: source.type,
    number: fields.text("CreditNoteNumber") || (existing?.number ?? nextNumber(call, source.type)),
    contactId: contact?.contactId ?? existing?.contactId ?? ZERO_ID,
    ...draft,
    status: isPaid ? "PAID" : isApproved ? "AUTHORISED" : draft.status,
    fullyPaidOn: isPaid ? draft.date : null,
    sentToContact: existing?.sentToContact ?? false,
    amountRefunded: existing?.amountRefunded ?? "0.00",
    amountAllocated: existing?.amountAllocated ?? "0.00",
    clientId: existing?.clientId ?? call.clientId,
    updatedAt: call.now,
  };
}

function problemsOf(call: AccountingCall, note: CreditNote, read: DocumentRead): string[] {
  const errors = [...read.errors];
  // REPORTED (Xero-Net #257)
  if (isNumberTaken(call, note)) errors.push("Credit Note # must be unique.");
  errors.push(...numberProblems("CreditNoteNumber", note.number));
  return errors;
}

function isNumberTaken(call: AccountingCall, note: CreditNote): boolean {
  if (note.type !== "ACCRECCREDIT" || note.number === "") return false;
  const holderId = call.books.index.creditNoteByNumber.get(foldKey(note.number));
  if (holderId === undefined || holderId === note.creditNoteId) return false;
  const holder = call.books.creditNotes.get(holderId);
  const isDead = holder?.status === "VOIDED" || holder?.status === "DELETED";
  return !(isDead && call.switches.voidedNumbers === "free");
}

function nextNumber({ books, journal }: AccountingCall, type: CreditNote["type"]): string {
  if (type === "ACCPAYCREDIT") return "";
  const number = (value: number) => `CN-${String(value).padStart(4, "0")}`;
  const isFree = (value: number) => !books.index.creditNoteByNumber.has(foldKey(number(value)));
  return number(takeNumber(books.sequences, "creditNote", isFree, journal));
}

function kindOf(type: CreditNote["type"]) {
  const isSale = type === "ACCRECCREDIT";
  return { noun: "Credit Note" as const, isSale, allowsDiscount: false, needsLinesOnDraft: false };
}

function refused(message: string): Outcome {
  return { note: null, errors: [message], warnings: [] };
}
