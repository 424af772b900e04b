import { type Money, money } from "../money.ts";
import { recogniseTaxes } from "../tax.ts";
import type { TaxedAmount } from "../tax-hypotheses.ts";
import type { TaxChoices } from "../tax-map.ts";
import type { Amounts, ReadAmounts } from "./attempt.ts";

/** A surcharge's tax: its type, or the percent that no one type has. */
export type SurchargeTax = { ok: true; taxType: string; tax: Money } | { ok: false; percent: Money };

/**
 * Magento's tax total may hold tax that no line has: that of a surcharge which is on no line either. Null where it holds
 * none. `left` is the surcharge with its tax.
 */
export function surchargeTaxOf(input: {
  left: Money;
  taxGap: Money;
  amounts: readonly Amounts[];
  read: readonly ReadAmounts[];
  choices: TaxChoices;
}): SurchargeTax | null {
  const { left, taxGap, amounts, read, choices } = input;
  if (!taxGap.gt(0) || !left.gt(taxGap)) return null;
  const goods = amounts.filter(({ role }) => role === "goods");
  const units = goods.reduce((sum, amount) => sum.plus(amount.units), money(0));
  const surcharge: TaxedAmount = {
    role: "goods",
    net: left.minus(taxGap),
    discount: money(0),
    tax: taxGap,
    units,
    basis: "full",
    given: null,
  };
  const known = amounts.flatMap((amount, index): TaxedAmount[] => {
    const given = read[index];
    return given ? [{ ...amount, basis: "full", given: given.choice }] : [];
  });
  const taxed: TaxChoices = { ...choices, exact: choices.exact.filter(({ rate }) => rate.gt(0)) };
  const recognised = recogniseTaxes([[...known, surcharge]], taxed);
  const found = recognised.ok ? recognised.taxes.at(-1) : undefined;
  if (found) return { ok: true, taxType: found.taxType, tax: taxGap };
  const isOrderRounding = taxGap.lte(money(amounts.length + 1).times("0.005"));
  return isOrderRounding ? null : { ok: false, percent: percentOf(surcharge) };
}

function percentOf({ tax, net }: TaxedAmount): Money {
  return tax.div(net).times(100).toDecimalPlaces(2);
}
