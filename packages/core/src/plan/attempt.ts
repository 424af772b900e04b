import { cents, type Money, money } from "../money.ts";
import { type RecognisedTax, type Recognition, recogniseTaxes } from "../tax.ts";
import type { TaxBasis } from "../tax-hypotheses.ts";
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

export type ReadingInput = {
  amounts: readonly Amounts[];
  total: Money;
  /** The total by name, for the explanation. */
  totalName: string;
  /** Magento's tax total less the tax of lines and shipping: nothing but for what it rounded, or taxed, on the whole. */
  taxGap: Money;
  /** Magento's subtotal less the sum of its lines. */
  subtotalGap: Money;
  choices: TaxChoices;
  /** The store's prices include tax, where that is known. */
  pricesIncludeTax: boolean | null;
  canTake: { less: boolean; more: boolean };
};
/** By role; `each` names the amounts, by index, that are read otherwise. */
export type Bases = Record<Amounts["role"], TaxBasis> & { each?: ReadonlyMap<number, TaxBasis> };
/** One way to read the discounts: the tax types it gives, the net discounts, and what is left of the total. */
export type Attempt = {
  taxes: Recognition;
  amounts: ReadAmounts[];
  left: Money;
  hasTaxInside: boolean;
  bases: Bases | undefined;
};

export const INSIDE = "discounted_tax_inside";

/** Reads the amounts on the given bases; where there are several, they differ in tax types only. */
export function read(input: ReadingInput, readings: readonly Bases[]): Attempt {
  const weighty = [...input.amounts.keys()].filter((index) => hasWeight(input.amounts[index]));
  const pick = (bases: Bases) =>
    weighty.flatMap((index) => {
      const amount = input.amounts[index];
      return amount ? [{ ...amount, basis: bases.each?.get(index) ?? bases[amount.role] }] : [];
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
