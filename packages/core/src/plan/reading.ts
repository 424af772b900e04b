import { cents, Money, money, moneyText } from "../money.ts";
import type { TaxChoice } from "../tax-map.ts";
import {
  type Amounts,
  type Attempt,
  type Bases,
  type ReadAmounts,
  type ReadingInput,
  read,
} from "./attempt.ts";
import {
  insideReadings,
  insideSlack,
  insideWhat,
  isBorneOut,
  netDiscountsOf,
  withLikelyPrices,
} from "./tax-inside.ts";

/** How the document's numbers were read, what is left over, and where that goes. */
export type Reading =
  | { ok: true; amounts: ReadAmounts[]; left: Money; leftover: Leftover; rule: string }
  | { ok: false; problem: "tax"; index: number; candidates: TaxChoice[]; percent: Money }
  | { ok: false; problem: "total"; residue: Money; cause: "unexplained" | "two_readings" };
export type Leftover = "nothing" | "rounding" | "less_than_lines" | "more_than_lines";

/**
 * Tries, in this order, each with its own tolerance: exact; discounts include tax; rounding; the policy's account for
 * totals below or above the lines. `total` is what the amounts should come to.
 */
export function readAmounts(input: ReadingInput): Reading {
  const plain = read(input, plainReadings(input.amounts));
  if (closes(plain.left, input.total))
    return taken(plain, { leftover: "nothing", rule: exactRule(input.total) });

  const attempts = insideReadings(input.amounts).map((bases) => read(input, [bases]));
  const inside = attempts
    .filter((attempt) => attempt.taxes.ok && attempt.hasTaxInside && isBorneOut(attempt, input))
    .toSorted((a, b) => a.left.abs().cmp(b.left.abs()));
  for (const attempt of inside) {
    const netDiscounts = netDiscountsOf(attempt, input);
    if (netDiscounts) return withTaxTakenOut(attempt, netDiscounts);
  }

  const tolerance = roundingTolerance(input, plain.left);
  if (plain.taxes.ok && plain.left.abs().lte(tolerance)) {
    const rule = `Within ${moneyText(tolerance)}, what the roundings of this document can explain: to the rounding account.`;
    return taken(plain, { leftover: "rounding", rule });
  }
  if (!plain.taxes.ok && inside.length === 0) return refused(closestToFit([plain, ...attempts]));
  return withAdjustment({ ...input, plain, inside });
}

/** Tax before or after the discount: the same money, and tax types that must agree. */
function plainReadings(amounts: readonly Amounts[]): Bases[] {
  const full: Bases = { goods: "full", shipping: "full" };
  const hasDiscount = amounts.some((amount) => !amount.discount.isZero());
  return hasDiscount ? [full, { goods: "discounted", shipping: "discounted" }] : [full];
}

/** Equal at Xero's two places, and nothing but a fraction of a cent apart. */
function closes(left: Money, total: Money): boolean {
  return left.abs().lt("0.01") && cents(total.minus(left)).equals(cents(total));
}

/** Half a cent for each amount that Magento rounded by itself, and one more where it rounded the tax of the whole; in whole cents. */
function roundingTolerance({ amounts, taxGap }: ReadingInput, left: Money): Money {
  const rounded = amounts.filter((amount) => !amount.tax.isZero() || !amount.discount.isZero()).length;
  const isTaxOfWhole = !left.isZero() && taxGap.equals(left);
  return money(isTaxOfWhole ? rounded + 1 : rounded)
    .times("0.005")
    .toDecimalPlaces(2, Money.ROUND_DOWN);
}

function withTaxTakenOut(attempt: Attempt, input: { netDiscounts: Money[]; how: string }): Reading {
  return {
    ok: true,
    amounts: attempt.amounts.map((amount, index) => ({
      ...amount,
      netDiscount: input.netDiscounts[index] ?? amount.netDiscount,
    })),
    left: money(0),
    leftover: "nothing",
    rule: `Discounts on ${insideWhat(attempt.bases)} include tax: it is taken out of them at each line's rate.${input.how}`,
  };
}

/** Which reading of the discounts is right is settled by the tax on the lines, else by what is known of the store's prices. */
function withAdjustment(input: ReadingInput & { plain: Attempt; inside: Attempt[] }): Reading {
  const { plain, pricesIncludeTax, canTake } = input;
  const [inside] = input.inside;
  const isInside = inside !== undefined && (!plain.taxes.ok || pricesIncludeTax === true);
  const attempt = isInside ? withLikelyPrices(inside, input) : plain;
  const { left } = attempt;
  const isOpen = inside !== undefined && plain.taxes.ok && pricesIncludeTax === null;
  const isTelling = !isInside || left.abs().gt(insideSlack(attempt, input));
  const canGo = isTelling && (left.isNegative() ? canTake.less : canTake.more);
  if (!canGo || isOpen) {
    return { ok: false, problem: "total", residue: left, cause: canGo ? "two_readings" : "unexplained" };
  }
  const leftover = left.isNegative() ? "less_than_lines" : "more_than_lines";
  const where = left.isNegative() ? "below" : "above";
  const rule = `Magento's total is ${moneyText(left.abs())} ${where} its lines: to the account chosen for that.`;
  return taken(attempt, { leftover, rule });
}

function taken(attempt: Attempt, as: { leftover: Leftover; rule: string }): Reading {
  if (!attempt.taxes.ok) return refused(attempt);
  const left = as.leftover === "nothing" ? money(0) : attempt.left;
  return { ok: true, amounts: attempt.amounts, left, ...as };
}

function refused(attempt: Attempt): Reading {
  if (attempt.taxes.ok) return { ok: false, problem: "total", residue: attempt.left, cause: "unexplained" };
  const { index, candidates, percent } = attempt.taxes;
  return { ok: false, problem: "tax", index, candidates, percent };
}

function closestToFit(attempts: readonly [Attempt, ...Attempt[]]): Attempt {
  const count = (attempt: Attempt) =>
    attempt.taxes.ok ? Number.POSITIVE_INFINITY : attempt.taxes.unfitCount;
  return attempts.reduce((best, attempt) => (count(attempt) < count(best) ? attempt : best), attempts[0]);
}

function exactRule(total: Money): string {
  return total.decimalPlaces() > 2
    ? "The lines come to Magento's total, which has fractions of a cent: rounded half up once, at the end."
    : "The lines come to Magento's total exactly.";
}
