import type { AccountSeed } from "./create-books.ts";

/** The chart every seeded organisation has; only the tax types differ by country. */
export function standardAccounts(tax: {
  sales: string;
  purchases: string;
  none: string;
  taxName: string;
}): AccountSeed[] {
  return [
    {
      code: "090",
      name: "Business Bank Account",
      type: "BANK",
      taxType: tax.none,
      bankAccountNumber: "20-45-45 01562397",
    },
    { code: "200", name: "Sales", type: "REVENUE", taxType: tax.sales },
    { code: "205", name: "Shipping Income", type: "REVENUE", taxType: tax.sales },
    { code: "210", name: "Old Web Sales", type: "REVENUE", taxType: tax.sales, isArchived: true },
    { code: "260", name: "Other Revenue", type: "REVENUE", taxType: tax.sales },
    { code: "310", name: "Cost of Goods Sold", type: "DIRECTCOSTS", taxType: tax.purchases },
    { code: "400", name: "Advertising & Marketing", type: "OVERHEADS", taxType: tax.purchases },
    { code: "404", name: "Bank Fees", type: "OVERHEADS", taxType: tax.none },
    {
      code: "610",
      name: "Accounts Receivable",
      type: "CURRENT",
      taxType: tax.none,
      systemAccount: "DEBTORS",
    },
    { code: "615", name: "Stripe Clearing", type: "CURRENT", taxType: tax.none, takesPayments: true },
    { code: "616", name: "PayPal Clearing", type: "CURRENT", taxType: tax.none, takesPayments: true },
    {
      code: "800",
      name: "Accounts Payable",
      type: "CURRLIAB",
      taxType: tax.none,
      systemAccount: "CREDITORS",
    },
    { code: "820", name: tax.taxName, type: "CURRLIAB", taxType: tax.none, systemAccount: "GST" },
    { code: "830", name: "Gift Cards", type: "CURRLIAB", taxType: tax.none, takesPayments: true },
    { code: "835", name: "Store Credit", type: "CURRLIAB", taxType: tax.none, takesPayments: true },
    { code: "860", name: "Rounding", type: "CURRLIAB", taxType: tax.none, systemAccount: "ROUNDING" },
    {
      code: "960",
      name: "Retained Earnings",
      type: "EQUITY",
      taxType: tax.none,
      systemAccount: "RETAINEDEARNINGS",
    },
  ];
}
