import type { Policy } from "@counterfoil/core/policy";
import { AS_THE_SALE } from "@counterfoil/core/policy";
import type { LedgerAccount, LedgerTaxRate, ReferenceData } from "@counterfoil/core/reference";

/**
 * A UK organisation to plan in where there is none: it has every account and tax type that the policy names, and every
 * currency Xero knows.
 */
export function demoOrganisation(policy: Policy): ReferenceData {
  return {
    organisation: {
      name: "The demo organisation",
      legalName: null,
      baseCurrency: "GBP",
      countryCode: "GB",
      timezone: "GMTSTANDARDTIME",
      shortCode: null,
      paysTax: true,
      isDemoCompany: true,
      organisationClass: null,
      periodLockDate: null,
      endOfYearLockDate: null,
      paymentTermsSales: null,
    },
    accounts: accountsFor(policy),
    taxRates: taxRatesFor(policy),
    brandingThemes: [],
    trackingCategories: [],
    currencies: CURRENCIES.map((code) => ({ code, description: code })),
    reminders: { areOn: false },
  };
}

/** The UK's own tax type for a percent, or one named for it. */
export function taxTypeOf(percent: number): string {
  return ukRates.find(({ rate }) => rate === percent)?.taxType ?? `TAX${percent}`;
}

const ukRates: readonly { taxType: string; rate: number; name: string }[] = [
  { taxType: "OUTPUT2", rate: 20, name: "20% (VAT on Income)" },
  { taxType: "SROUTPUT", rate: 17.5, name: "17.5% (VAT on Income)" },
  { taxType: "RROUTPUT", rate: 5, name: "5% (VAT on Income)" },
  { taxType: "ZERORATEDOUTPUT", rate: 0, name: "Zero Rated Income" },
  { taxType: "EXEMPTOUTPUT", rate: 0, name: "Exempt Income" },
  { taxType: "NONE", rate: 0, name: "No VAT" },
];

function accountsFor(policy: Policy): LedgerAccount[] {
  const accounts = new Map<string, LedgerAccount>();
  const add = (code: string | null, type: string, name: string, systemAccount: string | null = null) => {
    if (code === null || accounts.has(code)) return;
    accounts.set(code, {
      accountId: `account-${code}`,
      code,
      name,
      type,
      class: null,
      status: "ACTIVE",
      taxType: null,
      systemAccount,
      enablePaymentsToAccount: false,
      currencyCode: null,
    });
  };
  add("200", "REVENUE", "Sales");
  add("860", "EXPENSE", "Rounding", "ROUNDING");
  const revenue = [
    policy.revenueAccountCode,
    policy.shippingAccountCode,
    policy.discountAccountCode,
    policy.refundAdjustmentAccountCode,
    ...Object.values(policy.revenueAccountByProductType),
    ...Object.values(policy.revenueAccountByStore),
    ...policy.revenueAccountBySku.map(({ accountCode }) => accountCode),
  ];
  for (const code of revenue) add(code, "REVENUE", "Revenue");
  add(policy.lessThanLinesAccountCode, "CURRLIAB", "Gift cards");
  add(policy.moreThanLinesAccountCode, "OTHERINCOME", "Surcharges");
  add(policy.roundingAccountCode, "EXPENSE", "Rounding");
  const payments = new Set([...Object.values(policy.paymentMethodMap), policy.defaultPaymentAccountId]);
  return [...accounts.values(), ...[...payments].flatMap((id) => (id === null ? [] : [bankAccount(id)]))];
}

function bankAccount(accountId: string): LedgerAccount {
  return {
    accountId,
    code: null,
    name: accountId,
    type: "BANK",
    class: "ASSET",
    status: "ACTIVE",
    taxType: null,
    systemAccount: null,
    enablePaymentsToAccount: true,
    currencyCode: null,
  };
}

/** A type stands for the rate of its first row in the policy's map, else for the UK's, else for none. */
function taxRatesFor({ taxMap, ...policy }: Policy): LedgerTaxRate[] {
  const rates = new Map<string, LedgerTaxRate>();
  const add = (taxType: string | null, percent: string) => {
    if (taxType === null || taxType === AS_THE_SALE || rates.has(taxType)) return;
    const uk = ukRates.find((rate) => rate.taxType === taxType);
    rates.set(taxType, {
      taxType,
      name: uk?.name ?? `${percent}%`,
      status: "ACTIVE",
      effectiveRate: percent,
      canApplyToAssets: true,
      canApplyToEquity: true,
      canApplyToExpenses: true,
      canApplyToLiabilities: true,
      canApplyToRevenue: true,
    });
  };
  for (const { taxType, rate } of taxMap) if (rate !== "any") add(taxType, rate);
  for (const { taxType, rate } of ukRates) add(taxType, String(rate));
  const others = [
    ...taxMap.map(({ taxType }) => taxType),
    policy.lessThanLinesTaxType,
    policy.moreThanLinesTaxType,
    policy.refundAdjustmentTaxType,
    policy.roundingTaxType,
  ];
  for (const taxType of others) add(taxType, "0");
  return [...rates.values()];
}

/** ISO 4217. */
const CURRENCIES =
  "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL".split(
    " ",
  );
