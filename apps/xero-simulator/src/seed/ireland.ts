import type { OrganisationSeed } from "./create-books.ts";
import { standardAccounts } from "./standard-accounts.ts";

export const IRISH_ORGANISATION_ID = "5b1f7c2e-6a94-4d3b-8c05-e7d2a9f41b36";

/** Xero's global edition: VAT is a set of user rates here, so their types are TAX001 and on. */
export const ireland: OrganisationSeed = {
  details: {
    organisationId: IRISH_ORGANISATION_ID,
    name: "Acme Retail (Ireland)",
    legalName: "Acme Retail Ireland Limited",
    countryCode: "IE",
    version: "GLOBAL",
    edition: "BUSINESS",
    class: "COMPREHENSIVE",
    baseCurrency: "EUR",
    timezone: "GMTSTANDARDTIME",
    ianaTimezone: "Europe/Dublin",
    shortCode: "!eI5rE",
    salesTaxBasis: "ACCRUAL",
    salesTaxPeriod: "TWOMONTHS",
    defaultSalesTax: "Tax Exclusive",
    defaultPurchasesTax: "Tax Exclusive",
    financialYearEndDay: 31,
    financialYearEndMonth: 12,
    salesTerms: { day: 30, type: "DAYSAFTERBILLDATE" },
  },
  accounts: standardAccounts({ sales: "TAX001", purchases: "TAX004", none: "NONE", taxName: "VAT" }),
  taxRates: [
    { name: "23% (VAT on Sales)", taxType: "TAX001", rate: "23", on: "sales", reportTaxType: "OUTPUT" },
    { name: "13.5% (VAT on Sales)", taxType: "TAX002", rate: "13.5", on: "sales", reportTaxType: "OUTPUT" },
    { name: "Zero Rated Sales", taxType: "TAX003", rate: "0", on: "sales", reportTaxType: "OUTPUT" },
    {
      name: "23% (VAT on Purchases)",
      taxType: "TAX004",
      rate: "23",
      on: "purchases",
      reportTaxType: "INPUT",
    },
    { name: "No VAT", taxType: "NONE", rate: "0", on: "both" },
  ],
  currencies: { EUR: "Euro", GBP: "British Pound", USD: "United States Dollar" },
};
