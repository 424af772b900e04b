import type { OrganisationSeed } from "./create-books.ts";
import { standardAccounts } from "./standard-accounts.ts";

export const US_ORGANISATION_ID = "3f0a8c52-7d1e-4b6f-9a35-6b1c2d9e8f70";

/** Sales tax is a set of user rates here, so their types are TAX001 and on. */
export const unitedStates: OrganisationSeed = {
  details: {
    organisationId: US_ORGANISATION_ID,
    name: "Redwood Outfitters (US)",
    legalName: "Redwood Outfitters Inc.",
    countryCode: "US",
    version: "US",
    edition: "BUSINESS",
    class: "COMPREHENSIVE",
    baseCurrency: "USD",
    timezone: "PACIFICSTANDARDTIME",
    ianaTimezone: "America/Los_Angeles",
    shortCode: "!wT8rV",
    salesTaxBasis: "ACCRUAL",
    salesTaxPeriod: "MONTHLY",
    defaultSalesTax: "Tax Exclusive",
    defaultPurchasesTax: "Tax Exclusive",
    financialYearEndDay: 31,
    financialYearEndMonth: 12,
    salesTerms: { day: 30, type: "DAYSAFTERBILLDATE" },
  },
  accounts: standardAccounts({ sales: "TAX001", purchases: "NONE", none: "NONE", taxName: "Sales Tax" }),
  taxRates: [
    {
      name: "Los Angeles Sales Tax",
      taxType: "TAX001",
      rate: "9.5",
      on: "both",
      reportTaxType: "USSALESTAX",
      components: [
        { name: "California State", rate: "6" },
        { name: "Los Angeles County", rate: "3.5" },
      ],
    },
    {
      name: "New York City Sales Tax",
      taxType: "TAX002",
      rate: "8.875",
      on: "both",
      reportTaxType: "USSALESTAX",
    },
    { name: "Tax Exempt", taxType: "NONE", rate: "0", on: "both" },
  ],
  currencies: { USD: "United States Dollar", CAD: "Canadian Dollar", EUR: "Euro" },
};
