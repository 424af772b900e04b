import type { Problem } from "./errors.ts";
import { accountProblem, takes } from "./plan/accounts.ts";
import { AS_THE_SALE, type Policy } from "./policy.ts";
import { canTakePayments } from "./propose-policy.ts";
import type { LedgerAccount, ReferenceData } from "./reference.ts";

/** Every id and code of a policy that the organisation's reference data does not bear out, with its field and a sentence. */
export function validatePolicy(policy: Policy, reference: ReferenceData): Problem[] {
  return [
    ...revenueProblems(policy, reference),
    ...adjustmentProblems(policy, reference),
    ...taxMapProblems(policy, reference),
    ...trackingProblems(policy, reference),
    ...themeProblems(policy, reference),
    ...paymentProblems(policy, reference),
  ];
}

function revenueProblems(policy: Policy, reference: ReferenceData): Problem[] {
  const codes: [path: string, code: string | null][] = [
    ["revenueAccountCode", policy.revenueAccountCode],
    ...Object.entries(policy.revenueAccountByProductType).map(pathed("revenueAccountByProductType")),
    ...policy.revenueAccountBySku.map((rule, index): [string, string] => [
      `revenueAccountBySku.${index}.accountCode`,
      rule.accountCode,
    ]),
    ...Object.entries(policy.revenueAccountByStore).map(pathed("revenueAccountByStore")),
  ];
  return codes.flatMap(([path, code]) => {
    if (code === null) return [{ path, message: "Choose the account for sales." }];
    const problem = lineAccountProblem(path, { code, reference });
    if (problem.length > 0) return problem;
    const type = accountWith(code, reference)?.type ?? "";
    return ["REVENUE", "SALES", "OTHERINCOME"].includes(type)
      ? []
      : [{ path, message: `Account ${code} is not a revenue account.` }];
  });
}

function adjustmentProblems(policy: Policy, reference: ReferenceData): Problem[] {
  const plain = (["shippingAccountCode", "discountAccountCode"] as const).flatMap((path) =>
    lineAccountProblem(path, { code: policy[path], reference }),
  );
  const typed = adjustments.flatMap(({ account, taxType }) => {
    const problems = lineAccountProblem(account, { code: policy[account], reference });
    const type = policy[taxType];
    if (problems.length > 0 || type === null || type === AS_THE_SALE) return problems;
    const found = accountWith(policy[account], reference);
    return taxTypeProblems(taxType, { taxType: type, account: found, reference });
  });
  return [...plain, ...typed];
}

const adjustments = [
  { account: "lessThanLinesAccountCode", taxType: "lessThanLinesTaxType" },
  { account: "moreThanLinesAccountCode", taxType: "moreThanLinesTaxType" },
  { account: "refundAdjustmentAccountCode", taxType: "refundAdjustmentTaxType" },
  { account: "roundingAccountCode", taxType: "roundingTaxType" },
] as const satisfies readonly { account: keyof Policy; taxType: keyof Policy }[];

function taxMapProblems(policy: Policy, reference: ReferenceData): Problem[] {
  return policy.taxMap.flatMap((row, index) => {
    const path = `taxMap.${index}`;
    const twin = policy.taxMap.findIndex((other) => other.rate === row.rate && other.country === row.country);
    if (twin < index) return [{ path, message: "Another row has this rate and country." }];
    const problems = taxTypeProblems(`${path}.taxType`, { taxType: row.taxType, account: null, reference });
    const rate = reference.taxRates.find(({ taxType }) => taxType === row.taxType);
    if (problems.length > 0 || rate?.canApplyToRevenue !== false) return problems;
    return [{ path: `${path}.taxType`, message: `Xero does not allow ${rate.name} on sales.` }];
  });
}

function taxTypeProblems(
  path: string,
  input: { taxType: string; account: LedgerAccount | null; reference: ReferenceData },
): Problem[] {
  const { taxType, account, reference } = input;
  const rate = reference.taxRates.find((candidate) => candidate.taxType === taxType);
  if (!rate) return [{ path, message: `Xero has no tax rate ${taxType}.` }];
  if (rate.status !== "ACTIVE") return [{ path, message: `Tax rate ${rate.name} is not active in Xero.` }];
  if (account === null || takes(account, rate)) return [];
  return [{ path, message: `Xero does not allow ${rate.name} on account ${account.code ?? account.name}.` }];
}

function trackingProblems(policy: Policy, reference: ReferenceData): Problem[] {
  return Object.entries(policy.trackingByStore).flatMap(([store, choices]) =>
    choices.flatMap((choice, index) => {
      const path = `trackingByStore.${store}.${index}`;
      const category = reference.trackingCategories.find(
        ({ name, status }) => name === choice.name && status === "ACTIVE",
      );
      if (!category) return [{ path, message: `Xero has no active tracking category ${choice.name}.` }];
      const option = category.options.find(
        ({ name, status }) => name === choice.option && status === "ACTIVE",
      );
      return option ? [] : [{ path, message: `${choice.name} has no active option ${choice.option}.` }];
    }),
  );
}

function themeProblems(policy: Policy, reference: ReferenceData): Problem[] {
  const themes: [string, string | null][] = [
    ["brandingThemeId", policy.brandingThemeId],
    ...Object.entries(policy.brandingThemeByStore).map(pathed("brandingThemeByStore")),
  ];
  return themes.flatMap(([path, id]) =>
    id === null || reference.brandingThemes.some(({ brandingThemeId }) => brandingThemeId === id)
      ? []
      : [{ path, message: "This branding theme is no longer in Xero." }],
  );
}

function paymentProblems(policy: Policy, reference: ReferenceData): Problem[] {
  const accounts: [string, string | null][] = [
    ["defaultPaymentAccountId", policy.defaultPaymentAccountId],
    ...Object.entries(policy.paymentMethodMap).map(pathed("paymentMethodMap")),
  ];
  return accounts.flatMap(([path, id]) => {
    if (id === null) return [];
    const account = reference.accounts.find(({ accountId }) => accountId === id);
    if (!account) return [{ path, message: "This account is no longer in Xero." }];
    return canTakePayments(account)
      ? []
      : [{ path, message: `${account.name} does not take payments in Xero.` }];
  });
}

function lineAccountProblem(
  path: string,
  input: { code: string | null; reference: ReferenceData },
): Problem[] {
  const { code, reference } = input;
  if (code === null) return [];
  const problem = accountProblem(code, { purpose: path, reference });
  if (problem === null) return [];
  const message =
    problem.reason === "account_archived"
      ? `Account ${code} is archived in Xero.`
      : `Xero has no account ${code} that can stand on an invoice.`;
  return [{ path, message }];
}

function accountWith(code: string | null, reference: ReferenceData): LedgerAccount | null {
  return reference.accounts.find((account) => account.code !== null && account.code === code) ?? null;
}

function pathed<V>(setting: string) {
  return ([key, value]: [string, V]): [string, V] => [`${setting}.${key}`, value];
}
