import { type Money, money } from "./money.ts";
import type { TaxChoice, TaxChoices } from "./tax-map.ts";

/** What a rate was applied to: the full net, the net after discount, or the net after a discount that has tax inside. */
export type TaxBasis = "full" | "discounted" | "discounted_tax_inside";

export type TaxedAmount = {
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

export type Recognition =
  | { ok: true; choices: TaxChoice[] }
  /** No rate fits (`candidates` empty) or two tax types remain possible. */
  | { ok: false; index: number; candidates: TaxChoice[]; percent: Money };

/**
 * Chooses each amount's tax type by its rate, in spite of Magento's roundings. The rate chooses the type only; the tax
 * amount stays Magento's. A line too small to tell alone is read with the rest of its document.
 */
export function recogniseTaxes(amounts: readonly TaxedAmount[], choices: TaxChoices): Recognition {
  const found = amounts.map((amount) => ({ amount, candidates: candidatesFor(amount, choices) }));
  const unfit = found.findIndex(({ candidates }) => candidates.length === 0);
  if (unfit >= 0) return failure({ index: unfit, amounts, candidates: [] });

  const narrowings = [byReach, byDocumentMethods, byDocumentTypes, byCommonRate];
  for (const narrow of narrowings) {
    if (found.every(isSettled)) break;
    narrow(found);
  }
  const open = found.findIndex((item) => !isSettled(item));
  const openItem = found[open];
  if (openItem) return failure({ index: open, amounts, candidates: openItem.candidates });
  return { ok: true, choices: found.map(({ amount, candidates }) => nearest(amount, candidates)) };
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

/** What Magento's roundings can explain: half a cent a unit and the remainder carried over from other lines. */
export function taxTolerance(units: Money, rate: Money): Money {
  return HALF_CENT.times(units.gt(1) ? units.plus(1) : 2)
    .times(factor(rate))
    .plus(ENTRY_ROUNDING);
}

/** The percent that the tax itself speaks of, exact for the basis. */
export function impliedRate(amount: TaxedAmount): Money {
  const { net, discount, tax } = amount;
  if (amount.basis !== "discounted_tax_inside") {
    const base = taxBase(amount, money(0));
    return base.isZero() ? money(0) : tax.div(base).times(100);
  }
  // tax × (1 + r) = r × (net × (1 + r) − discount), solved for r.
  if (!net.isPositive() || net.isZero()) return money(0);
  const half = net.minus(discount).minus(tax);
  const root = half.times(half).plus(net.times(tax).times(4));
  return root.isNegative() ? money(0) : root.sqrt().minus(half).div(net.times(2)).times(100);
}

type Found = { amount: TaxedAmount; candidates: TaxChoice[] };
type Method = (amount: TaxedAmount, rate: Money) => boolean;

const HALF_CENT = money("0.005");
/** Amounts are rounded to four places on entry. */
const ENTRY_ROUNDING = money("0.0001");

function candidatesFor(amount: TaxedAmount, choices: TaxChoices): TaxChoice[] {
  if (amount.given) return [amount.given];
  const fitting = choices.exact.filter(
    ({ rate }) =>
      deviation(amount, rate).lte(taxTolerance(amount.units, rate)) && !isDiscountAbovePrice(amount, rate),
  );
  if (fitting.length > 0) return fitting;
  const rate = impliedRate(amount);
  return choices.otherwise.map((taxType) => ({ rate, taxType }));
}

/** A discount with tax inside is never more than the price with its tax. */
function isDiscountAbovePrice(amount: TaxedAmount, rate: Money): boolean {
  if (amount.basis !== "discounted_tax_inside" || !amount.tax.isZero()) return false;
  return taxBase(amount, rate).lt(taxTolerance(amount.units, rate).neg());
}

/** Keeps the rates that some way of rounding reaches exactly, where there is one. */
function byReach(found: Found[]): void {
  keep(found, (amount, { rate }) => Object.values(methods).some((method) => method(amount, rate)));
}

/** A document is calculated in one way: the lines that are settled say which ways are possible. */
function byDocumentMethods(found: Found[]): void {
  const settled = found.filter((item) => isSettled(item) && item.amount.given === null);
  const possible = Object.values(methods).filter((method) =>
    settled.every(({ amount, candidates }) => candidates.some(({ rate }) => method(amount, rate))),
  );
  if (possible.length === 0) return;
  keep(found, (amount, { rate }) => possible.some((method) => method(amount, rate)));
}

function byDocumentTypes(found: Found[]): void {
  const types = new Set(
    found.filter(isSettled).flatMap(({ candidates }) => candidates.map((c) => c.taxType)),
  );
  keep(found, (_amount, { taxType }) => types.has(taxType));
}

/** Lines that are too small one by one can speak together: their tax, carried from line to line, is a rate of their sum. */
function byCommonRate(found: Found[]): void {
  const open = found.filter((item) => !isSettled(item));
  const common = (open[0]?.candidates ?? []).filter((choice) => {
    if (
      !open.every(({ candidates }) =>
        candidates.some((c) => c.taxType === choice.taxType && c.rate.equals(choice.rate)),
      )
    ) {
      return false;
    }
    const off = open.reduce((sum, { amount }) => sum.plus(signedDeviation(amount, choice.rate)), money(0));
    return off.abs().lte(HALF_CENT.times(2).times(factor(choice.rate)));
  });
  if (new Set(common.map((choice) => choice.taxType)).size !== 1) return;
  keep(found, (_amount, choice) =>
    common.some((c) => c.taxType === choice.taxType && c.rate.equals(choice.rate)),
  );
}

/** Narrows unsettled items, never to nothing. */
function keep(found: Found[], isKept: (amount: TaxedAmount, choice: TaxChoice) => boolean): void {
  for (const item of found) {
    if (isSettled(item)) continue;
    const kept = item.candidates.filter((choice) => isKept(item.amount, choice));
    if (kept.length > 0) item.candidates = kept;
  }
}

const methods = {
  row: (amount, rate) => deviation(amount, rate).lte(HALF_CENT.times(factor(rate)).plus(ENTRY_ROUNDING)),
  unit: (amount, rate) =>
    amount.units.isInteger() &&
    amount.tax.div(amount.units).decimalPlaces() <= 2 &&
    deviation(amount, rate).lte(HALF_CENT.times(amount.units).times(factor(rate)).plus(ENTRY_ROUNDING)),
  carried: (amount, rate) =>
    deviation(amount, rate).lte(HALF_CENT.times(2).times(factor(rate)).plus(ENTRY_ROUNDING)),
} as const satisfies Record<string, Method>;

function isSettled({ candidates }: Found): boolean {
  return new Set(candidates.map((choice) => choice.taxType)).size === 1;
}

function nearest(amount: TaxedAmount, candidates: readonly TaxChoice[]): TaxChoice {
  const [first, ...others] = candidates;
  if (!first) throw new RangeError("no tax choice");
  return others.reduce(
    (best, choice) => (deviation(amount, choice.rate).lt(deviation(amount, best.rate)) ? choice : best),
    first,
  );
}

function signedDeviation(amount: TaxedAmount, rate: Money): Money {
  return amount.tax.minus(taxBase(amount, rate).times(rate).div(100));
}

function deviation(amount: TaxedAmount, rate: Money): Money {
  return signedDeviation(amount, rate).abs();
}

function factor(rate: Money): Money {
  return rate.div(100).plus(1);
}

function failure(input: {
  index: number;
  amounts: readonly TaxedAmount[];
  candidates: TaxChoice[];
}): Recognition {
  const { index, amounts, candidates } = input;
  const amount = amounts[index];
  return { ok: false, index, candidates, percent: amount ? spokenPercent(amount) : money(0) };
}

/** The roundest percent that explains the tax, for people: 17.5 rather than 17.4983. */
function spokenPercent(amount: TaxedAmount): Money {
  const implied = impliedRate(amount);
  for (const step of ["1", "0.5", "0.25", "0.1", "0.01"]) {
    const rounded = implied.div(step).toDecimalPlaces(0).times(step);
    if (deviation(amount, rounded).lte(taxTolerance(amount.units, rounded))) return rounded;
  }
  return implied.toDecimalPlaces(2);
}
