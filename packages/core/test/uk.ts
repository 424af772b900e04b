import type { DocumentContext } from "../src/plan/document-plan.ts";
import { type PolicyInput, policySchema } from "../src/policy.ts";
import type { LedgerAccount, LedgerTaxRate, ReferenceData } from "../src/reference.ts";

export function ukPolicy(changes: PolicyInput = {}) {
  return policySchema.parse({
    revenueAccountCode: "200",
    storeTimezone: "Europe/London",
    taxMap: [
      { rate: "20", country: "any", taxType: "OUTPUT2" },
      { rate: "17.5", country: "any", taxType: "TAX001" },
      { rate: "5", country: "any", taxType: "RROUTPUT" },
      { rate: "0", country: "any", taxType: "ZERORATEDOUTPUT" },
    ],
    ...changes,
  });
}

export const rateOfType: Readonly<Record<string, string>> = {
  OUTPUT2: "20",
  TAX001: "17.5",
  RROUTPUT: "5",
  ZERORATEDOUTPUT: "0",
  EXEMPTOUTPUT: "0",
  NONE: "0",
};

export function ukReference(changes: Partial<ReferenceData["organisation"]> = {}): ReferenceData {
  return {
    organisation: {
      name: "Acme Ltd",
      legalName: "Acme Limited",
      baseCurrency: "GBP",
      countryCode: "GB",
      timezone: "GMTSTANDARDTIME",
      shortCode: "!abc",
      paysTax: true,
      isDemoCompany: false,
      organisationClass: "GROW",
      periodLockDate: null,
      endOfYearLockDate: null,
      paymentTermsSales: { day: 30, type: "DAYSAFTERBILLDATE" },
      ...changes,
    },
    accounts: [
      account("090", "Business Bank Account", "BANK", "ASSET"),
      account("091", "Stripe Clearing", "BANK", "ASSET"),
      account("200", "Sales", "REVENUE", "REVENUE", { taxType: "OUTPUT2" }),
      account("201", "Shipping income", "REVENUE", "REVENUE"),
      account("202", "Discounts given", "REVENUE", "REVENUE"),
      account("250", "Old shop", "REVENUE", "REVENUE", { status: "ARCHIVED" }),
      account("260", "Other Revenue", "OTHERINCOME", "REVENUE"),
      account("310", "Cost of Goods Sold", "DIRECTCOSTS", "EXPENSE"),
      account("610", "Accounts Receivable", "CURRENT", "ASSET", { systemAccount: "DEBTORS" }),
      account("830", "Gift cards", "CURRLIAB", "LIABILITY"),
      account("860", "Rounding", "EXPENSE", "EXPENSE", { systemAccount: "ROUNDING" }),
    ],
    taxRates: [
      rate("OUTPUT2", "20% (VAT on Income)", "20"),
      rate("INPUT2", "20% (VAT on Expenses)", "20", { canApplyToRevenue: false }),
      rate("TAX001", "17.5% (VAT on Income)", "17.5"),
      rate("RROUTPUT", "5% (VAT on Income)", "5"),
      rate("EXEMPTOUTPUT", "Exempt Income", "0"),
      rate("ZERORATEDOUTPUT", "Zero Rated Income", "0"),
      rate("NONE", "No VAT", "0", {
        canApplyToAssets: true,
        canApplyToEquity: true,
        canApplyToExpenses: true,
        canApplyToLiabilities: true,
      }),
    ],
    brandingThemes: [{ brandingThemeId: "theme-1", name: "Standard", sortOrder: 0 }],
    trackingCategories: [
      {
        trackingCategoryId: "tc-1",
        name: "Region",
        status: "ACTIVE",
        options: [{ trackingOptionId: "to-1", name: "North", status: "ACTIVE" }],
      },
    ],
    currencies: ["GBP", "EUR", "JPY"].map((code) => ({ code, description: code })),
    reminders: { areOn: false },
  };
}

export const context: DocumentContext = {
  storeCode: "ACME",
  storeViewId: 1,
  url: "https://app.counterfoil.example/d/ABCDEFGHIJ",
  mark: "ABCDEFGHIJ",
  createdAt: "2026-11-01T12:00:00Z",
};

function account(
  code: string,
  name: string,
  type: string,
  accountClass: string,
  changes: Partial<LedgerAccount> = {},
): LedgerAccount {
  return {
    accountId: `account-${code}`,
    code,
    name,
    type,
    class: accountClass,
    status: "ACTIVE",
    taxType: null,
    systemAccount: null,
    enablePaymentsToAccount: false,
    currencyCode: null,
    ...changes,
  };
}

function rate(
  taxType: string,
  name: string,
  effectiveRate: string,
  changes: Partial<LedgerTaxRate> = {},
): LedgerTaxRate {
  return {
    taxType,
    name,
    status: "ACTIVE",
    effectiveRate,
    canApplyToAssets: false,
    canApplyToEquity: false,
    canApplyToExpenses: false,
    canApplyToLiabilities: false,
    canApplyToRevenue: true,
    ...changes,
  };
}
