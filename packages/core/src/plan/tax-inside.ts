import { Money, money, moneyText } from "../money.ts";
import { halfCentAt, isWithin, signedDeviation, type TaxBasis } from "../tax-hypotheses.ts";
import { type Amounts, type Attempt, type Bases, INSIDE, type ReadingInput } from "./attempt.ts";
import { likelyTaxInside, taxInsideByPrices } from "./gross-price.ts";

/** Discounts with tax inside: on goods and shipping, or on one of them. */
export function insideReadings(input: Pick<ReadingInput, "amounts" | "choices">): Bases[] {
  const mixed = mixedReading(input);
  return [...readingsByRole(input), ...(mixed ? [mixed] : [])];
}

/** Prices with tax and without in one document: each discounted line by what its own tax says, where that is one thing. */
function mixedReading({ amounts, choices }: Pick<ReadingInput, "amounts" | "choices">): Bases | null {
  const each = new Map<number, TaxBasis>();
  for (const [index, amount] of amounts.entries()) {
    if (amount.discount.isZero() || amount.tax.isZero()) continue;
    const bases: TaxBasis[] = [INSIDE, "discounted", "full"];
    const fitting = bases.filter((basis) =>
      choices.exact.some(({ rate }) =>
        isWithin(signedDeviation({ ...amount, basis }, rate), halfCentAt(rate)),
      ),
    );
    const [only] = fitting;
    if (only === undefined || fitting.length > 1) return null;
    each.set(index, only);
  }
  const isMixed = new Set(each.values()).size > 1 && [...each.values()].includes(INSIDE);
  return isMixed ? { goods: "discounted", shipping: "discounted", each } : null;
}

function readingsByRole({ amounts }: Pick<ReadingInput, "amounts">): Bases[] {
  const has = (role: Amounts["role"]) =>
    amounts.some((amount) => amount.role === role && !amount.discount.isZero());
  if (!has("goods") && !has("shipping")) return [];
  const both: Bases = { goods: INSIDE, shipping: INSIDE };
  if (!has("goods")) return [{ ...both, goods: "full" }];
  if (!has("shipping")) return [{ ...both, shipping: "full" }];
  return [both, { goods: INSIDE, shipping: "discounted" }, { goods: "discounted", shipping: INSIDE }];
}

/** Where any rate goes, every tax seems to fit: then the store's setting must say that its prices include tax. */
export function isBorneOut(attempt: Attempt, input: ReadingInput): boolean {
  if (input.pricesIncludeTax === true) return true;
  return attempt.amounts.every((read, index) => {
    if (!isTaxInside(attempt, index) || input.amounts[index]?.given) return true;
    return input.choices.exact.some(({ rate }) => rate.equals(read.choice.rate));
  });
}

/** The discounts without their tax, so that the residue is gone; null where this does not explain it. */
export function netDiscountsOf(
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
export function withLikelyPrices(attempt: Attempt, input: ReadingInput): Attempt {
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

/** A cent for each discounted amount, and never more than two: beyond that it is not this hypothesis' rounding. */
export function insideTolerance(attempt: Attempt): Money {
  const taxed = attempt.amounts.filter((_amount, index) => isTaxInside(attempt, index));
  return money(Math.min(taxed.length, 2)).times("0.01");
}

/** What roundings by unit could add up to: a difference below that may be no gift card or surcharge at all. */
export function insideSlack(attempt: Attempt, input: ReadingInput): Money {
  const units = insideAmounts(attempt, input).discounted.map((amount) => Money.max(1, amount.units));
  return Money.sum(0, ...units).times("0.01");
}

/** Which discounts were read with tax inside, in words. */
export function insideWhat(bases: Bases | undefined): string {
  if (bases?.each) return "some lines";
  if (bases?.goods !== INSIDE) return "shipping";
  return bases.shipping === INSIDE ? "goods and shipping" : "goods";
}
