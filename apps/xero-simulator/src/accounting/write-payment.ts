import { Decimal } from "decimal.js";
import { newId, ZERO_ID } from "../ids.ts";
import type { Account, Books, CreditNote, Invoice, Payment } from "../state/books.ts";
import { foldKey } from "../state/books.ts";
import { savePayment } from "../state/save-document.ts";
import { todayIn } from "../wire/dates.ts";
import type { Fields } from "../wire/fields.ts";
import type { AccountingCall } from "./accounting-call.ts";
import { tooLong } from "./contact-rules.ts";
import { amountDue, dayRate, lockDateProblems, rateProblems, remainingCredit } from "./document-rules.ts";
import { paymentOut } from "./payment-out.ts";
import { settleCreditNote, settleInvoice } from "./settlement.ts";
import type { ElementResult } from "./write-batch.ts";

export const PAYMENT_FIELDS = [
  "Invoice",
  "CreditNote",
  "Prepayment",
  "Overpayment",
  "InvoiceNumber",
  "CreditNoteNumber",
  "Account",
  "Date",
  "CurrencyRate",
  "Amount",
  "BankAmount",
  "Reference",
  "IsReconciled",
  "Status",
] as const;

type Settled = { kind: "invoice"; document: Invoice } | { kind: "credit-note"; document: CreditNote };

/** Creates a payment on an invoice or a refund of a credit note; payments are never edited. */
export function createPayment(call: AccountingCall, fields: Fields): ElementResult {
  const { books, now } = call;
  const target = settledBy(books, fields);
  const asked = fields.decimal("Amount");
  const amount = asked && call.isTotalWrong ? asked.minus("0.01") : asked;
  const account = accountNamed(books, fields);
  const date = fields.day("Date") ?? todayIn(books.details.ianaTimezone, now);
  const reference = fields.text("Reference") ?? "";
  const errors: string[] = [];

  if ("errors" in target) errors.push(...target.errors);
  else errors.push(...documentProblems(target, amount));
  // UNVERIFIED texts
  if (amount === undefined) errors.push("The Amount field must be specified.");
  else if (!amount.isPositive() || amount.isZero()) errors.push("Payment amount must be greater than 0");
  else if (amount.decimalPlaces() > 2) errors.push("Payment amount can have at most 2 decimal places");
  // OFFICIAL (OAS example)
  if (!account || account.status === "ARCHIVED") errors.push("Account could not be found");
  // UNVERIFIED text; the rule is OFFICIAL
  else if (account.type !== "BANK" && !account.enablePaymentsToAccount) {
    errors.push(`Account code '${account.code}' cannot receive payments.`);
  }
  errors.push(...lockDateProblems(books, date)); // REPORTED for documents, by analogy for payments
  if (reference.length > 255) errors.push(tooLong("Reference", 255));
  const rates = ratesOf(call, fields, "errors" in target ? null : target.document, amount, account);
  errors.push(...rates.errors);

  if (errors.length > 0 || "errors" in target || !amount || !account) {
    const echo = Object.fromEntries(PAYMENT_FIELDS.map((name) => [name, fields.raw(name)]));
    return { isOk: false, errors, id: ZERO_ID, echo };
  }
  const payment: Payment = {
    paymentId: newId(),
    invoiceId: target.kind === "invoice" ? target.document.invoiceId : null,
    creditNoteId: target.kind === "credit-note" ? target.document.creditNoteId : null,
    accountId: account.accountId,
    date,
    amount: amount.toFixed(2),
    bankAmount: rates.bankAmount,
    currencyRate: rates.currencyRate,
    reference,
    status: "AUTHORISED",
    isReconciled: fields.flag("IsReconciled") ?? false,
    updatedAt: now,
  };
  savePayment(books, payment, call.journal);
  settle(call, target, amount, date);
  return { isOk: true, isCreated: true, warnings: [], element: paymentOut(books, payment) };
}

/** Takes a payment back: it stays readable as DELETED and its document is as it was. */
export function deletePayment(call: AccountingCall, payment: Payment): string[] {
  const { books } = call;
  if (payment.status === "DELETED") return ["Payment not of valid status for modification"]; // UNVERIFIED
  if (payment.isReconciled && call.switches.reconciledPaymentDelete === "refuse") {
    return ["The payment cannot be deleted because it has been reconciled."]; // UNVERIFIED, a switch
  }
  const locked = lockDateProblems(books, payment.date);
  if (locked.length > 0) return locked;
  savePayment(books, { ...payment, status: "DELETED", updatedAt: call.now }, call.journal);
  const target = settledById(books, payment);
  if (target) settle(call, target, new Decimal(payment.amount).negated(), payment.date);
  return [];
}

function settle(call: AccountingCall, target: Settled, amount: Decimal, day: string): void {
  const settlement = { journal: call.journal, now: call.now, day };
  if (target.kind === "invoice") settleInvoice(call.books, target.document, { paid: amount }, settlement);
  else settleCreditNote(call.books, target.document, { refunded: amount }, settlement);
}

function settledById(books: Books, payment: Payment): Settled | undefined {
  const invoice = books.invoices.get(payment.invoiceId ?? "");
  if (invoice) return { kind: "invoice", document: invoice };
  const note = books.creditNotes.get(payment.creditNoteId ?? "");
  return note && { kind: "credit-note", document: note };
}

/** Exactly one document, by id, or invoices and credit notes by number too. Texts are UNVERIFIED. */
function settledBy(books: Books, fields: Fields): Settled | { errors: string[] } {
  const named = ["Invoice", "CreditNote", "Prepayment", "Overpayment"].filter((name) => fields.has(name));
  if (fields.has("InvoiceNumber") && !fields.has("Invoice")) named.push("Invoice");
  if (fields.has("CreditNoteNumber") && !fields.has("CreditNote")) named.push("CreditNote");
  if (named.length !== 1) {
    return {
      errors: ["A payment must be made against one Invoice, CreditNote, Prepayment or Overpayment."],
    };
  }
  switch (named[0]) {
    case "Invoice": {
      const nested = fields.fields("Invoice");
      const id = nested?.guid("InvoiceID");
      const number = nested?.text("InvoiceNumber") ?? fields.text("InvoiceNumber") ?? "";
      const found = books.invoices.get(id ?? books.index.invoiceByNumber.get(foldKey(number)) ?? "");
      return found ? { kind: "invoice", document: found } : { errors: ["Invoice could not be found"] };
    }
    case "CreditNote": {
      const nested = fields.fields("CreditNote");
      const id = nested?.guid("CreditNoteID");
      const number = nested?.text("CreditNoteNumber") ?? fields.text("CreditNoteNumber") ?? "";
      const found = books.creditNotes.get(id ?? books.index.creditNoteByNumber.get(foldKey(number)) ?? "");
      return found
        ? { kind: "credit-note", document: found }
        : { errors: ["Credit note could not be found"] };
    }
    default:
      return { errors: [`${named[0]} could not be found`] };
  }
}

/** OFFICIAL texts (OAS). A document that is PAID has nothing outstanding, so the second text is its answer. */
function documentProblems(target: Settled, amount: Decimal | undefined): string[] {
  const { status } = target.document;
  if (status !== "AUTHORISED" && status !== "PAID") {
    return ["Payments can only be made against Authorised documents"];
  }
  const outstanding =
    target.kind === "invoice" ? amountDue(target.document) : remainingCredit(target.document);
  return amount?.greaterThan(outstanding)
    ? ["Payment amount exceeds the amount outstanding on this document"]
    : [];
}

function accountNamed(books: Books, fields: Fields): Account | undefined {
  const account = fields.fields("Account");
  const id = account?.guid("AccountID");
  const code = account?.text("Code") ?? fields.text("Code") ?? "";
  return books.accounts.find((one) =>
    id === undefined ? one.code !== "" && one.code === code : one.accountId === id,
  );
}

const NO_BANK_AMOUNT = "The BankAmount must be greater than 0."; // UNVERIFIED

/** Amount is in the document's currency, BankAmount in the account's; a rate is foreign units per base unit. */
function ratesOf(
  call: AccountingCall,
  fields: Fields,
  document: Invoice | CreditNote | null,
  amount: Decimal | undefined,
  account: Account | undefined,
): { currencyRate: string; bankAmount: string; errors: string[] } {
  const { baseCurrency } = call.books.details;
  const currency = document?.currencyCode ?? baseCurrency;
  const paid = amount ?? new Decimal(0);
  if (currency === baseCurrency) {
    return { currencyRate: "1.000000", bankAmount: paid.toFixed(2), errors: [] };
  }
  const sentRate = fields.decimal("CurrencyRate");
  const sentBank = fields.decimal("BankAmount");
  const problems = [...rateProblems(sentRate), ...(sentBank?.lessThan("0.01") ? [NO_BANK_AMOUNT] : [])];
  if (problems.length > 0) return { currencyRate: "1.000000", bankAmount: "0.00", errors: problems };
  const isForeignAccount = account?.currencyCode === currency;
  const rate =
    sentRate ??
    (sentBank && !isForeignAccount ? paid.dividedBy(sentBank) : new Decimal(dayRate(call.books, currency)));
  const bankAmount = sentBank ?? (isForeignAccount ? paid : paid.dividedBy(rate));
  return { currencyRate: rate.toFixed(6), bankAmount: bankAmount.toFixed(2), errors: rateProblems(rate) };
}
