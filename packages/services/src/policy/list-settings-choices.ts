import { canHoldLines, takes } from "@counterfoil/core/plan/accounts";
import type { PolicyNames } from "@counterfoil/core/policy-words";
import { canTakePayments } from "@counterfoil/core/propose-policy";
import type { ReferenceData } from "@counterfoil/core/reference";

/** `taxTypes`: those that Xero allows on it. */
export type AccountChoice = { code: string; name: string; type: string; taxTypes: string[] };
export type PaymentAccountChoice = {
  id: string;
  code: string | null;
  name: string;
  /** An everyday bank account: what a gateway pays out later and net of fees will not match its lines. */
  isBank: boolean;
  currency: string | null;
};
export type TaxTypeChoice = { taxType: string; name: string; rate: string; isForSales: boolean };

/** What each picker of the settings page offers, out of the organisation's own lists. */
export type SettingsChoices = {
  revenueAccounts: AccountChoice[];
  /** Every account that a document's line can go to. */
  lineAccounts: AccountChoice[];
  paymentAccounts: PaymentAccountChoice[];
  taxTypes: TaxTypeChoice[];
  themes: { id: string; name: string }[];
  tracking: { name: string; options: string[] }[];
};

/** Archived accounts and rates are never offered. */
export function listSettingsChoices(reference: ReferenceData): SettingsChoices {
  const active = reference.accounts.filter(({ status }) => status === "ACTIVE");
  const rates = reference.taxRates.filter(({ status }) => status === "ACTIVE");
  const lineAccounts = active.filter(canHoldLines).flatMap((account) =>
    account.code === null
      ? []
      : [
          {
            code: account.code,
            name: account.name,
            type: account.type,
            taxTypes: rates.filter((rate) => takes(account, rate)).map(({ taxType }) => taxType),
          },
        ],
  );
  return {
    lineAccounts,
    revenueAccounts: lineAccounts.filter(({ type }) => REVENUE.has(type)),
    paymentAccounts: active.filter(canTakePayments).map((account) => ({
      id: account.accountId,
      code: account.code,
      name: account.name,
      isBank: account.type === "BANK" && !/clearing|stripe|paypal|klarna|adyen|gateway/i.test(account.name),
      currency: account.currencyCode,
    })),
    taxTypes: rates.map((rate) => ({
      taxType: rate.taxType,
      name: rate.name,
      rate: String(Number(rate.effectiveRate)),
      isForSales: rate.canApplyToRevenue,
    })),
    themes: reference.brandingThemes
      .toSorted((a, b) => a.sortOrder - b.sortOrder)
      .map(({ brandingThemeId, name }) => ({ id: brandingThemeId, name })),
    tracking: reference.trackingCategories
      .filter(({ status }) => status === "ACTIVE")
      .map(({ name, options }) => ({
        name,
        options: options.filter(({ status }) => status === "ACTIVE").map((option) => option.name),
      })),
  };
}

const REVENUE: ReadonlySet<string> = new Set(["REVENUE", "SALES", "OTHERINCOME"]);

/** Of all there is, the archived too: older versions name them. */
export function policyNames(
  reference: ReferenceData,
  views: readonly { id: number; name: string | null }[],
): PolicyNames {
  return {
    accounts: Object.fromEntries(
      reference.accounts.flatMap(({ code, name }) => (code === null ? [] : [[code, `${code} ${name}`]])),
    ),
    paymentAccounts: Object.fromEntries(
      reference.accounts.map(({ accountId, code, name }) => [
        accountId,
        code === null ? name : `${code} ${name}`,
      ]),
    ),
    taxTypes: Object.fromEntries(reference.taxRates.map(({ taxType, name }) => [taxType, name])),
    themes: Object.fromEntries(
      reference.brandingThemes.map(({ brandingThemeId, name }) => [brandingThemeId, name]),
    ),
    storeViews: Object.fromEntries(views.flatMap(({ id, name }) => (name ? [[String(id), name]] : []))),
  };
}
