import { Decimal } from "decimal.js";
import { isGuid, newId, ZERO_ID } from "../ids.ts";
import { refuseUnknownParameters } from "../query/parameters.ts";
import type { Allocation, Books, CreditNote, Invoice } from "../state/books.ts";
import { foldKey } from "../state/books.ts";
import { saveAllocation } from "../state/save-document.ts";
import { type Answer, jsonAnswer } from "../wire/answer.ts";
import { dayOut } from "../wire/dates.ts";
import { notImplemented, refuseNotFound, validationException } from "../wire/errors.ts";
import type { Fields } from "../wire/fields.ts";
import { type JsonObject, money } from "../wire/json.ts";
import type { AccountingCall } from "./accounting-call.ts";
import { amountDue, lockDateProblems, remainingCredit } from "./document-rules.ts";
import { requestElements } from "./request-elements.ts";
import { settleCreditNote, settleInvoice } from "./settlement.ts";
import { type ElementResult, writeBatch } from "./write-batch.ts";

const SHAPE = { plural: "Allocations", idField: null, flag: null } as const;
const BODY = {
  plural: "Allocations",
  noun: "Allocation",
  knownFields: ["Amount", "Invoice", "Date"],
} as const;

/** `/CreditNotes/{id}/Allocations`: PUT puts credit on invoices, DELETE with an AllocationID takes it back. */
export function allocations(call: AccountingCall, noteId: string, rest: string[]): Answer {
  const [allocationId, ...deeper] = rest;
  if (deeper.length > 0) return notImplemented();
  if (call.method === "PUT" && allocationId === undefined) return create(call, noteId);
  if (call.method === "DELETE" && allocationId !== undefined) return remove(call, noteId, allocationId);
  return notImplemented();
}

function create(call: AccountingCall, noteId: string): Answer {
  refuseUnknownParameters(call, ["summarizeErrors"]);
  const elements = requestElements(call, BODY);
  return writeBatch(call, SHAPE, elements, (fields) => allocate(call, noteId, fields));
}

function allocate(call: AccountingCall, noteId: string, fields: Fields): ElementResult {
  const { books } = call;
  const note = isGuid(noteId) ? books.creditNotes.get(noteId.toLowerCase()) : undefined;
  const invoice = invoiceNamed(books, fields);
  const amount = fields.decimal("Amount");
  fields.day("Date");
  const errors = problems(call, { note, invoice, amount });
  if (errors.length > 0 || !note || !invoice || !amount) {
    const echo = Object.fromEntries(BODY.knownFields.map((name) => [name, fields.raw(name)]));
    return { isOk: false, errors, id: ZERO_ID, echo };
  }
  // OFFICIAL (Credit Notes page): the date is the later of the two documents', whatever was sent.
  const date = laterDay(note, invoice);
  const allocation: Allocation = {
    allocationId: newId(),
    creditNoteId: note.creditNoteId,
    invoiceId: invoice.invoiceId,
    amount: amount.toFixed(2),
    date,
    isDeleted: false,
  };
  saveAllocation(books, allocation, call.journal);
  const settlement = { journal: call.journal, now: call.now, day: date };
  settleInvoice(books, invoice, { credited: amount }, settlement);
  settleCreditNote(books, note, { allocated: amount }, settlement);
  return { isOk: true, isCreated: true, warnings: [], element: allocationOut(call, allocation) };
}

function invoiceNamed(books: Books, fields: Fields): Invoice | undefined {
  const named = fields.fields("Invoice");
  const id = named?.guid("InvoiceID");
  if (id !== undefined) return books.invoices.get(id);
  return books.invoices.get(
    books.index.invoiceByNumber.get(foldKey(named?.text("InvoiceNumber") ?? "")) ?? "",
  );
}

function problems(
  call: AccountingCall,
  between: { note: CreditNote | undefined; invoice: Invoice | undefined; amount: Decimal | undefined },
): string[] {
  const { note, invoice, amount } = between;
  // OFFICIAL (OAS)
  if (!note) return ["An existing Credit Note with the specified CreditNoteID could not be found"];
  if (!invoice) return ["An existing Invoice with the specified InvoiceID could not be found"]; // UNVERIFIED
  if (!amount) return ["The Amount field must be specified."]; // UNVERIFIED
  if (!amount.isPositive() || amount.isZero()) return ["Allocation amount must be greater than 0"]; // UNVERIFIED
  if (amount.decimalPlaces() > 2) return ["Allocation amount can have at most 2 decimal places"]; // UNVERIFIED
  if (note.status !== "AUTHORISED" && note.status !== "PAID") {
    return ["Credit Note must be authorised before it can be allocated"]; // UNVERIFIED
  }
  // REPORTED, cut off in the report after "invoice t"
  if (invoice.type !== (note.type === "ACCRECCREDIT" ? "ACCREC" : "ACCPAY")) {
    return ["Credit Note cannot be allocated to an incorrect invoice type"];
  }
  // REPORTED (xeroizer #320, xero-php #251)
  if (invoice.status === "PAID") {
    return ["The invoice you are trying to allocate to has already been paid off"];
  }
  // UNVERIFIED texts; the rules are OFFICIAL
  if (invoice.status !== "AUTHORISED") return ["The invoice you are trying to allocate to is not authorised"];
  if (invoice.contactId !== note.contactId) {
    return ["Credit Note cannot be allocated to an invoice of a different contact"];
  }
  if (invoice.currencyCode !== note.currencyCode) {
    return ["Credit Note cannot be allocated to an invoice in a different currency"];
  }
  // REPORTED (xeroizer #320)
  if (amount.greaterThan(remainingCredit(note)) || amount.greaterThan(amountDue(invoice))) {
    return ["Credit Note cannot be allocated as amount is greater than amount outstanding"];
  }
  return lockDateProblems(call.books, laterDay(note, invoice));
}

function laterDay(note: CreditNote, invoice: Invoice): string {
  return [note.date, invoice.date].sort()[1] ?? note.date;
}

/** The official example of the answer has no AllocationID although the schema has the field: a switch. */
function allocationOut(call: AccountingCall, allocation: Allocation): JsonObject {
  const note = call.books.creditNotes.get(allocation.creditNoteId);
  const invoice = call.books.invoices.get(allocation.invoiceId);
  return {
    AllocationID: call.switches.allocationIdInAnswer === "present" ? allocation.allocationId : undefined,
    Amount: money(allocation.amount),
    Date: dayOut(allocation.date),
    Invoice: { InvoiceID: allocation.invoiceId, InvoiceNumber: invoice?.number },
    CreditNote: {
      CreditNoteID: allocation.creditNoteId,
      CreditNoteNumber: note?.number,
      ID: allocation.creditNoteId,
    },
    ValidationErrors: [],
  };
}

/** The answer's odd mix of spellings, and its list of one invoice, are Xero's own. */
function remove(call: AccountingCall, noteId: string, allocationId: string): Answer {
  refuseUnknownParameters(call, []);
  const { books } = call;
  const allocation = books.allocations.get(allocationId.toLowerCase());
  if (!allocation || allocation.creditNoteId !== noteId.toLowerCase()) {
    return refuseNotFound(call.switches.notFoundBody);
  }
  const invoice = books.invoices.get(allocation.invoiceId);
  const note = books.creditNotes.get(allocation.creditNoteId);
  const locked = lockDateProblems(books, allocation.date);
  if (allocation.isDeleted || !invoice || !note) return refuseNotFound(call.switches.notFoundBody);
  if (locked.length > 0) {
    return validationException([{ ValidationErrors: locked.map((Message) => ({ Message })) }]);
  }
  saveAllocation(books, { ...allocation, isDeleted: true }, call.journal);
  const back = new Decimal(allocation.amount).negated();
  const settlement = { journal: call.journal, now: call.now, day: allocation.date };
  settleInvoice(books, invoice, { credited: back }, settlement);
  settleCreditNote(books, note, { allocated: back }, settlement);
  return jsonAnswer(200, {
    AllocationId: allocation.allocationId,
    Date: dayOut(allocation.date),
    Invoice: [{ InvoiceID: allocation.invoiceId }],
    IsDeleted: true,
  });
}
