import { Decimal } from "decimal.js";
import type { DocumentLine, Invoice } from "../state/books.ts";
import type { Fields } from "../wire/fields.ts";
import type { AccountingCall } from "./accounting-call.ts";
import { documentContact } from "./document-contact.ts";
import { themeProblems } from "./document-rules.ts";
import { readLines } from "./read-lines.ts";

// REPORTED texts; the third is OFFICIAL (Invoices page)
const LOCKED = "This document cannot be edited as it has a payment or credit note allocated to it.";
const NOT_VOIDABLE =
  "The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it.";
const LINE_WITHOUT_ID = "To update fields on a paid invoice line item, you must supply a LineItemID";

/**
 * An invoice with payments or credit on it may still change its Reference, DueDate, InvoiceNumber,
 * BrandingThemeID, Url, SentToContact, its contact while no credit is on it, and the words, account and
 * tracking of its lines. Fields that repeat what stands there are no change (OFFICIAL, Invoices page).
 */
export function editSettled(
  call: AccountingCall,
  fields: Fields,
  existing: Invoice,
): { invoice: Invoice; errors: string[] } {
  const refuse = (message: string) => ({ invoice: existing, errors: [message] });
  if (fields.text("Status")?.toUpperCase() === "VOIDED") return refuse(NOT_VOIDABLE);
  if (changesWhatIsLocked(fields, existing)) return refuse(LOCKED);

  const contact = contactIdFor(call, fields, existing);
  if ("errors" in contact) return { invoice: existing, errors: contact.errors };
  const lines = linesFor(call, fields, existing);
  if ("errors" in lines) return { invoice: existing, errors: lines.errors };

  const brandingThemeId = fields.guid("BrandingThemeID") ?? existing.brandingThemeId;
  const invoice: Invoice = {
    ...existing,
    contactId: contact.contactId,
    lines: lines.lines,
    reference: existing.type === "ACCREC" ? (fields.text("Reference") ?? existing.reference) : "",
    dueDate: fields.day("DueDate") ?? existing.dueDate,
    number: fields.text("InvoiceNumber") || existing.number,
    brandingThemeId,
    url: fields.text("Url") || existing.url,
    sentToContact: fields.flag("SentToContact") ?? existing.sentToContact,
  };
  return {
    invoice: { ...invoice, updatedAt: movesUpdatedDate(existing, invoice) ? call.now : existing.updatedAt },
    errors: themeProblems(call.books, brandingThemeId),
  };
}

function changesWhatIsLocked(fields: Fields, existing: Invoice): boolean {
  const differs = (sent: string | undefined, stands: string | null) =>
    sent !== undefined && sent !== "" && sent.toUpperCase() !== (stands ?? "").toUpperCase();
  const rate = fields.decimal("CurrencyRate");
  return (
    differs(fields.text("Type"), existing.type) ||
    differs(fields.text("Status"), existing.status) ||
    differs(fields.day("Date"), existing.date) ||
    differs(fields.text("LineAmountTypes"), existing.lineAmountTypes) ||
    differs(fields.text("CurrencyCode"), existing.currencyCode) ||
    differs(fields.day("ExpectedPaymentDate"), existing.expectedPaymentDate) ||
    differs(fields.day("PlannedPaymentDate"), existing.plannedPaymentDate) ||
    (rate !== undefined && !rate.equals(existing.currencyRate))
  );
}

function contactIdFor(
  call: AccountingCall,
  fields: Fields,
  existing: Invoice,
): { contactId: string } | { errors: string[] } {
  if (!fields.has("Contact")) return { contactId: existing.contactId };
  const found = documentContact(call, fields);
  if ("errors" in found) return found;
  const isSame = found.contact.contactId === existing.contactId;
  if (!isSame && !new Decimal(existing.amountCredited).isZero()) return { errors: [LOCKED] };
  return { contactId: found.contact.contactId };
}

/** Lines not sent stay: an amount cannot leave a document that is paid. UNVERIFIED. */
function linesFor(
  call: AccountingCall,
  fields: Fields,
  existing: Invoice,
): { lines: DocumentLine[] } | { errors: string[] } {
  const sent = fields.list("LineItems") ?? [];
  if (sent.some((line) => line.guid("LineItemID") === undefined)) return { errors: [LINE_WITHOUT_ID] };
  for (const line of sent) {
    const stands = existing.lines.find((one) => one.lineItemId === line.guid("LineItemID"));
    if (stands && changesAmounts(line, stands)) return { errors: [LOCKED] };
  }
  const read = readLines(
    {
      books: call.books,
      switches: { ...call.switches, negativeQuantity: "accept", taxAmountOverride: "accept" },
      status: existing.status,
      types: existing.lineAmountTypes,
      unitDecimals: 4,
      allowsDiscount: existing.type === "ACCREC",
      isSale: existing.type === "ACCREC",
    },
    sent,
    existing.lines,
  );
  if (read.errors.length > 0) return { errors: read.errors };
  const changed = new Map(read.lines.map((line) => [line.lineItemId, line]));
  return {
    lines: existing.lines.map((line) => {
      const next = changed.get(line.lineItemId);
      if (!next) return line;
      const { description, accountId, accountCode, tracking } = next;
      return { ...line, description, accountId, accountCode, tracking };
    }),
  };
}

function changesAmounts(line: Fields, stands: DocumentLine): boolean {
  const differs = (name: string, value: string | null) => {
    const sent = line.decimal(name);
    return sent !== undefined && !sent.equals(value ?? 0);
  };
  const taxType = line.text("TaxType");
  return (
    differs("Quantity", stands.quantity) ||
    differs("UnitAmount", stands.unitAmount) ||
    differs("LineAmount", stands.lineAmount) ||
    differs("TaxAmount", stands.taxAmount) ||
    differs("DiscountRate", stands.discountRate) ||
    differs("DiscountAmount", stands.discountAmount) ||
    (taxType !== undefined && taxType !== "" && taxType.toUpperCase() !== stands.taxType.toUpperCase())
  );
}

/** DueDate and SentToContact of a part-paid invoice change without moving UpdatedDateUTC (OFFICIAL). */
function movesUpdatedDate(before: Invoice, after: Invoice): boolean {
  if (before.status === "PAID") return true;
  const quiet = { ...after, dueDate: before.dueDate, sentToContact: before.sentToContact };
  return JSON.stringify(quiet) !== JSON.stringify(before);
}
