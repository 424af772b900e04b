import { cents, type Money, money } from "../money.ts";
import type { Policy } from "../policy.ts";
import type { ReferenceData } from "../reference.ts";
import type { TaxChoice } from "../tax-map.ts";
import { accountProblem, adjustmentTaxTypeOf, roundingAccountOf, taxTypeProblem } from "./accounts.ts";
import { type Hold, hold } from "./document-plan.ts";
import { shown } from "./entry.ts";
import type { LineAim } from "./lines.ts";
import type { Reading } from "./reading.ts";

/** An amount that is on no line of Magento's, to go on a line of its own. */
export type Extra = {
  amount: Money;
  description: string;
  from: string;
  rule: string;
  accountCode: string | null;
  taxTypeSetting: string | null;
  purpose: string;
  /** Magento's own adjustments are never held for want of a no-tax type. */
  canFallBack: boolean;
  /** The tax in the amount, where Magento states it and the policy does not say otherwise. */
  taxed?: { taxType: string; tax: Money };
};

/** The line that takes what the reading left over for the policy's accounts, if any. */
export function leftoverExtra(
  reading: Extract<Reading, { ok: true }>,
  input: { policy: Policy; surcharge: { taxType: string; tax: Money } | null },
): Extra[] {
  const { policy, surcharge } = input;
  const base = {
    amount: reading.left,
    from: `Magento's total less its lines: ${shown(reading.left)}`,
    rule: reading.rule,
    canFallBack: false,
  };
  const { leftover } = reading;
  switch (leftover) {
    case "nothing":
    case "rounding":
      return [];
    case "less_than_lines":
      return [
        {
          ...base,
          description: "Gift card, store credit or other deduction",
          accountCode: policy.lessThanLinesAccountCode,
          taxTypeSetting: policy.lessThanLinesTaxType,
          purpose: "totals below their lines",
        },
      ];
    case "more_than_lines":
      return [
        {
          ...base,
          description: "Surcharge",
          accountCode: policy.moreThanLinesAccountCode,
          taxTypeSetting: policy.moreThanLinesTaxType,
          purpose: "totals above their lines",
          ...(surcharge ? { taxed: surcharge } : {}),
        },
      ];
    default:
      return leftover satisfies never;
  }
}

/** What cents are off once every line is rounded: no tax, to the rounding account. */
export function roundingExtra(
  input: { amount: Money; from: string; rule: string },
  at: { policy: Policy; reference: ReferenceData },
): Extra {
  return {
    ...input,
    description: "Rounding",
    accountCode: roundingAccountOf(at.policy, at.reference),
    taxTypeSetting: at.policy.roundingTaxType,
    purpose: "rounding",
    canFallBack: false,
  };
}

/** Its line: account and tax type as the policy says, and the tax taken out of the amount where the type has a rate. */
export function extraAim(
  extra: Extra,
  input: { policy: Policy; reference: ReferenceData; storeViewId: number | null; main: TaxChoice | null },
): LineAim | Hold {
  const { policy, reference, main, storeViewId } = input;
  const { accountCode, purpose } = extra;
  const problem = accountProblem(accountCode, { purpose, reference });
  if (problem || accountCode === null) return problem ?? hold("account_missing", { purpose });
  const isTaxed = reference.organisation.paysTax;
  const taxType = isTaxed
    ? (extra.taxed?.taxType ??
      adjustmentTaxTypeOf({
        setting: extra.taxTypeSetting,
        accountCode,
        asTheSale: main?.taxType ?? null,
        reference,
      }) ??
      (extra.canFallBack ? (main?.taxType ?? null) : null))
    : "NONE";
  if (taxType === null) return hold("tax_type_not_allowed_on_account", { code: accountCode, purpose });
  const unfit = taxTypeProblem({ accountCode, taxType, reference });
  if (isTaxed && unfit) return unfit;
  const rate = xeroRate(taxType, reference);
  const net =
    isTaxed && extra.taxed
      ? extra.amount.minus(extra.taxed.tax)
      : rate.isZero()
        ? extra.amount
        : cents(extra.amount.div(rate.div(100).plus(1)));
  return {
    description: extra.description,
    quantity: money(1),
    unitPrice: net,
    net,
    lineAmount: net,
    tax: extra.amount.minus(net),
    accountCode,
    taxType,
    rate,
    tracking: trackingOf(policy, storeViewId),
    from: extra.from,
    rule: ruleOf(extra, { isTaxed, rate, taxType }),
  };
}

function ruleOf(extra: Extra, input: { isTaxed: boolean; rate: Money; taxType: string }): string {
  const { isTaxed, rate, taxType } = input;
  if (isTaxed && extra.taxed)
    return `${extra.rule} Of it ${shown(extra.taxed.tax)} is tax: what Magento's tax total has more than its lines (${taxType}).`;
  return rate.isZero() ? extra.rule : `${extra.rule} The amount contains its tax.`;
}

/** What the policy tracks a store view's lines by. */
export function trackingOf(policy: Policy, storeViewId: number | null): { name: string; option: string }[] {
  return storeViewId === null ? [] : (policy.trackingByStore[String(storeViewId)] ?? []);
}

/** Xero's percent for a tax type. */
export function xeroRate(taxType: string, reference: ReferenceData): Money {
  return money(reference.taxRates.find((rate) => rate.taxType === taxType)?.effectiveRate ?? 0);
}
