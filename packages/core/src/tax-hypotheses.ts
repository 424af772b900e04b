import { type Money, money } from "./money.ts";
import type { TaxChoice, TaxChoices } from "./tax-map.ts";

/** What a rate was applied to: the full net, the net after discount, or the net after a discount that has tax inside. */
export type TaxBasis = "full" | "discounted" | "discounted_tax_inside";

export type TaxedAmount = {
  role: "goods" | "shipping";
  /** Ex tax, before discount. */
  net: Money;
  /** As Magento states it, positive. */
  discount: Money;
  tax: Money;
  units: Money;
  basis: TaxBasis;
  /** Known from elsewhere, e.g. the invoice as it was posted: taken as it is. */
  given: TaxChoice | null;
};

/** One way Magento may have calculated: a basis and a way of rounding, with the rates that are possible for each amount. */
export type Hypothesis = { amounts: readonly TaxedAmount[]; isPrecise: boolean; candidates: TaxChoice[][] };

/**
 * The ways that explain every amount. Calculation by unit, by row and by total are precise; the loose one takes what
 * their roundings and a partial document's shares can add up to.
 */
export function hypotheses(amounts: readonly TaxedAmount[], choices: TaxChoices): Hypothesis[] {
  const near = amounts.map((amount) => nearRates(amount, choices));
  if (near.some((list) => list.length === 0)) return [];
  return ways
    .map(({ method, isPrecise, isCarried }) => {
      const fitting = near.map((list, index) => {
        const amount = amounts[index];
        return amount ? list.filter((rate) => amount.given !== null || method(rate, amount)) : [];
      });
      const kept = isCarried ? withinCarry(amounts, fitting) : fitting;
      return { amounts, isPrecise, candidates: kept.map((list) => list.map(({ choice }) => choice)) };
    })
    .filter(({ candidates }) => candidates.every((list) => list.length > 0));
}

/** The net that `rate` (percent) applied to. */
export function taxBase(amount: Pick<TaxedAmount, "net" | "discount" | "basis">, rate: Money): Money {
  switch (amount.basis) {
    case "full":
      return amount.net;
    case "discounted":
      return amount.net.minus(amount.discount);
    case "discounted_tax_inside":
      return amount.net.minus(amount.discount.div(factor(rate)));
  }
}

/** The percent that the tax itself speaks of, exact for the basis. */
export function impliedRate(amount: TaxedAmount): Money {
  const { net, discount, tax } = amount;
  if (amount.basis !== "discounted_tax_inside") {
    const base = taxBase(amount, money(0));
    return base.isZero() ? money(0) : tax.div(base).times(100);
  }
  // tax × (1 + r) = r × (net × (1 + r) − discount), solved for r.
  if (!net.gt(0)) return money(0);
  const half = net.minus(discount).minus(tax);
  const root = half.times(half).plus(net.times(tax).times(4));
  return root.isNegative() ? money(0) : root.sqrt().minus(half).div(net.times(2)).times(100);
}

/** The rates the loosest way of rounding allows; a row for any other rate where there is none. */
export function nearRates(amount: TaxedAmount, choices: TaxChoices): Near[] {
  if (amount.given) {
    const given = nearness(amount, amount.given);
    // Taken as it is, but no proof that a discount has tax inside unless the tax bears it out.
    return amount.basis !== "discounted_tax_inside" || loosely(given, amount) ? [given] : [];
  }
  const named = choices.exact
    .map((choice) => nearness(amount, choice))
    .filter((near) => loosely(near, amount) && !isDiscountAbovePrice(amount, near));
  if (named.length > 0) return named;
  return choices.otherwise.map((taxType) => nearness(amount, { rate: impliedRate(amount), taxType }));
}

function nearness(amount: TaxedAmount, choice: TaxChoice): Near {
  const off = signedDeviation(amount, choice.rate);
  return { choice, off, halfCent: halfCentAt(choice.rate) };
}

/** What half a cent's rounding can put a tax off: in prices that contain it, the net is off by as much. */
export function halfCentAt(rate: Money): Money {
  return money("0.005").times(factor(rate));
}

/** Equal but for the last place that a decimal is entered with. */
export function isWithin(off: Money, limit: Money): boolean {
  return off.abs().lte(limit.plus(ENTRY_ROUNDING));
}

/** Carried remainders cancel out: all goods of one rate together are within half a cent. Shipping is carried by itself. */
function withinCarry(amounts: readonly TaxedAmount[], fitting: readonly Near[][]): Near[][] {
  const groups = new Map<string, { off: Money; open: number }>();
  const groupOf = (index: number, { choice }: Near) => {
    const key = `${amounts[index]?.role} ${choice.rate.toFixed()}`;
    const group = groups.get(key) ?? { off: money(0), open: 0 };
    groups.set(key, group);
    return group;
  };
  for (const [index, list] of fitting.entries()) {
    for (const near of list) {
      const group = groupOf(index, near);
      if (list.length === 1) group.off = group.off.plus(near.off);
      else group.open += 1;
    }
  }
  return fitting.map((list, index) =>
    list.filter((near) => {
      if (amounts[index]?.given) return true;
      const group = groupOf(index, near);
      const off = list.length === 1 ? group.off : group.off.plus(near.off);
      return isWithin(off, near.halfCent.times(Math.max(1, group.open)));
    }),
  );
}

/** A discount with tax inside is never more than the price with its tax. */
function isDiscountAbovePrice(amount: TaxedAmount, { choice, halfCent }: Near): boolean {
  if (amount.basis !== "discounted_tax_inside" || !amount.tax.isZero()) return false;
  return taxBase(amount, choice.rate).lt(halfCent.times(amount.units.plus(1)).neg());
}

/** A rate that is near enough for an amount: how far off the tax is, and what half a cent's rounding can put it off. */
type Near = { choice: TaxChoice; off: Money; halfCent: Money };
type Method = (near: Near, amount: TaxedAmount) => boolean;

/** Amounts are rounded to four places on entry. */
const ENTRY_ROUNDING = money("0.0001");

const byRow: Method = ({ off, halfCent }, { tax }) => tax.decimalPlaces() <= 2 && isWithin(off, halfCent);

const byUnit: Method = ({ off, halfCent }, { units, tax }) =>
  units.gt(0) && tax.div(units).decimalPlaces() <= 2 && isWithin(off, halfCent.times(units));

/** What rounding left over goes to the next line, so that a line may be a whole cent off. */
const byTotal: Method = ({ off, halfCent }, { tax }) =>
  tax.decimalPlaces() <= 2 && isWithin(off, halfCent.times(2));

/** Units × half a cent, plus the carried remainder. */
const loosely: Method = ({ off, halfCent }, { units }) =>
  isWithin(off, halfCent.times(units.gt(1) ? units.plus(1) : 2));

const ways: readonly { method: Method; isPrecise: boolean; isCarried: boolean }[] = [
  { method: byRow, isPrecise: true, isCarried: false },
  { method: byUnit, isPrecise: true, isCarried: false },
  { method: byTotal, isPrecise: true, isCarried: true },
  { method: loosely, isPrecise: false, isCarried: false },
];

/** By how much the tax is off what this rate makes of its base. */
export function signedDeviation(amount: TaxedAmount, rate: Money): Money {
  return amount.tax.minus(taxBase(amount, rate).times(rate).div(100));
}

function factor(rate: Money): Money {
  return rate.div(100).plus(1);
}
