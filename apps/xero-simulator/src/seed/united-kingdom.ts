import type { OrganisationSeed } from "./create-books.ts";
import { standardAccounts } from "./standard-accounts.ts";

export const UK_ORGANISATION_ID = "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f";

/** No default payment terms: an approved invoice without a due date is refused here. */
export const unitedKingdom: OrganisationSeed = {
  details: {
    organisationId: UK_ORGANISATION_ID,
    name: "Acme Retail (UK)",
    legalName: "Acme Retail Limited",
    countryCode: "GB",
    version: "UK",
    edition: "BUSINESS",
    class: "COMPREHENSIVE",
    baseCurrency: "GBP",
    timezone: "GMTSTANDARDTIME",
    ianaTimezone: "Europe/London",
    shortCode: "!mBdtL",
    salesTaxBasis: "ACCRUAL",
    salesTaxPeriod: "QUARTERLY",
    defaultSalesTax: "Tax Exclusive",
    defaultPurchasesTax: "Tax Exclusive",
    financialYearEndDay: 31,
    financialYearEndMonth: 3,
  },
  accounts: standardAccounts({ sales: "OUTPUT2", purchases: "INPUT2", none: "NONE", taxName: "VAT" }),
  taxRates: [
    { name: "20% (VAT on Income)", taxType: "OUTPUT2", rate: "20", on: "sales", reportTaxType: "OUTPUT" },
    { name: "20% (VAT on Expenses)", taxType: "INPUT2", rate: "20", on: "purchases", reportTaxType: "INPUT" },
    { name: "5% (VAT on Income)", taxType: "RROUTPUT", rate: "5", on: "sales", reportTaxType: "OUTPUT" },
    { name: "5% (VAT on Expenses)", taxType: "RRINPUT", rate: "5", on: "purchases", reportTaxType: "INPUT" },
    { name: "Zero Rated Income", taxType: "ZERORATEDOUTPUT", rate: "0", on: "sales" },
    { name: "Zero Rated Expenses", taxType: "ZERORATEDINPUT", rate: "0", on: "purchases" },
    { name: "Exempt Income", taxType: "EXEMPTOUTPUT", rate: "0", on: "sales" },
    { name: "Exempt Expenses", taxType: "EXEMPTINPUT", rate: "0", on: "purchases" },
    {
      name: "Zero Rated EC Goods Income",
      taxType: "ECZROUTPUT",
      rate: "0",
      on: "sales",
      reportTaxType: "ECOUTPUT",
    },
    {
      name: "Zero Rated EC Services",
      taxType: "ECZROUTPUTSERVICES",
      rate: "0",
      on: "sales",
      reportTaxType: "ECOUTPUTSERVICES",
    },
    { name: "No VAT", taxType: "NONE", rate: "0", on: "both" },
  ],
  currencies: {
    GBP: "British Pound",
    EUR: "Euro",
    USD: "United States Dollar",
    JPY: "Japanese Yen",
  },
};
