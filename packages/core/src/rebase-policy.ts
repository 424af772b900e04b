import { AS_THE_SALE, type Policy } from "./policy.ts";
import type { ReferenceData } from "./reference.ts";

/**
 * The same settings for another organisation: what has the same code there keeps it, else what has the same name is taken, else
 * what was proposed for it. Ids are never the other organisation's. When it starts is asked anew.
 */
export function rebasePolicy(
  policy: Policy,
  input: { from: ReferenceData; to: ReferenceData; proposed: Policy },
): Policy {
  const { from, to, proposed } = input;
  const active = to.accounts.filter(({ status }) => status === "ACTIVE");
  const code = (old: string | null): string | null => {
    if (old === null) return null;
    if (active.some((account) => account.code === old)) return old;
    const name = from.accounts.find((account) => account.code === old)?.name;
    return active.find((account) => same(account.name, name))?.code ?? null;
  };
  const accountId = (old: string | null): string | null => {
    const was = from.accounts.find((account) => account.accountId === old);
    if (!was) return null;
    const byCode = was.code === null ? undefined : active.find((account) => account.code === was.code);
    return (byCode ?? active.find((account) => same(account.name, was.name)))?.accountId ?? null;
  };
  const rates = to.taxRates.filter(({ status }) => status === "ACTIVE");
  const taxType = (old: string | null): string | null => {
    if (old === null || old === AS_THE_SALE) return old;
    if (rates.some((rate) => rate.taxType === old)) return old;
    const name = from.taxRates.find((rate) => rate.taxType === old)?.name;
    return rates.find((rate) => same(rate.name, name))?.taxType ?? null;
  };
  const theme = (old: string | null): string | null => {
    const name = from.brandingThemes.find(({ brandingThemeId }) => brandingThemeId === old)?.name;
    return to.brandingThemes.find((each) => same(each.name, name))?.brandingThemeId ?? null;
  };
  const hasOption = (tracking: { name: string; option: string }) =>
    to.trackingCategories.some(
      (category) =>
        category.name === tracking.name && category.options.some(({ name }) => name === tracking.option),
    );
  const taxMap = policy.taxMap.flatMap((row) => {
    const type = taxType(row.taxType);
    return type === null ? [] : [{ ...row, taxType: type }];
  });
  return {
    ...policy,
    syncSince: null,
    paused: false,
    revenueAccountCode: code(policy.revenueAccountCode) ?? proposed.revenueAccountCode,
    shippingAccountCode: code(policy.shippingAccountCode),
    discountAccountCode: code(policy.discountAccountCode),
    lessThanLinesAccountCode: code(policy.lessThanLinesAccountCode),
    moreThanLinesAccountCode: code(policy.moreThanLinesAccountCode),
    refundAdjustmentAccountCode: code(policy.refundAdjustmentAccountCode),
    roundingAccountCode: code(policy.roundingAccountCode),
    lessThanLinesTaxType: taxType(policy.lessThanLinesTaxType),
    moreThanLinesTaxType: taxType(policy.moreThanLinesTaxType),
    refundAdjustmentTaxType: taxType(policy.refundAdjustmentTaxType),
    roundingTaxType: taxType(policy.roundingTaxType),
    revenueAccountByProductType: mapped(policy.revenueAccountByProductType, code),
    revenueAccountByStore: mapped(policy.revenueAccountByStore, code),
    revenueAccountBySku: policy.revenueAccountBySku.flatMap((rule) => {
      const accountCode = code(rule.accountCode);
      return accountCode === null ? [] : [{ ...rule, accountCode }];
    }),
    trackingByStore: mapped(policy.trackingByStore, (rows) => rows.filter(hasOption)),
    brandingThemeId: theme(policy.brandingThemeId),
    brandingThemeByStore: mapped(policy.brandingThemeByStore, theme),
    taxMap: taxMap.length > 0 ? taxMap : proposed.taxMap,
    paymentMethodMap: Object.fromEntries(
      Object.entries(policy.paymentMethodMap).map(([method, account]) => [
        method,
        account === null ? null : (accountId(account) ?? proposed.paymentMethodMap[method] ?? null),
      ]),
    ),
    defaultPaymentAccountId: accountId(policy.defaultPaymentAccountId),
    storeTimezone: policy.storeTimezone,
  };
}

const same = (one: string, other: string | undefined) =>
  other !== undefined && one.trim().toLowerCase() === other.trim().toLowerCase();

function mapped<T>(values: Record<string, T>, change: (value: T) => T | null): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      const changed = change(value);
      return changed === null ? [] : [[key, changed]];
    }),
  );
}
