import { Decimal } from "decimal.js";
import { lineAmount, lineTax, roundTo } from "../arithmetic/line-amounts.ts";
import type { Switches } from "../options.ts";
import type {
  Account,
  Books,
  DocumentLine,
  DocumentStatus,
  LineAmountTypes,
  TaxRate,
} from "../state/books.ts";
import type { Fields } from "../wire/fields.ts";
import { tooLong } from "./contact-rules.ts";
import { findItem } from "./items.ts";
import { fromItem, inputFrom, type LineInput, storedInput } from "./line-input.ts";
import { readTracking } from "./read-tracking.ts";

export interface LineContext {
  books: Books;
  switches: Switches;
  status: DocumentStatus;
  types: LineAmountTypes;
  unitDecimals: 2 | 4;
  allowsDiscount: boolean;
  isSale: boolean;
}

export interface ReadLines {
  lines: DocumentLine[];
  errors: string[];
  warnings: string[];
}

const LINE_AMOUNT_MAX = new Decimal("9999999999.99");
const QUANTITY_MAX = new Decimal("9999999999999");

/** Lines as a request sends them; one with a known LineItemID keeps what was not sent. */
export function readLines(
  context: LineContext,
  sent: Fields[],
  existing: readonly DocumentLine[],
): ReadLines {
  const result: ReadLines = { lines: [], errors: [], warnings: [] };
  for (const fields of sent) {
    const id = fields.guid("LineItemID");
    const known = id === undefined ? undefined : existing.find((line) => line.lineItemId === id);
    if (id !== undefined && existing.length > 0 && !known) {
      result.errors.push(`The LineItemID ${id} does not belong to this document.`); // UNVERIFIED
      continue;
    }
    const tracking = readTracking(context.books, fields, known?.tracking ?? []);
    result.errors.push(...tracking.errors);
    const input = fromItem(context, inputFrom(fields, known ? storedInput(known) : null, tracking.tracking));
    priceInto(result, context, input);
  }
  return result;
}

/** The same lines under other LineAmountTypes: their tax is computed anew. */
export function repriceLines(context: LineContext, lines: readonly DocumentLine[]): ReadLines {
  const result: ReadLines = { lines: [], errors: [], warnings: [] };
  for (const line of lines) priceInto(result, context, { ...storedInput(line), taxAmount: null });
  return result;
}

/** Approving asks for an account and a description on every line that carries an amount. */
export function approvalProblems(lines: readonly DocumentLine[]): string[] {
  return lines.flatMap((line) => {
    const problems: string[] = [];
    if (line.quantity !== null && line.accountId === null) {
      // REPORTED (xero-ruby) for a code that is wrong, by analogy for none
      problems.push("Account code '' is not a valid code for this document.");
    }
    if (line.description === "") problems.push("The Description field must be specified."); // UNVERIFIED
    return problems;
  });
}

function priceInto(result: ReadLines, context: LineContext, input: LineInput): void {
  const { errors } = result;
  const account = resolveAccount(context, input, result);
  if (input.description.length > 4000) errors.push(tooLong("Description", 4000));
  // UNVERIFIED text
  if (input.itemCode !== null && !findItem(context.books, input.itemCode)) {
    errors.push(`Item code '${input.itemCode}' is not valid`);
  }

  const isDescriptionOnly = input.quantity === null && input.unitAmount === null && input.lineAmount === null;
  if (isDescriptionOnly) {
    result.lines.push(describe(input, account));
    return;
  }

  const quantity = roundTo(input.quantity ?? 1, 4);
  const unitAmount = roundTo(unitAmountOf(input, quantity), context.unitDecimals);
  // REPORTED; a switch, because not everybody saw it
  if (quantity.isNegative() && !quantity.isZero() && context.switches.negativeQuantity === "refuse") {
    errors.push("The Quantity field cannot be negative.");
  }
  if (!context.allowsDiscount && (input.discountRate || input.discountAmount)) {
    errors.push("Discounts cannot be applied to this type of document."); // UNVERIFIED
  }
  if (input.discountRate && input.discountAmount) {
    errors.push("Only one of DiscountRate and DiscountAmount can be specified on a line."); // UNVERIFIED
  }
  if (input.discountRate && (input.discountRate.isNegative() || input.discountRate.greaterThan(100))) {
    errors.push("The DiscountRate must be between 0 and 100."); // UNVERIFIED
  }
  const price = {
    quantity,
    unitAmount,
    discountRate: input.discountRate ? roundTo(input.discountRate, 4) : null,
    discountAmount: input.discountAmount ? roundTo(input.discountAmount, 2) : null,
  };
  const amount = lineAmount(price, context.switches);
  if (amount.abs().greaterThan(LINE_AMOUNT_MAX) || quantity.abs().greaterThan(QUANTITY_MAX)) {
    errors.push("The line total exceeds the maximum of 9999999999.99"); // UNVERIFIED
    return;
  }
  if (input.lineAmount && !input.lineAmount.equals(amount)) {
    // REPORTED
    errors.push(
      `The line total ${input.lineAmount.toFixed(2)} does not match the expected line total ${amount.toFixed(2)}`,
    );
  }

  const rate = resolveTax(context, input, account, errors);
  const expectedTax = lineTax(amount, context.types, rate?.effectiveRate ?? 0, context.switches);
  const tax = context.types === "NoTax" ? expectedTax : roundTo(input.taxAmount ?? expectedTax, 2);
  // REPORTED for bank transactions; a switch here
  if (!tax.equals(expectedTax) && context.switches.taxAmountOverride === "refuse") {
    errors.push(
      `Tax amount ${tax.toFixed(2)} is incorrect for ${rate?.taxType ?? "NONE"} tax type, should be ${expectedTax.toFixed(2)}`,
    );
  }
  // UNVERIFIED text
  if (tax.abs().greaterThan(LINE_AMOUNT_MAX))
    errors.push("The TaxAmount exceeds the maximum of 9999999999.99");

  result.lines.push({
    ...describe(input, account),
    quantity: quantity.toFixed(4),
    unitAmount: unitAmount.toFixed(4),
    lineAmount: amount.toFixed(2),
    discountRate: price.discountRate?.toFixed(4) ?? null,
    discountAmount: price.discountAmount?.toFixed(2) ?? null,
    taxType: rate?.taxType ?? "NONE",
    taxAmount: tax.toFixed(2),
  });
}

/** A line sent with its total alone is priced backwards from it. */
function unitAmountOf(input: LineInput, quantity: Decimal): Decimal {
  if (input.unitAmount) return input.unitAmount;
  if (!input.lineAmount || quantity.isZero()) return new Decimal(0);
  return input.lineAmount.dividedBy(quantity);
}

function describe(input: LineInput, account: Account | null): DocumentLine {
  return {
    lineItemId: input.lineItemId,
    description: input.description,
    quantity: null,
    unitAmount: null,
    lineAmount: "0.00",
    discountRate: null,
    discountAmount: null,
    taxType: "NONE",
    taxAmount: "0.00",
    accountId: account?.accountId ?? null,
    accountCode: account?.code ?? null,
    itemCode: input.itemCode,
    tracking: input.tracking,
  };
}

/** Unknown accounts refuse an approved document, but a draft loses them with a warning (OFFICIAL example). */
function resolveAccount(context: LineContext, input: LineInput, result: ReadLines): Account | null {
  if (input.account === null) return null;
  const wanted = input.account;
  const label = "code" in wanted ? wanted.code : wanted.id;
  const account = context.books.accounts.find((one) =>
    "code" in wanted ? one.code !== "" && one.code === wanted.code : one.accountId === wanted.id,
  );
  if (account?.status === "ARCHIVED") {
    // REPORTED
    result.errors.push(
      `Account code '${label}' has been archived, or has been deleted. Each line item must reference a valid account.`,
    );
    return null;
  }
  if (!account && context.status === "DRAFT") {
    // OFFICIAL (OAS example)
    result.warnings.push(
      `Account code '${label}' has been removed as it does not match a recognised account.`,
    );
    return null;
  }
  if (!account || !takesLines(account)) {
    // REPORTED (xero-ruby)
    result.errors.push(`Account code '${label}' is not a valid code for this document.`);
    return null;
  }
  return account;
}

function takesLines(account: Account): boolean {
  return (
    account.type !== "BANK" && account.systemAccount !== "DEBTORS" && account.systemAccount !== "CREDITORS"
  );
}

function resolveTax(
  context: LineContext,
  input: LineInput,
  account: Account | null,
  errors: string[],
): TaxRate | null {
  if (context.types === "NoTax") return null;
  const wanted = input.taxType ?? account?.taxType;
  if (wanted === undefined) return null;
  const rate = context.books.taxRates.find((one) => one.taxType.toLowerCase() === wanted.toLowerCase());
  if (rate?.status !== "ACTIVE") {
    // REPORTED (xero-ruby)
    errors.push(`The TaxType code ${wanted} does not exist or cannot be used for this type of transaction.`);
    return null;
  }
  if (account && !rate.appliesTo.includes(account.class)) {
    // REPORTED
    errors.push(`The TaxType code '${rate.taxType}' cannot be used with account code '${account.code}'.`);
  }
  return rate;
}
