import { cents, Money, money, moneyText } from "../money.ts";
import { type RecognisedTax, type Recognition, recogniseTaxes } from "../tax.ts";
import type { TaxBasis } from "../tax-hypotheses.ts";
import type { TaxChoice, TaxChoices } from "../tax-map.ts";
import { likelyTaxInside, taxInsideByPrices } from "./gross-price.ts";

/** A sum of goods or shipping as Magento states it. All amounts exact, in document currency. */
export type Amounts = {
  role: "goods" | "shipping";
  net: Money;
  /** Positive. */
  discount: Money;
  tax: Money;
  units: Money;
  given: TaxChoice | null;
};

export type ReadAmounts = {
  choice: TaxChoice;
  basis: TaxBasis;
  /** The part of the discount that lowers the net; the rest was tax inside it. */
  netDiscount: Money;
};

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

type ReadingInput = {
  amounts: readonly Amounts[];
  total: Money;
  /** Magento's tax total less the tax of lines and shipping: nothing but for what it rounded, or taxed, on the whole. */
  taxGap: Money;
  choices: TaxChoices;
  /** The store's prices include tax, where that is known. */
  pricesIncludeTax: boolean | null;
  canTake: { less: boolean; more: boolean };
};
type Bases = Record<Amounts["role"], TaxBasis>;
type Attempt = {
  taxes: Recognition;
  amounts: ReadAmounts[];
  left: Money;
  hasTaxInside: boolean;
  bases: Bases | undefined;
};

/** Tax before or after the discount: the same money, and tax types that must agree. */
function plainReadings(amounts: readonly Amounts[]): Bases[] {
  const full: Bases = { goods: "full", shipping: "full" };
  const hasDiscount = amounts.some((amount) => !amount.discount.isZero());
  return hasDiscount ? [full, { goods: "discounted", shipping: "discounted" }] : [full];
}

/** Discounts with tax inside: on goods and shipping, or on one of them. */
function insideReadings(amounts: readonly Amounts[]): Bases[] {
  const has = (role: Amounts["role"]) =>
    amounts.some((amount) => amount.role === role && !amount.discount.isZero());
  if (!has("goods") && !has("shipping")) return [];
  const both: Bases = { goods: INSIDE, shipping: INSIDE };
  if (!has("goods")) return [{ ...both, goods: "full" }];
  if (!has("shipping")) return [{ ...both, shipping: "full" }];
  return [both, { goods: INSIDE, shipping: "discounted" }, { goods: "discounted", shipping: INSIDE }];
}

const INSIDE = "discounted_tax_inside";

function read(input: ReadingInput, readings: readonly Bases[]): Attempt {
  const weighty = [...input.amounts.keys()].filter((index) => hasWeight(input.amounts[index]));
  const pick = (bases: Bases) =>
    weighty.flatMap((index) => {
      const amount = input.amounts[index];
      return amount ? [{ ...amount, basis: bases[amount.role] }] : [];
    });
  const recognised = recogniseTaxes(readings.map(pick), input.choices);
  const known = new Map(recognised.ok ? recognised.taxes.map((tax, at) => [weighty[at], tax]) : []);
  const fallback = {
    ...(mainTax(input.amounts, known) ?? zeroChoice(input.choices)),
    basis: "full" as const,
  };
  const amounts = input.amounts.map((amount, index) => {
    const tax = known.get(index) ?? (amount.given ? { ...amount.given, basis: "full" as const } : fallback);
    const { basis, ...choice } = tax;
    return { choice, basis, netDiscount: amount.discount.minus(taxInside(amount, tax)) };
  });
  const sum = input.amounts.reduce((total, amount, index) => {
    return total
      .plus(amount.net)
      .minus(amounts[index]?.netDiscount ?? 0)
      .plus(amount.tax);
  }, money(0));
  const taxes = recognised.ok ? recognised : { ...recognised, index: weighty[recognised.index] ?? 0 };
  const hasTaxInside = input.amounts.some(
    (amount, index) => !amount.discount.equals(amounts[index]?.netDiscount ?? 0),
  );
  return { taxes, amounts, left: input.total.minus(sum), hasTaxInside, bases: readings[0] };
}

/** Magento takes the tax out of a discount at the line's own rate, in cents. */
function taxInside(amount: Amounts, tax: TaxChoice & { basis: TaxBasis }): Money {
  if (tax.basis !== INSIDE) return money(0);
  return cents(amount.discount.times(tax.rate).div(tax.rate.plus(100)));
}

/** An amount that comes to nothing has no bearing on the tax return, whatever its type. */
function hasWeight(amount: Amounts | undefined): boolean {
  return amount !== undefined && !(amount.tax.isZero() && amount.net.equals(amount.discount));
}

function mainTax(
  amounts: readonly Amounts[],
  known: ReadonlyMap<number | undefined, RecognisedTax>,
): TaxChoice | null {
  const indexes = [...amounts.keys()].filter((index) => known.has(index));
  return mainChoice(
    indexes.map((index) => ({ net: amounts[index]?.net ?? money(0) })),
    indexes.flatMap((index) => {
      const tax = known.get(index);
      return tax ? [{ rate: tax.rate, taxType: tax.taxType }] : [];
    }),
  );
}

/** The choice of the largest amount. */
export function mainChoice(
  amounts: readonly { net: Money }[],
  choices: readonly TaxChoice[],
): TaxChoice | null {
  let main: { net: Money; choice: TaxChoice } | null = null;
  for (const [index, amount] of amounts.entries()) {
    const choice = choices[index];
    if (choice && (main === null || amount.net.gt(main.net))) main = { net: amount.net, choice };
  }
  return main?.choice ?? null;
}

function zeroChoice(choices: TaxChoices): TaxChoice {
  const zero = choices.exact.find((choice) => choice.rate.isZero());
  return zero ?? { rate: money(0), taxType: choices.otherwise[0] ?? choices.exact[0]?.taxType ?? "NONE" };
}

/** Equal at Xero's two places, and nothing but a fraction of a cent apart. */
function closes(left: Money, total: Money): boolean {
  return left.abs().lt("0.01") && cents(total.minus(left)).equals(cents(total));
}

/** A cent for each discounted amount, and never more than two: beyond that it is not this hypothesis' rounding. */
function insideTolerance(attempt: Attempt): Money {
  const taxed = attempt.amounts.filter((_amount, index) => isTaxInside(attempt, index));
  return money(Math.min(taxed.length, 2)).times("0.01");
}

/** What roundings by unit could add up to: a difference below that may be no gift card or surcharge at all. */
function insideSlack(attempt: Attempt, input: ReadingInput): Money {
  const units = insideAmounts(attempt, input).discounted.map((amount) => Money.max(1, amount.units));
  return Money.sum(0, ...units).times("0.01");
}

/** Half a cent for each amount that Magento rounded by itself, and one more where it rounded the tax of the whole; in whole cents. */
function roundingTolerance({ amounts, taxGap }: ReadingInput, left: Money): Money {
  const rounded = amounts.filter((amount) => !amount.tax.isZero() || !amount.discount.isZero()).length;
  const isTaxOfWhole = !left.isZero() && taxGap.equals(left);
  return money(isTaxOfWhole ? rounded + 1 : rounded)
    .times("0.005")
    .toDecimalPlaces(2, Money.ROUND_DOWN);
}

/** Where any rate goes, every tax seems to fit: then the store's setting must say that its prices include tax. */
function isBorneOut(attempt: Attempt, input: ReadingInput): boolean {
  if (input.pricesIncludeTax === true) return true;
  return attempt.amounts.every((read, index) => {
    if (!isTaxInside(attempt, index) || input.amounts[index]?.given) return true;
    return input.choices.exact.some(({ rate }) => rate.equals(read.choice.rate));
  });
}

/** The discounts without their tax, so that the residue is gone; null where this does not explain it. */
function netDiscountsOf(
  attempt: Attempt,
  input: ReadingInput,
): { netDiscounts: Money[]; how: string } | null {
  const { left } = attempt;
  const plain = attempt.amounts.map((amount) => amount.netDiscount);
  if (left.isZero()) return { netDiscounts: plain, how: "" };
  const { indexes, discounted } = insideAmounts(attempt, input);
  const taken = discounted.reduce(
    (sum, amount) => sum.plus(amount.discount).minus(amount.netDiscount),
    money(0),
  );
  const byPrices = taxInsideByPrices(discounted, taken.plus(left));
  if (byPrices) {
    const netDiscounts = without(plain, { indexes, discounted, inside: byPrices });
    return { netDiscounts, how: " Prices with tax are whole cents, which settles the cents." };
  }
  if (left.abs().gt(insideTolerance(attempt))) return null;
  const largest = indexes.toSorted((a, b) => (plain[b] ?? left).cmp(plain[a] ?? left))[0];
  const netDiscounts = plain.map((discount, index) => (index === largest ? discount.minus(left) : discount));
  return { netDiscounts, how: ` The remaining ${moneyText(left)} is on the largest discount.` };
}

type DiscountedInside = Amounts & { rate: Money; netDiscount: Money };

function insideAmounts(
  attempt: Attempt,
  input: ReadingInput,
): { indexes: number[]; discounted: DiscountedInside[] } {
  const indexes = [...attempt.amounts.keys()].filter((index) => isTaxInside(attempt, index));
  const discounted = indexes.flatMap((index) => {
    const amount = input.amounts[index];
    const read = attempt.amounts[index];
    return amount && read ? [{ ...amount, rate: read.choice.rate, netDiscount: read.netDiscount }] : [];
  });
  return { indexes, discounted };
}

/** The net discounts once `inside`, the tax in those at `indexes`, is taken out. */
function without(
  plain: readonly Money[],
  input: { indexes: number[]; discounted: DiscountedInside[]; inside: Money[] },
): Money[] {
  const netDiscounts = [...plain];
  for (const [at, index] of input.indexes.entries()) {
    const amount = input.discounted[at];
    if (amount) netDiscounts[index] = amount.discount.minus(input.inside[at] ?? 0);
  }
  return netDiscounts;
}

/** Something else is left over besides: each price is taken to be the whole cents nearest to what its net says. */
function withLikelyPrices(attempt: Attempt, input: ReadingInput): Attempt {
  const { indexes, discounted } = insideAmounts(attempt, input);
  const plain = attempt.amounts.map((amount) => amount.netDiscount);
  const netDiscounts = without(plain, { indexes, discounted, inside: likelyTaxInside(discounted) });
  const sum = (discounts: readonly Money[]) =>
    discounts.reduce((total, amount) => total.plus(amount), money(0));
  return {
    ...attempt,
    amounts: attempt.amounts.map((amount, index) => ({
      ...amount,
      netDiscount: netDiscounts[index] ?? amount.netDiscount,
    })),
    left: attempt.left.plus(sum(netDiscounts)).minus(sum(plain)),
  };
}

function isTaxInside(attempt: Attempt, index: number): boolean {
  const amount = attempt.amounts[index];
  return amount?.basis === INSIDE && !amount.netDiscount.isZero() && !amount.choice.rate.isZero();
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

function insideWhat(bases: Bases | undefined): string {
  if (bases?.goods !== INSIDE) return "shipping";
  return bases.shipping === INSIDE ? "goods and shipping" : "goods";
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
