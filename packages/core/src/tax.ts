import { Money, money } from "./money.ts";
import {
  type Hypothesis,
  halfCentAt,
  hypotheses,
  impliedRate,
  isWithin,
  nearRates,
  signedDeviation,
  type TaxBasis,
  type TaxedAmount,
} from "./tax-hypotheses.ts";
import type { TaxChoice, TaxChoices } from "./tax-map.ts";

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
  for (const settle of [byDocumentTypes, byCommonRate, byNearestWhereUntaxed]) {
    if (openIndex(kept) < 0) break;
    settle(kept);
  }
  const index = openIndex(kept);
  if (index < 0) return { ok: true, taxes: chosen(kept) };
  const possible = kept.flatMap((hypothesis) => hypothesis.candidates[index] ?? []);
  const candidates = [...new Map(possible.map((choice) => [choice.taxType, choice])).values()];
  return { ok: false, index, candidates, percent: percentOf(readings.at(-1)?.[index]), unfitCount: 0 };
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
  if (open.length < 2) return;
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
  return isWithin(off, halfCentAt(rate));
}

/** No tax on an amount so small that every rate comes to less than a cent: the nearest rate, most often zero, guesses at no tax. */
function byNearestWhereUntaxed(kept: readonly Hypothesis[]): void {
  for (const index of kept[0]?.amounts.keys() ?? []) {
    if (typesAt(kept, index).size === 1) continue;
    const [nearest, ...others] = optionsAt(kept, index);
    if (!nearest?.amount.tax.isZero()) continue;
    if ([nearest, ...others].every(({ off }) => off.lte("0.01")))
      narrow(kept, index, ({ taxType }) => taxType === nearest.choice.taxType);
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
        off: signedDeviation(amount, choice.rate).abs(),
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
      return amount && nearRates(amount, choices).length === 0;
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
    const limit = halfCentAt(rounded).times(Money.max(1, amount.units));
    if (isWithin(signedDeviation(amount, rounded), limit)) return rounded;
  }
  return implied.toDecimalPlaces(2);
}
