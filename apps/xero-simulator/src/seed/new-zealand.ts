import type { OrganisationSeed } from "./create-books.ts";
import { standardAccounts } from "./standard-accounts.ts";

export const NZ_ORGANISATION_ID = "9e5d1f84-2c3b-4a7d-8f61-0d4c7b2a9e13";

export const newZealand: OrganisationSeed = {
  details: {
    organisationId: NZ_ORGANISATION_ID,
    name: "Kowhai Trading (NZ)",
    legalName: "Kowhai Trading Limited",
    countryCode: "NZ",
    version: "NZ",
    edition: "BUSINESS",
    class: "COMPREHENSIVE",
    baseCurrency: "NZD",
    timezone: "NEWZEALANDSTANDARDTIME",
    ianaTimezone: "Pacific/Auckland",
    shortCode: "!zN4kW",
    salesTaxBasis: "INVOICE",
    salesTaxPeriod: "TWOMONTHS",
    defaultSalesTax: "Tax Exclusive",
    defaultPurchasesTax: "Tax Exclusive",
    financialYearEndDay: 31,
    financialYearEndMonth: 3,
    salesTerms: { day: 20, type: "OFFOLLOWINGMONTH" },
  },
  accounts: standardAccounts({ sales: "OUTPUT2", purchases: "INPUT2", none: "NONE", taxName: "GST" }),
  taxRates: [
    { name: "15% GST on Income", taxType: "OUTPUT2", rate: "15", on: "sales", reportTaxType: "OUTPUT" },
    { name: "15% GST on Expenses", taxType: "INPUT2", rate: "15", on: "purchases", reportTaxType: "INPUT" },
    { name: "Zero Rated", taxType: "ZERORATED", rate: "0", on: "both", reportTaxType: "ZERORATEDOUTPUT" },
    { name: "No GST", taxType: "NONE", rate: "0", on: "both" },
  ],
  currencies: { NZD: "New Zealand Dollar", AUD: "Australian Dollar" },
};
