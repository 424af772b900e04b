import { cents, type Money, money } from "../money.ts";

export type DiscountedAmount = {
  net: Money;
  tax: Money;
  discount: Money;
  units: Money;
  /** Percent. */
  rate: Money;
};

/**
 * The tax inside each discount, on the footing that prices with tax are whole cents: price × units − net − tax. Rounding
 * leaves an amount one or two such prices; the ones nearest to discount ÷ (1 + rate) that together come to `target` are
 * taken. Prices with fractions of a cent leave a fraction over, which goes to the first of them. Null where none do.
 */
export function taxInsideByPrices(amounts: readonly DiscountedAmount[], target: Money): Money[] | null {
  if (amounts.length > MAX_AMOUNTS) return null;
  const options = amounts.map(optionsOf);
  const lowest = spans(options, (list) => Math.min(...list.map((option) => option.inside)));
  const highest = spans(options, (list) => Math.max(...list.map((option) => option.inside)));
  const goal = scaled(target);
  const fractional = amounts.findIndex(({ net }) => net.decimalPlaces() > 2);
  const slack = fractional < 0 ? 0 : CENT * amounts.filter(({ net }) => net.decimalPlaces() > 2).length;
  let reached = new Map<number, Path>([[0, { cost: 0, option: null, before: null }]]);
  for (const [index, list] of options.entries()) {
    const next = new Map<number, Path>();
    for (const [sum, path] of reached) {
      for (const option of list) {
        const at = sum + option.inside;
        const isTooHigh = at + (lowest[index + 1] ?? 0) > goal + slack;
        const isTooLow = at + (highest[index + 1] ?? 0) < goal - slack;
        if (isTooHigh || isTooLow) continue;
        const cost = path.cost + option.cost;
        if (cost < (next.get(at)?.cost ?? Number.POSITIVE_INFINITY))
          next.set(at, { cost, option, before: path });
      }
    }
    reached = next;
  }
  const [nearest] = [...reached].toSorted(([a, one], [b, two]) => {
    return Math.abs(a - goal) - Math.abs(b - goal) || one.cost - two.cost;
  });
  if (!nearest) return null;
  const [sum, path] = nearest;
  return optionsOn(path).map(({ inside }, index) => {
    return money(index === fractional ? inside + goal - sum : inside).div(SCALE);
  });
}

/** The same without a target: for each amount the whole-cent price nearest to its net at its rate. */
export function likelyTaxInside(amounts: readonly DiscountedAmount[]): Money[] {
  return amounts.map((amount) => {
    const [nearest] = optionsOf(amount).toSorted((a, b) => a.distance - b.distance);
    return money(nearest?.inside ?? 0).div(SCALE);
  });
}

/** In ten-thousandths: whole numbers, as amounts have four places. */
type Option = {
  inside: number;
  /** From the tax that the rate finds in the discount. */
  cost: number;
  /** Of the price, from the net at its rate. */
  distance: number;
};
type Path = { cost: number; option: Option | null; before: Path | null };

const SCALE = 10_000;
const CENT = 100;
const MAX_AMOUNTS = 200;

function optionsOf({ net, tax, discount, units, rate }: DiscountedAmount): Option[] {
  const factor = rate.div(100).plus(1);
  const likely = cents(discount.minus(discount.div(factor)));
  const gross = net.times(factor);
  const slack = factor.times("0.005").times(units.gt(2) ? units : 2);
  const first = units.gt(0) ? cents(gross.div(units)).minus("0.02") : money(0);
  const options: Option[] = [];
  for (let step = 0; step <= 4 && units.gt(0); step += 1) {
    const whole = first.plus(money(step).div(100)).times(units);
    const inside = whole.minus(net).minus(tax);
    if (whole.minus(gross).abs().gt(slack) || inside.isNegative() || inside.gt(discount)) continue;
    options.push({
      inside: scaled(inside),
      cost: scaled(inside.minus(likely).abs()),
      distance: scaled(whole.minus(gross).abs()),
    });
  }
  return options.length > 0 ? options : [{ inside: scaled(likely), cost: 0, distance: 0 }];
}

/** What the amounts from each index on can add at least or at most. */
function spans(options: readonly Option[][], pick: (list: Option[]) => number): number[] {
  const sums = [0];
  for (const list of options.toReversed()) sums.unshift((sums[0] ?? 0) + pick(list));
  return sums;
}

function optionsOn(path: Path | null): Option[] {
  const found: Option[] = [];
  for (let at = path; at?.option; at = at.before) found.unshift(at.option);
  return found;
}

function scaled(amount: Money): number {
  return amount.times(SCALE).toDecimalPlaces(0).toNumber();
}
