import { Money, money } from "./money.ts";
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

export type RecognisedTax = TaxChoice & { basis: TaxBasis };
export type Recognition =
  | { ok: true; taxes: RecognisedTax[] }
  /** No rate fits (`candidates` empty) or two tax types remain possible. */
  | { ok: false; index: number; candidates: TaxChoice[]; percent: Money; unfitCount: number };

/**
 * Chooses each amount's tax type by its rate, in spite of Magento's roundings. The rate chooses the type only; the tax
 * amount stays Magento's. `readings` are the same amounts on different bases; whatever remains possible in any of them
 * counts, and a line too small to tell alone is read with the rest of its document.
 */
export function recogniseTaxes(readings: readonly TaxedAmount[][], choices: TaxChoices): Recognition {
  const feasible = readings.flatMap((amounts) => hypotheses(amounts, choices));
  const precise = feasible.filter((hypothesis) => hypothesis.isPrecise);
  const kept = precise.length > 0 ? precise : feasible;
  if (kept.length === 0) return noRateFits(readings, choices);
  for (const settle of [byDocumentTypes, byCommonRate, byNearestWhereTiny]) {
    if (openIndex(kept) < 0) break;
    settle(kept);
  }
  const index = openIndex(kept);
  if (index < 0) return { ok: true, taxes: chosen(kept) };
  const candidates = kept.flatMap((hypothesis) => hypothesis.candidates[index] ?? []);
  return { ok: false, index, candidates, percent: percentOf(readings.at(-1)?.[index]), unfitCount: 0 };
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

/** One way Magento may have calculated: a basis and a way of rounding, with the rates that are possible for each amount. */
type Hypothesis = { amounts: readonly TaxedAmount[]; isPrecise: boolean; candidates: TaxChoice[][] };
type Method = (amount: TaxedAmount, rate: Money) => boolean;

const HALF_CENT = money("0.005");
/** Amounts are rounded to four places on entry. */
const ENTRY_ROUNDING = money("0.0001");

/** The ways that explain every amount. Calculation by unit, by row and by total are precise; the loose one takes what their roundings and a partial document's shares can add up to. */
function hypotheses(amounts: readonly TaxedAmount[], choices: TaxChoices): Hypothesis[] {
  const ways: { method: Method; isPrecise: boolean; isCarried?: true }[] = [
    { method: byRow, isPrecise: true },
    { method: byUnit, isPrecise: true },
    { method: byTotal, isPrecise: true, isCarried: true },
    { method: loosely, isPrecise: false },
  ];
  return ways
    .map(({ method, isPrecise, isCarried }) => {
      const candidates = amounts.map((amount) => candidatesFor(amount, { choices, method }));
      return { amounts, isPrecise, candidates: isCarried ? withinCarry(amounts, candidates) : candidates };
    })
    .filter(({ candidates }) => candidates.every((list) => list.length > 0));
}

function candidatesFor(amount: TaxedAmount, input: { choices: TaxChoices; method: Method }): TaxChoice[] {
  const { choices, method } = input;
  if (amount.given) return [amount.given];
  const fitting = choices.exact.filter(
    ({ rate }) => method(amount, rate) && !isDiscountAbovePrice(amount, rate),
  );
  if (fitting.length > 0) return fitting;
  const isNamed = choices.exact.some(({ rate }) => loosely(amount, rate));
  if (isNamed) return [];
  return choices.otherwise.map((taxType) => ({ rate: impliedRate(amount), taxType }));
}

const byRow: Method = (amount, rate) => deviation(amount, rate).lte(tolerance(rate, 1));

const byUnit: Method = (amount, rate) =>
  amount.units.isInteger() &&
  amount.units.gt(0) &&
  amount.tax.div(amount.units).decimalPlaces() <= 2 &&
  deviation(amount, rate).lte(tolerance(rate, amount.units));

/** What rounding left over goes to the next line, so that a line may be a whole cent off. */
const byTotal: Method = (amount, rate) => deviation(amount, rate).lte(tolerance(rate, 2));

/** Units × half a cent, plus the carried remainder. */
const loosely: Method = (amount, rate) =>
  deviation(amount, rate).lte(tolerance(rate, amount.units.gt(1) ? amount.units.plus(1) : 2));

function tolerance(rate: Money, halfCents: Money | number): Money {
  return HALF_CENT.times(halfCents).times(factor(rate)).plus(ENTRY_ROUNDING);
}

/** Carried remainders cancel out: all goods of one rate together are within half a cent. Shipping is carried by itself. */
function withinCarry(amounts: readonly TaxedAmount[], candidates: TaxChoice[][]): TaxChoice[][] {
  const groups = new Map<string, { off: Money; open: number }>();
  const keyOf = (amount: TaxedAmount, rate: Money) => `${amount.role} ${rate.toFixed()}`;
  for (const [index, amount] of amounts.entries()) {
    const list = candidates[index] ?? [];
    for (const { rate } of list) {
      const group = groups.get(keyOf(amount, rate)) ?? { off: money(0), open: 0 };
      if (list.length === 1) group.off = group.off.plus(signedDeviation(amount, rate));
      else group.open += 1;
      groups.set(keyOf(amount, rate), group);
    }
  }
  return amounts.map((amount, index) => {
    const list = candidates[index] ?? [];
    if (amount.given) return list;
    return list.filter(({ rate }) => {
      const group = groups.get(keyOf(amount, rate)) ?? { off: money(0), open: 0 };
      const off = list.length === 1 ? group.off : group.off.plus(signedDeviation(amount, rate));
      return off.abs().lte(tolerance(rate, Math.max(1, group.open)));
    });
  });
}

/** A discount with tax inside is never more than the price with its tax. */
function isDiscountAbovePrice(amount: TaxedAmount, rate: Money): boolean {
  if (amount.basis !== "discounted_tax_inside" || !amount.tax.isZero()) return false;
  return taxBase(amount, rate).lt(tolerance(rate, amount.units.plus(1)).neg());
}

/** The first amount that more than one tax type is possible for, or −1. */
function openIndex(kept: readonly Hypothesis[]): number {
  const length = kept[0]?.amounts.length ?? 0;
  for (let index = 0; index < length; index += 1) if (typesAt(kept, index).size > 1) return index;
  return -1;
}

function typesAt(kept: readonly Hypothesis[], index: number): Set<string> {
  return new Set(kept.flatMap(({ candidates }) => (candidates[index] ?? []).map((choice) => choice.taxType)));
}

/** A line too small to tell is taken to be of a type that others of its document certainly have. */
function byDocumentTypes(kept: readonly Hypothesis[]): void {
  const indexes = [...(kept[0]?.amounts.keys() ?? [])];
  const types = indexes.map((index) => typesAt(kept, index));
  const certain = new Set(types.filter(({ size }) => size === 1).flatMap((settled) => [...settled]));
  for (const index of indexes) narrow(kept, index, ({ taxType }) => certain.has(taxType));
}

/** Lines that are too small one by one can speak together: their tax, carried from line to line, is a rate of their sum. */
function byCommonRate(kept: readonly Hypothesis[]): void {
  const open = [...(kept[0]?.amounts.keys() ?? [])].filter((index) => typesAt(kept, index).size > 1);
  const common = kept.flatMap((hypothesis) => {
    const first = hypothesis.candidates[open[0] ?? 0] ?? [];
    return first.filter((choice) => isRateOfSum(hypothesis, { open, choice }));
  });
  if (new Set(common.map((choice) => choice.taxType)).size !== 1) return;
  for (const index of open) narrow(kept, index, ({ taxType }) => taxType === common[0]?.taxType);
}

/** Keeps the choices that pass, in all hypotheses, unless that would leave none. */
function narrow(kept: readonly Hypothesis[], index: number, isKept: (choice: TaxChoice) => boolean): void {
  if (!kept.some(({ candidates }) => candidates[index]?.some(isKept))) return;
  for (const { candidates } of kept) candidates[index] = (candidates[index] ?? []).filter(isKept);
}

function isRateOfSum(hypothesis: Hypothesis, input: { open: number[]; choice: TaxChoice }): boolean {
  const { rate, taxType } = input.choice;
  let off = money(0);
  for (const index of input.open) {
    const amount = hypothesis.amounts[index];
    const isPossible = hypothesis.candidates[index]?.some(
      (c) => c.taxType === taxType && c.rate.equals(rate),
    );
    if (!amount || !isPossible) return false;
    off = off.plus(signedDeviation(amount, rate));
  }
  return off.abs().lte(tolerance(rate, 1));
}

/** Where the rates that remain differ by no more than a cent of tax, the nearest is taken. */
function byNearestWhereTiny(kept: readonly Hypothesis[]): void {
  for (const index of kept[0]?.amounts.keys() ?? []) {
    if (typesAt(kept, index).size === 1) continue;
    const options = optionsAt(kept, index);
    const taxes = options.map(({ amount, choice }) =>
      taxBase(amount, choice.rate).times(choice.rate).div(100),
    );
    const spread = Money.max(...taxes).minus(Money.min(...taxes));
    if (spread.lte("0.01")) narrow(kept, index, ({ taxType }) => taxType === options[0]?.choice.taxType);
  }
}

/** What remains possible for an amount, the nearest first. */
function optionsAt(
  kept: readonly Hypothesis[],
  index: number,
): { choice: TaxChoice; amount: TaxedAmount; off: Money }[] {
  return kept
    .flatMap(({ amounts, candidates }) => {
      const amount = amounts[index];
      if (!amount) return [];
      return (candidates[index] ?? []).map((choice) => ({
        choice,
        amount,
        off: deviation(amount, choice.rate),
      }));
    })
    .toSorted((a, b) => a.off.cmp(b.off));
}

/** Of the rates left for an amount, all of one type, the nearest. */
function chosen(kept: readonly Hypothesis[]): RecognisedTax[] {
  return [...(kept[0]?.amounts.keys() ?? [])].map((index) => {
    const [nearest] = optionsAt(kept, index);
    if (!nearest) throw new RangeError("an amount without a tax choice");
    return { ...nearest.choice, basis: nearest.amount.basis };
  });
}

/** Speaks of the reading that comes closest to fitting. */
function noRateFits(readings: readonly TaxedAmount[][], choices: TaxChoices): Recognition {
  const unfit = readings.map((amounts) => ({
    amounts,
    indexes: [...amounts.keys()].filter((index) => {
      const amount = amounts[index];
      return amount && candidatesFor(amount, { choices, method: loosely }).length === 0;
    }),
  }));
  const [closest] = unfit.toReversed().toSorted((a, b) => a.indexes.length - b.indexes.length);
  const index = closest?.indexes[0] ?? 0;
  const percent = percentOf(closest?.amounts[index]);
  return { ok: false, index, candidates: [], percent, unfitCount: closest?.indexes.length ?? 0 };
}

function percentOf(amount: TaxedAmount | undefined): Money {
  return amount ? spokenPercent(amount) : money(0);
}

/** The roundest percent that explains the tax, for people: 17.5 rather than 17.4983. */
function spokenPercent(amount: TaxedAmount): Money {
  const implied = impliedRate(amount);
  for (const step of ["1", "0.5", "0.25", "0.1", "0.01"]) {
    const rounded = implied.div(step).toDecimalPlaces(0).times(step);
    if (byRow(amount, rounded)) return rounded;
  }
  return implied.toDecimalPlaces(2);
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
