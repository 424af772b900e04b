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
import { shown } from "./entry.ts";
import {
  insideReadings,
  insideSlack,
  insideTolerance,
  insideWhat,
  isBorneOut,
  netDiscountsOf,
  withLikelyPrices,
} from "./tax-inside.ts";

/** How the document's numbers were read, what is left over, where that goes, and which hypotheses came before. */
export type Reading = { trail: string[] } & (
  | { ok: true; amounts: ReadAmounts[]; left: Money; leftover: Leftover; rule: string }
  | { ok: false; problem: "tax"; index: number; candidates: TaxChoice[]; percent: Money }
  | { ok: false; problem: "total"; residue: Money; cause: "unexplained" | "two_readings" | "lines_differ" }
);
export type Leftover = "nothing" | "rounding" | "less_than_lines" | "more_than_lines";

/**
 * Tries, in this order, each with its own tolerance: exact; discounts include tax; rounding; the policy's account for
 * totals below or above the lines. `total` is what the amounts should come to.
 */
export function readAmounts(input: ReadingInput): Reading {
  const plain = read(input, plainReadings(input.amounts));
  if (closes(plain.left, input.total))
    return taken(plain, { leftover: "nothing", rule: exactRule(input), trail: [] });
  const trail = [
    `Exact: lines and shipping come to ${shown(input.total.minus(plain.left))}, ${input.totalName} is ${shown(input.total)}: ${shown(plain.left)} is left over.`,
  ];
  // Magento's subtotal is the sum of its lines, always: where it is not, a line is missing and nothing else may explain it away.
  if (!input.subtotalGap.isZero()) {
    trail.push(`Magento's subtotal is ${shown(input.subtotalGap)} from the sum of its lines.`);
    return { ok: false, problem: "total", residue: plain.left, cause: "lines_differ", trail };
  }

  const attempts = insideReadings(input).map((bases) => read(input, [bases]));
  const inside = attempts
    .filter((attempt) => attempt.taxes.ok && attempt.hasTaxInside && isBorneOut(attempt, input))
    .toSorted((a, b) => a.left.abs().cmp(b.left.abs()));
  for (const rounding of roundingsOfWhole(input)) {
    for (const attempt of inside) {
      const rest = { ...attempt, left: attempt.left.minus(rounding) };
      const netDiscounts = netDiscountsOf(rest, input);
      if (netDiscounts) return withTaxTakenOut(attempt, { ...netDiscounts, trail, rounding });
    }
  }
  trail.push(insideTrail(attempts, inside));

  const { count, tolerance } = roundingTolerance(input, plain.left);
  if (plain.taxes.ok && plain.left.abs().lte(tolerance)) {
    const rule = `Rounding: within ${moneyText(tolerance)}, what ${roundings(count)} can explain (half a cent each): to the rounding account.`;
    return taken(plain, { leftover: "rounding", rule, trail });
  }
  trail.push(`Rounding: ${roundings(count)} can explain at most ${moneyText(tolerance)} (half a cent each).`);
  if (!plain.taxes.ok && inside.length === 0) return refused(closestToFit([plain, ...attempts]), trail);
  return withAdjustment({ ...input, plain, inside, trail });
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
function roundingTolerance(
  { amounts, taxGap }: ReadingInput,
  left: Money,
): { count: number; tolerance: Money } {
  const rounded = amounts.filter(
    ({ net, tax, discount }) => !tax.isZero() || !discount.isZero() || net.decimalPlaces() > 2,
  ).length;
  const isTaxOfWhole = !left.isZero() && taxGap.equals(left);
  const count = isTaxOfWhole ? rounded + 1 : rounded;
  return { count, tolerance: money(count).times("0.005").toDecimalPlaces(2, Money.ROUND_DOWN) };
}

const roundings = (count: number) => (count === 1 ? "1 rounded amount" : `${count} rounded amounts`);

function insideTrail(attempts: readonly Attempt[], inside: readonly Attempt[]): string {
  const [nearest] = inside;
  if (nearest) {
    const allowed = moneyText(insideTolerance(nearest));
    return `Discounts include tax: ${shown(nearest.left)} would be left over, and its roundings allow ${allowed}.`;
  }
  return attempts.length === 0
    ? "Discounts include tax: there is no discount."
    : "Discounts include tax: the tax of the lines does not bear that out.";
}

/** What Magento says that it rounded on the tax of the whole document, then none. */
function roundingsOfWhole(input: ReadingInput): Money[] {
  const { taxGap } = input;
  const { tolerance } = roundingTolerance(input, taxGap);
  return taxGap.isZero() || taxGap.abs().gt(tolerance) ? [money(0)] : [taxGap, money(0)];
}

function withTaxTakenOut(
  attempt: Attempt,
  input: { netDiscounts: Money[]; how: string; trail: string[]; rounding: Money },
): Reading {
  const { netDiscounts, how, trail, rounding } = input;
  const rounded = rounding.isZero()
    ? ""
    : ` Magento rounded the tax of the whole by ${moneyText(rounding)}: to the rounding account.`;
  return {
    ok: true,
    trail,
    amounts: attempt.amounts.map((amount, index) => ({
      ...amount,
      netDiscount: netDiscounts[index] ?? amount.netDiscount,
    })),
    left: rounding,
    leftover: rounding.isZero() ? "nothing" : "rounding",
    rule: `Discounts include tax: those on ${insideWhat(attempt.bases)} contain it, and it is taken out of them at each line's rate.${how}${rounded}`,
  };
}

/** Which reading of the discounts is right is settled by the tax on the lines, else by what is known of the store's prices. */
function withAdjustment(
  input: ReadingInput & { plain: Attempt; inside: Attempt[]; trail: string[] },
): Reading {
  const { plain, pricesIncludeTax, canTake, trail } = input;
  const [inside] = input.inside;
  const isInside = inside !== undefined && (!plain.taxes.ok || pricesIncludeTax === true);
  const attempt = isInside ? withLikelyPrices(inside, input) : plain;
  const { left } = attempt;
  const isOpen = inside !== undefined && plain.taxes.ok && pricesIncludeTax === null;
  const isTelling = !isInside || left.abs().gt(insideSlack(attempt, input));
  const hasAccount = left.isNegative() ? canTake.less : canTake.more;
  const where = left.isNegative() ? "below" : "above";
  const isAtOdds = isTaxAtOdds(input, left);
  if (isOpen || !isTelling || !hasAccount || isAtOdds) {
    const why = isAtOdds
      ? `Magento's tax total is ${shown(input.taxGap)} from the tax of its lines, which nothing of that kind explains`
      : isOpen
        ? "whether its discounts include tax is open"
        : hasAccount
          ? "so little may be rounding by unit"
          : "none is chosen";
    trail.push(`Account for totals ${where} their lines: ${why}.`);
    const cause = isOpen && hasAccount ? "two_readings" : "unexplained";
    return { ok: false, problem: "total", residue: left, cause, trail };
  }
  const leftover = left.isNegative() ? "less_than_lines" : "more_than_lines";
  const rule = `Magento's total is ${moneyText(left.abs())} ${where} its lines: to the account chosen for that.`;
  return taken(attempt, { leftover, rule, trail });
}

/** A gift card leaves the tax alone, a surcharge adds less than itself: with another tax total the document is wrong. */
function isTaxAtOdds(input: ReadingInput, left: Money): boolean {
  const { taxGap } = input;
  const isSurchargeTax = taxGap.isPositive() && taxGap.lt(left);
  return !isSurchargeTax && taxGap.abs().gt(roundingTolerance(input, taxGap).tolerance);
}

function taken(attempt: Attempt, as: { leftover: Leftover; rule: string; trail: string[] }): Reading {
  if (!attempt.taxes.ok) return refused(attempt, as.trail);
  const left = as.leftover === "nothing" ? money(0) : attempt.left;
  return { ok: true, amounts: attempt.amounts, left, ...as };
}

function refused(attempt: Attempt, trail: string[]): Reading {
  if (attempt.taxes.ok)
    return { ok: false, problem: "total", residue: attempt.left, cause: "unexplained", trail };
  const { index, candidates, percent } = attempt.taxes;
  return { ok: false, problem: "tax", index, candidates, percent, trail };
}

function closestToFit(attempts: readonly [Attempt, ...Attempt[]]): Attempt {
  const count = (attempt: Attempt) =>
    attempt.taxes.ok ? Number.POSITIVE_INFINITY : attempt.taxes.unfitCount;
  return attempts.reduce((best, attempt) => (count(attempt) < count(best) ? attempt : best), attempts[0]);
}

function exactRule({ amounts, total, totalName }: ReadingInput): string {
  if (total.decimalPlaces() > 2)
    return `Exact: the lines come to ${totalName}, which has fractions of a cent: rounded half up once, at the end.`;
  const hasFractions = amounts.some(({ net, tax, discount }) =>
    [net, tax, discount].some((amount) => amount.decimalPlaces() > 2),
  );
  return hasFractions
    ? `Exact: the lines have fractions of a cent, which Xero cannot hold; their sum, rounded half up, is ${totalName}.`
    : `Exact: the lines come to ${totalName}.`;
}
