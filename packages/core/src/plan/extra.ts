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
};

/** The line that takes what the reading left over, if any. */
export function leftoverExtra(
  reading: Extract<Reading, { ok: true }>,
  input: { policy: Policy; reference: ReferenceData },
): Extra[] {
  const { policy, reference } = input;
  const base = {
    amount: reading.left,
    from: `Magento's total less its lines: ${shown(reading.left)}`,
    rule: reading.rule,
  };
  const { leftover } = reading;
  switch (leftover) {
    case "nothing":
      return [];
    case "rounding":
      return [
        {
          ...base,
          description: "Rounding",
          accountCode: roundingAccountOf(policy, reference),
          taxTypeSetting: policy.roundingTaxType,
          purpose: "rounding",
          canFallBack: false,
        },
      ];
    case "less_than_lines":
      return [
        {
          ...base,
          description: "Gift card, store credit or other deduction",
          accountCode: policy.lessThanLinesAccountCode,
          taxTypeSetting: policy.lessThanLinesTaxType,
          purpose: "totals below their lines",
          canFallBack: false,
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
          canFallBack: false,
        },
      ];
    default:
      return leftover satisfies never;
  }
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
    ? (adjustmentTaxTypeOf({
        setting: extra.taxTypeSetting,
        accountCode,
        asTheSale: main?.taxType ?? null,
        reference,
      }) ?? (extra.canFallBack ? (main?.taxType ?? null) : null))
    : "NONE";
  if (taxType === null) return hold("tax_type_not_allowed_on_account", { code: accountCode, purpose });
  const unfit = taxTypeProblem({ accountCode, taxType, reference });
  if (isTaxed && unfit) return unfit;
  const rate = xeroRate(taxType, reference);
  const net = rate.isZero() ? extra.amount : cents(extra.amount.div(rate.div(100).plus(1)));
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
    rule: rate.isZero() ? extra.rule : `${extra.rule} The amount contains its tax.`,
  };
}

export function trackingOf(policy: Policy, storeViewId: number | null): { name: string; option: string }[] {
  return storeViewId === null ? [] : (policy.trackingByStore[String(storeViewId)] ?? []);
}

/** Xero's percent for a tax type. */
export function xeroRate(taxType: string, reference: ReferenceData): Money {
  return money(reference.taxRates.find((rate) => rate.taxType === taxType)?.effectiveRate ?? 0);
}
