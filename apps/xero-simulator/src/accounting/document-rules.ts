import { Decimal } from "decimal.js";
import type { Books, Contact, CreditNote, DocumentStatus, Invoice, PaymentTerm } from "../state/books.ts";
import { addDays, dayInMonth } from "../wire/dates.ts";
import { tooLong } from "./contact-rules.ts";

/** A document may be dated neither on nor before a lock date. REPORTED texts. */
export function lockDateProblems(books: Books, day: string): string[] {
  const { periodLockDate, endOfYearLockDate } = books.details;
  if (endOfYearLockDate !== null && day <= endOfYearLockDate) {
    return [
      `The document date cannot be before the end of year lock date, currently set at ${dayInWords(endOfYearLockDate)}`,
    ];
  }
  if (periodLockDate !== null && day <= periodLockDate) {
    return ["The document date cannot be before the period lock date"];
  }
  return [];
}

/** REPORTED text. */
export function currencyProblems(books: Books, code: string): string[] {
  return books.currencies.some((one) => one.code === code)
    ? []
    : [`Organisation is not subscribed to currency ${code}`];
}

/** Printable ASCII, at most 255. UNVERIFIED texts. */
export function numberProblems(field: string, number: string): string[] {
  if (number.length > 255) return [tooLong(field, 255)];
  return /^[\x20-\x7e]*$/.test(number) ? [] : [`${field} may contain printable ASCII characters only.`];
}

export function themeProblems(books: Books, brandingThemeId: string | null): string[] {
  if (brandingThemeId === null) return [];
  const isKnown = books.brandingThemes.some((theme) => theme.brandingThemeId === brandingThemeId);
  return isKnown ? [] : ["The BrandingThemeID could not be found."]; // UNVERIFIED
}

/** "www.example.com" is no URL to Xero, and one with "xero" in it is refused (T1). UNVERIFIED text. */
export function urlProblems(url: string | null): string[] {
  if (url === null) return [];
  const isAbsolute = /^https?:\/\/[^\s/]+/i.test(url) && URL.canParse(url);
  return isAbsolute && !/xero/i.test(url) ? [] : ["Url must be a valid absolute url."];
}

const NEXT_STATUS: Record<DocumentStatus, readonly DocumentStatus[]> = {
  DRAFT: ["DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"],
  SUBMITTED: ["SUBMITTED", "DRAFT", "AUTHORISED", "DELETED"],
  AUTHORISED: ["AUTHORISED", "VOIDED"],
  PAID: ["PAID", "AUTHORISED", "VOIDED"],
  VOIDED: [],
  DELETED: [],
};

export function canBecome(from: DocumentStatus, to: DocumentStatus): boolean {
  return NEXT_STATUS[from].includes(to);
}

export const CREATION_STATUSES: readonly DocumentStatus[] = ["DRAFT", "SUBMITTED", "AUTHORISED"];
export const STATUS_NAMES = ["DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED"] as const;

/** Units of the currency per unit of the base currency, where XE's day rate would stand. */
const RATES_TO_GBP: Record<string, string> = {
  GBP: "1",
  EUR: "1.170000",
  USD: "1.310000",
  JPY: "203.500000",
  AUD: "2.010000",
  NZD: "2.290000",
  CAD: "1.840000",
};

export function dayRate(books: Books, currencyCode: string): string {
  const base = books.details.baseCurrency;
  if (base === currencyCode) return "1.000000";
  const foreign = new Decimal(RATES_TO_GBP[currencyCode] ?? 1);
  return foreign.dividedBy(RATES_TO_GBP[base] ?? 1).toFixed(6);
}

/** The due date that terms give for a document's date; null where it is beyond every calendar. */
export function dueDateByTerms(day: string, term: PaymentTerm): string | null {
  switch (term.type) {
    case "DAYSAFTERBILLDATE":
      return addDays(day, term.day);
    case "DAYSAFTERBILLMONTH":
      return addDays(dayInMonth(day, 0, 31) ?? day, term.day);
    case "OFCURRENTMONTH":
      return dayInMonth(day, 0, term.day);
    case "OFFOLLOWINGMONTH":
      return dayInMonth(day, 1, term.day);
  }
}

const RATE_MIN = "0.000001";
const RATE_MAX = "999999999999.999999";

/** 18 digits, 6 of them decimals (OFFICIAL), and never nothing. UNVERIFIED texts. */
export function rateProblems(rate: Decimal | undefined): string[] {
  if (rate === undefined) return [];
  const rounded = rate.toDecimalPlaces(6, Decimal.ROUND_HALF_UP);
  if (rounded.lessThan(RATE_MIN)) return ["The CurrencyRate must be greater than 0."];
  return rounded.greaterThan(RATE_MAX) ? ["The CurrencyRate can have at most 12 digits and 6 decimals."] : [];
}

export function amountDue(invoice: Invoice): Decimal {
  if (invoice.status === "VOIDED" || invoice.status === "DELETED") return new Decimal(0);
  return new Decimal(invoice.total).minus(invoice.amountPaid).minus(invoice.amountCredited);
}

export function remainingCredit(note: CreditNote): Decimal {
  if (note.status === "VOIDED" || note.status === "DELETED") return new Decimal(0);
  return new Decimal(note.total).minus(note.amountRefunded).minus(note.amountAllocated);
}

export function termsFor(books: Books, contact: Contact): PaymentTerm | null {
  return contact.salesTerms ?? books.details.salesTerms;
}

function dayInWords(day: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(
    Date.parse(`${day}T00:00:00Z`),
  );
}
