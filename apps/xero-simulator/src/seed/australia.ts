import type { OrganisationSeed } from "./create-books.ts";
import { standardAccounts } from "./standard-accounts.ts";

export const AU_ORGANISATION_ID = "70784a63-d24b-46a9-a4db-0e70a274b056";

export const australia: OrganisationSeed = {
  details: {
    organisationId: AU_ORGANISATION_ID,
    name: "Maple Florist (AU)",
    legalName: "Maple Florist Pty Ltd",
    countryCode: "AU",
    version: "AU",
    edition: "BUSINESS",
    class: "COMPREHENSIVE",
    baseCurrency: "AUD",
    timezone: "AUSEASTERNSTANDARDTIME",
    ianaTimezone: "Australia/Sydney",
    shortCode: "!qKp3z",
    salesTaxBasis: "ACCRUALS",
    salesTaxPeriod: "QUARTERLY1",
    defaultSalesTax: "Tax Inclusive",
    defaultPurchasesTax: "Tax Inclusive",
    financialYearEndDay: 30,
    financialYearEndMonth: 6,
    salesTerms: { day: 14, type: "DAYSAFTERBILLDATE" },
  },
  accounts: standardAccounts({
    sales: "OUTPUT",
    purchases: "INPUT",
    none: "BASEXCLUDED",
    taxName: "GST",
  }),
  taxRates: [
    { name: "GST on Income", taxType: "OUTPUT", rate: "10", on: "sales" },
    { name: "GST on Expenses", taxType: "INPUT", rate: "10", on: "purchases" },
    { name: "GST Free Income", taxType: "EXEMPTOUTPUT", rate: "0", on: "sales" },
    { name: "GST Free Expenses", taxType: "EXEMPTEXPENSES", rate: "0", on: "purchases" },
    { name: "GST Free Exports", taxType: "EXEMPTEXPORT", rate: "0", on: "sales" },
    { name: "BAS Excluded", taxType: "BASEXCLUDED", rate: "0", on: "both" },
  ],
  currencies: { AUD: "Australian Dollar", NZD: "New Zealand Dollar", USD: "United States Dollar" },
};
