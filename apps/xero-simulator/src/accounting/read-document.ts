import { Decimal } from "decimal.js";
import { type DocumentTotals, documentTotals } from "../arithmetic/document-totals.ts";
import { unitDecimals } from "../query/parameters.ts";
import type {
  Contact,
  CreditNote,
  DocumentLine,
  DocumentStatus,
  Invoice,
  LineAmountTypes,
} from "../state/books.ts";
import { todayIn } from "../wire/dates.ts";
import type { Fields } from "../wire/fields.ts";
import type { AccountingCall } from "./accounting-call.ts";
import { tooLong } from "./contact-rules.ts";
import { documentContact } from "./document-contact.ts";
import {
  CREATION_STATUSES,
  canBecome,
  currencyProblems,
  dayRate,
  lockDateProblems,
  rateProblems,
  STATUS_NAMES,
  themeProblems,
} from "./document-rules.ts";
import { approvalProblems, type LineContext, type ReadLines, readLines, repriceLines } from "./read-lines.ts";

/** What invoices and credit notes have in common, after reading a request over what stood there. */
export interface DocumentDraft extends DocumentTotals {
  contact: Contact | null;
  date: string;
  status: DocumentStatus;
  lineAmountTypes: LineAmountTypes;
  lines: DocumentLine[];
  reference: string;
  currencyCode: string;
  currencyRate: string;
  brandingThemeId: string | null;
}

export interface DocumentRead {
  draft: DocumentDraft;
  errors: string[];
  warnings: string[];
}

export interface DocumentKind {
  /** As messages say it: "Invoice not of valid status …". */
  noun: "Invoice" | "Credit Note";
  isSale: boolean;
  allowsDiscount: boolean;
  /** Drafts of credit notes may have no lines. */
  needsLinesOnDraft: boolean;
}

export function readDocument(
  call: AccountingCall,
  fields: Fields,
  existing: Invoice | CreditNote | null,
  kind: DocumentKind,
): DocumentRead {
  const errors: string[] = [];
  const { books } = call;

  const status = fields.choice("Status", STATUS_NAMES, "DocumentStatus") ?? existing?.status ?? "DRAFT";
  if (existing ? !canBecome(existing.status, status) : !CREATION_STATUSES.includes(status)) {
    // RECORDED for invoices, by analogy for credit notes
    errors.push(`${kind.noun} not of valid status for ${existing ? "modification" : "creation"}`);
  }

  const types =
    fields.choice("LineAmountTypes", ["Exclusive", "Inclusive", "NoTax"], "LineAmountTypes") ??
    existing?.lineAmountTypes ??
    "Exclusive";
  const read = linesFor(call, fields, existing, { kind, status, types });
  const needsLines = kind.needsLinesOnDraft || status === "AUTHORISED";
  if (read.lines.length === 0 && read.errors.length === 0 && needsLines) {
    // RECORDED (pyxero's tests against the live API)
    errors.unshift("One or more line items must be specified");
  }

  const contact = contactFor(call, fields, existing);
  errors.push(...contact.errors);

  const isApproved = status === "AUTHORISED" || status === "SUBMITTED";
  errors.push(...read.errors);
  if (isApproved && read.errors.length === 0) errors.push(...approvalProblems(read.lines));

  // REPORTED texts, of lock dates too
  const date = fields.day("Date") ?? existing?.date ?? todayIn(books.details.ianaTimezone, call.now);
  if (fields.has("Date") && fields.day("Date") === undefined)
    errors.push("The Date field must be specified.");
  errors.push(...lockDateProblems(books, date));
  if (existing && existing.date !== date) errors.push(...lockDateProblems(books, existing.date));

  const currencyCode = (
    fields.text("CurrencyCode") ||
    existing?.currencyCode ||
    currencyOf(call, contact.contact)
  ).toUpperCase();
  errors.push(...currencyProblems(books, currencyCode));
  const sentRate = fields.decimal("CurrencyRate");
  const currencyRate = rateFor(call, { currencyCode, sentRate, existing });
  errors.push(...rateProblems(sentRate));

  const reference = kind.isSale
    ? (fields.text("Reference") ?? existing?.reference ?? "")
    : (existing?.reference ?? "");
  if (reference.length > 255) errors.push(tooLong("Reference", 255));
  const brandingThemeId = fields.guid("BrandingThemeID") ?? existing?.brandingThemeId ?? null;
  errors.push(...themeProblems(books, brandingThemeId));

  const computed = documentTotals(read.lines, types);
  const totals = call.isTotalWrong
    ? { ...computed, total: new Decimal(computed.total).plus("0.01").toFixed(2) }
    : computed;
  // UNVERIFIED text: a document below zero is the other kind of document
  if (new Decimal(totals.total).isNegative() && !new Decimal(totals.total).isZero()) {
    errors.push("The document total must be greater than or equal to zero.");
  }

  return {
    draft: {
      contact: contact.contact,
      date,
      status,
      lineAmountTypes: types,
      lines: read.lines,
      reference,
      currencyCode,
      currencyRate,
      brandingThemeId,
      ...totals,
    },
    errors,
    warnings: read.warnings,
  };
}

function linesFor(
  call: AccountingCall,
  fields: Fields,
  existing: Invoice | CreditNote | null,
  options: { kind: DocumentKind; status: DocumentStatus; types: LineAmountTypes },
): ReadLines {
  const context: LineContext = {
    books: call.books,
    switches: call.switches,
    status: options.status,
    types: options.types,
    unitDecimals: unitDecimals(call),
    allowsDiscount: options.kind.allowsDiscount,
    isSale: options.kind.isSale,
  };
  const sent = fields.list("LineItems");
  if (sent) return readLines(context, sent, existing?.lines ?? []);
  if (!existing) return { lines: [], errors: [], warnings: [] };
  if (existing.lineAmountTypes === options.types) return { lines: existing.lines, errors: [], warnings: [] };
  return repriceLines({ ...context, unitDecimals: 4 }, existing.lines);
}

function contactFor(
  call: AccountingCall,
  fields: Fields,
  existing: Invoice | CreditNote | null,
): { contact: Contact | null; errors: string[] } {
  if (existing && !fields.has("Contact")) {
    return { contact: call.books.contacts.get(existing.contactId) ?? null, errors: [] };
  }
  const found = documentContact(call, fields);
  return "errors" in found ? { contact: null, errors: found.errors } : { contact: found.contact, errors: [] };
}

function currencyOf(call: AccountingCall, contact: Contact | null): string {
  return contact?.defaultCurrency ?? call.books.details.baseCurrency;
}

function rateFor(
  call: AccountingCall,
  rate: { currencyCode: string; sentRate: Decimal | undefined; existing: Invoice | CreditNote | null },
): string {
  if (rate.currencyCode === call.books.details.baseCurrency) return "1.000000";
  if (rate.sentRate) return rate.sentRate.toFixed(6);
  if (rate.existing?.currencyCode === rate.currencyCode) return rate.existing.currencyRate;
  return dayRate(call.books, rate.currencyCode);
}
