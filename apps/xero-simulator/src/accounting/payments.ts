import { isGuid } from "../ids.ts";
import { listElements } from "../query/list-elements.ts";
import { refuseUnknownParameters } from "../query/parameters.ts";
import type { QueryFields } from "../query/where.ts";
import { type Books, foldText, type Payment } from "../state/books.ts";
import type { Answer } from "../wire/answer.ts";
import { notImplemented, refuseNotFound } from "../wire/errors.ts";
import { type AccountingCall, type Endpoint, envelope } from "./accounting-call.ts";
import { paymentOut, paymentType } from "./payment-out.ts";
import { requestElements } from "./request-elements.ts";
import { writeBatch } from "./write-batch.ts";
import { createPayment, deletePayment, PAYMENT_FIELDS } from "./write-payment.ts";

const SHAPE = { plural: "Payments", idField: "PaymentID", flag: "HasValidationErrors" } as const;
const BODY = { plural: "Payments", noun: "Payment", knownFields: PAYMENT_FIELDS } as const;

/** PUT and POST create; POST with an id only deletes: a payment cannot be edited. */
export const payments: Endpoint = {
  name: "Payments",
  scope: "payments",
  handle: (call) => {
    const [key, ...deeper] = call.path;
    if (deeper.length > 0) return notImplemented();
    if (call.method === "GET") return key === undefined ? list(call) : one(call, key);
    if (call.method === "POST" && key !== undefined) return remove(call, key);
    if ((call.method === "PUT" || call.method === "POST") && key === undefined) return create(call);
    return notImplemented();
  },
};

function find(books: Books, key: string): Payment | undefined {
  return isGuid(key) ? books.payments.get(key.toLowerCase()) : undefined;
}

function create(call: AccountingCall): Answer {
  refuseUnknownParameters(call, ["summarizeErrors"]);
  return writeBatch(call, SHAPE, requestElements(call, BODY), (fields) => createPayment(call, fields));
}

function remove(call: AccountingCall, key: string): Answer {
  refuseUnknownParameters(call, []);
  const payment = find(call.books, key);
  if (!payment) return refuseNotFound(call.switches.notFoundBody);
  const elements = requestElements(call, BODY).slice(0, 1);
  return writeBatch(call, SHAPE, elements, (fields) => {
    const status = fields.choice("Status", ["AUTHORISED", "DELETED"], "PaymentStatus");
    // UNVERIFIED text; that only a deletion is possible is OFFICIAL
    const errors =
      status === "DELETED" ? deletePayment(call, payment) : ["Payments can only be updated to DELETED."];
    const now = call.books.payments.get(payment.paymentId) ?? payment;
    return errors.length > 0
      ? { isOk: false, errors, id: payment.paymentId, echo: paymentOut(call.books, payment) }
      : { isOk: true, isCreated: false, warnings: [], element: paymentOut(call.books, now) };
  });
}

function one(call: AccountingCall, key: string): Answer {
  refuseUnknownParameters(call, []);
  const payment = find(call.books, key);
  if (!payment) return refuseNotFound(call.switches.notFoundBody);
  return envelope(call, { Payments: [paymentOut(call.books, payment)] });
}

function list(call: AccountingCall): Answer {
  refuseUnknownParameters(call, ["where", "order", "page", "pageSize"]);
  const listed = listElements(call, call.books.payments, {
    fields: paymentFields(call.books),
    updatedAt: (payment) => payment.updatedAt,
    id: (payment) => payment.paymentId,
  });
  return envelope(
    call,
    { Payments: listed.elements.map((payment) => paymentOut(call.books, payment)) },
    { pagination: listed.pagination },
  );
}

function paymentFields(books: Books): QueryFields<Payment> {
  const invoice = (one: Payment) => books.invoices.get(one.invoiceId ?? "");
  const note = (one: Payment) => books.creditNotes.get(one.creditNoteId ?? "");
  const paymentsOf = (ids: Iterable<string> = []) => [...ids].flatMap((id) => books.payments.get(id) ?? []);
  const ofDocument = (id: string) => paymentsOf(books.index.paymentsByDocument.get(id.toLowerCase()));
  const account = (one: Payment) => books.accounts.find((found) => found.accountId === one.accountId);
  return {
    PaymentID: { kind: "guid", get: (one) => one.paymentId },
    PaymentType: { kind: "choice", get: (one) => paymentType(books, one) },
    Status: { kind: "choice", get: (one) => one.status },
    Date: { kind: "day", get: (one) => one.date },
    Amount: { kind: "decimal", get: (one) => one.amount },
    BankAmount: { kind: "decimal", get: (one) => one.bankAmount },
    Reference: {
      kind: "text",
      get: (one) => one.reference,
      find: (text) => paymentsOf(books.index.paymentsByReference.get(foldText(text))),
    },
    IsReconciled: { kind: "flag", get: (one) => one.isReconciled },
    UpdatedDateUTC: { kind: "instant", get: (one) => one.updatedAt },
    "Invoice.InvoiceID": { kind: "guid", get: (one) => one.invoiceId, find: ofDocument },
    "Invoice.InvoiceNumber": { kind: "text", get: (one) => invoice(one)?.number ?? null },
    "CreditNote.CreditNoteID": { kind: "guid", get: (one) => one.creditNoteId, find: ofDocument },
    "CreditNote.CreditNoteNumber": { kind: "text", get: (one) => note(one)?.number ?? null },
    "Account.AccountID": { kind: "guid", get: (one) => one.accountId },
    "Account.Code": { kind: "text", get: (one) => account(one)?.code ?? null },
  };
}
