import { cents, type Money, money, moneyText } from "../money.ts";
import { type Recognition, recogniseTaxes, type TaxBasis } from "../tax.ts";
import type { TaxChoice, TaxChoices } from "../tax-map.ts";

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
export function readAmounts(input: {
  amounts: readonly Amounts[];
  total: Money;
  choices: TaxChoices;
  /** The store's prices include tax, where that is known. */
  pricesIncludeTax: boolean | null;
  canTake: { less: boolean; more: boolean };
}): Reading {
  const tried = readingsOf(input.amounts).map((bases) => evaluate(bases, input));
  const fits = tried.filter((attempt): attempt is Fit => attempt.taxes.ok);
  if (fits.length === 0) return taxProblem(tried);
  const plain = fits.filter((fit) => !fit.hasTaxInside);
  const inside = fits.filter((fit) => fit.hasTaxInside);

  const exact = plain.filter((fit) => closes(fit.left, input.total));
  if (exact.length > 0) return oneOf(exact, { ...accepted("nothing", exactRule(input)), left: money(0) });

  const closing = inside.filter((fit) => fit.left.abs().lte(insideTolerance(fit)));
  const closest = closing.toSorted((a, b) => a.left.abs().cmp(b.left.abs()))[0];
  if (closest) return withTaxTakenOut(closest);

  const rounded = plain.filter((fit) => fit.left.abs().lte(roundingTolerance(input.amounts)));
  if (rounded.length > 0) {
    const tolerance = moneyText(roundingTolerance(input.amounts));
    const rule = `Within ${tolerance}, what the roundings of this document can explain: to the rounding account.`;
    return oneOf(rounded, { ...accepted("rounding", rule), left: null });
  }
  return withAdjustment({ plain, inside, ...input });
}

type Bases = { goods: TaxBasis; shipping: TaxBasis };
type Tried = { bases: Bases; taxes: Recognition; amounts: ReadAmounts[]; left: Money; hasTaxInside: boolean };
type Fit = Tried & { taxes: { ok: true } };
type Accepted = { leftover: Leftover; rule: string; left: Money | null };

/** Every way to read the discounts that this document has. */
function readingsOf(amounts: readonly Amounts[]): Bases[] {
  const has = (role: Amounts["role"]) =>
    amounts.some((amount) => amount.role === role && !amount.discount.isZero());
  const hasGoods = has("goods");
  const hasShipping = has("shipping");
  if (!hasGoods && !hasShipping) return [{ goods: "full", shipping: "full" }];
  const inside = "discounted_tax_inside";
  const readings: Bases[] = [
    { goods: "full", shipping: "full" },
    { goods: "discounted", shipping: "discounted" },
    { goods: inside, shipping: inside },
  ];
  if (hasGoods && hasShipping) {
    readings.push({ goods: inside, shipping: "discounted" }, { goods: "discounted", shipping: inside });
  }
  return readings;
}

function evaluate(
  bases: Bases,
  input: { amounts: readonly Amounts[]; total: Money; choices: TaxChoices },
): Tried {
  const based = input.amounts.map((amount) => ({ ...amount, basis: bases[amount.role] }));
  const weighty = based.filter(hasWeight);
  const recognised = recogniseTaxes(weighty, input.choices);
  const known = recognised.ok ? recognised.choices : [];
  const fallback = mainChoice(weighty, known) ?? zeroChoice(input.choices);
  const amounts = based.map((amount) => {
    const choice = amount.given ?? known[weighty.indexOf(amount)] ?? fallback;
    return {
      choice,
      basis: amount.basis,
      netDiscount: amount.discount.minus(taxInside(amount, choice.rate)),
    };
  });
  const sum = based.reduce((total, amount, index) => {
    return total
      .plus(amount.net)
      .minus(amounts[index]?.netDiscount ?? 0)
      .plus(amount.tax);
  }, money(0));
  const hasTaxInside = based.some(
    (amount, index) => !amount.discount.equals(amounts[index]?.netDiscount ?? 0),
  );
  const taxes = recognised.ok
    ? recognised
    : { ...recognised, index: positionOf(weighty[recognised.index], based) };
  return { bases, taxes, amounts, left: input.total.minus(sum), hasTaxInside };
}

function positionOf<T>(item: T | undefined, items: readonly T[]): number {
  return item === undefined ? 0 : items.indexOf(item);
}

/** Magento takes the tax out of a discount at the line's own rate, in cents. */
function taxInside(amount: Amounts & { basis: TaxBasis }, rate: Money): Money {
  if (amount.basis !== "discounted_tax_inside") return money(0);
  return cents(amount.discount.times(rate).div(rate.plus(100)));
}

/** An amount that comes to nothing has no bearing on the tax return, whatever its type. */
function hasWeight(amount: Amounts): boolean {
  return !amount.tax.isZero() || !amount.net.equals(amount.discount);
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
function insideTolerance(fit: Tried): Money {
  const taxed = fit.amounts.filter(
    (amount) => amount.basis === "discounted_tax_inside" && !amount.netDiscount.isZero(),
  );
  return money(Math.min(taxed.length, 2)).times("0.01");
}

/** Half a cent for each figure Magento rounded by itself. */
function roundingTolerance(amounts: readonly Amounts[]): Money {
  const rounded = amounts.filter((amount) => !amount.tax.isZero() || !amount.discount.isZero());
  return money(rounded.length).times("0.005").toDecimalPlaces(2, 1);
}

function withTaxTakenOut(fit: Fit): Reading {
  const amounts = fit.amounts.map((amount) => ({ ...amount }));
  const largest = amounts
    .filter((amount) => amount.basis === "discounted_tax_inside")
    .toSorted((a, b) => b.netDiscount.cmp(a.netDiscount))[0];
  if (largest) largest.netDiscount = largest.netDiscount.minus(fit.left);
  const cent = fit.left.isZero() ? "" : ` The remaining ${moneyText(fit.left)} is on the largest discount.`;
  return {
    ok: true,
    amounts,
    left: money(0),
    leftover: "nothing",
    rule: `Discounts on ${insideWhat(fit.bases)} include tax: it is taken out of them at each line's rate.${cent}`,
  };
}

function insideWhat(bases: Bases): string {
  if (bases.goods !== "discounted_tax_inside") return "shipping";
  return bases.shipping === "discounted_tax_inside" ? "goods and shipping" : "goods";
}

function withAdjustment(input: {
  plain: Fit[];
  inside: Fit[];
  amounts: readonly Amounts[];
  pricesIncludeTax: boolean | null;
  canTake: { less: boolean; more: boolean };
}): Reading {
  const { plain, inside, pricesIncludeTax, canTake } = input;
  const isInside = inside.length > 0 && (plain.length === 0 || pricesIncludeTax === true);
  const readings = isInside ? inside.slice(0, 1) : plain;
  const first = readings[0];
  if (!first) return { ok: false, problem: "total", residue: money(0), cause: "unexplained" };
  const residue = (plain[0] ?? first).left;
  const isAble = first.left.isNegative() ? canTake.less : canTake.more;
  if (!isAble) return { ok: false, problem: "total", residue, cause: "unexplained" };
  if (plain.length > 0 && inside.length > 0 && pricesIncludeTax === null) {
    return { ok: false, problem: "total", residue, cause: "two_readings" };
  }
  const leftover = first.left.isNegative() ? "less_than_lines" : "more_than_lines";
  const rule = `Magento's total is ${moneyText(first.left.abs())} ${leftover === "less_than_lines" ? "below" : "above"} its lines: to the account chosen for that.`;
  return oneOf(readings, { ...accepted(leftover, rule), left: null });
}

/** Readings that agree in money must agree in tax types too. */
function oneOf(fits: readonly Fit[], as: Accepted): Reading {
  const [first, ...others] = fits;
  if (!first) return { ok: false, problem: "total", residue: money(0), cause: "unexplained" };
  for (const other of others) {
    const index = first.amounts.findIndex(
      (amount, at) => amount.choice.taxType !== other.amounts[at]?.choice.taxType,
    );
    const one = first.amounts[index]?.choice;
    const two = other.amounts[index]?.choice;
    if (one && two) return { ok: false, problem: "tax", index, candidates: [one, two], percent: one.rate };
  }
  return {
    ok: true,
    amounts: first.amounts,
    left: as.left ?? first.left,
    leftover: as.leftover,
    rule: as.rule,
  };
}

function taxProblem(tried: readonly Tried[]): Reading {
  const reading = tried.find((attempt) => attempt.bases.goods === "discounted") ?? tried[0];
  if (!reading || reading.taxes.ok)
    return { ok: false, problem: "total", residue: money(0), cause: "unexplained" };
  const { index, candidates, percent } = reading.taxes;
  return { ok: false, problem: "tax", index, candidates, percent };
}

function accepted(leftover: Leftover, rule: string): { leftover: Leftover; rule: string } {
  return { leftover, rule };
}

function exactRule(input: { total: Money }): string {
  return input.total.decimalPlaces() > 2
    ? "The lines come to Magento's total, which has fractions of a cent: rounded half up once, at the end."
    : "The lines come to Magento's total exactly.";
}
