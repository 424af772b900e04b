import { z } from "zod";
import { decimalText } from "./money.ts";

/** An organisation's own lists, as read from Xero. Codes and ids are the organisation's: nothing here is hard-coded anywhere. */
export const ledgerAccountSchema = z.object({
  accountId: z.string(),
  /** Bank accounts may have none. */
  code: z.string().nullable(),
  name: z.string(),
  type: z.string(),
  class: z.string().nullable(),
  status: z.string(),
  taxType: z.string().nullable(),
  systemAccount: z.string().nullable(),
  enablePaymentsToAccount: z.boolean(),
  currencyCode: z.string().nullable(),
});
export type LedgerAccount = z.infer<typeof ledgerAccountSchema>;

export const ledgerTaxRateSchema = z.object({
  taxType: z.string(),
  name: z.string(),
  status: z.string(),
  /** Percent. */
  effectiveRate: decimalText,
  canApplyToAssets: z.boolean(),
  canApplyToEquity: z.boolean(),
  canApplyToExpenses: z.boolean(),
  canApplyToLiabilities: z.boolean(),
  canApplyToRevenue: z.boolean(),
});
export type LedgerTaxRate = z.infer<typeof ledgerTaxRateSchema>;

export const ledgerOrganisationSchema = z.object({
  name: z.string(),
  legalName: z.string().nullable(),
  baseCurrency: z.string(),
  countryCode: z.string(),
  /** Xero's own spelling, e.g. "GMTSTANDARDTIME". */
  timezone: z.string().nullable(),
  shortCode: z.string().nullable(),
  paysTax: z.boolean(),
  isDemoCompany: z.boolean(),
  organisationClass: z.string().nullable(),
  /** Calendar days, YYYY-MM-DD. */
  periodLockDate: z.string().nullable(),
  endOfYearLockDate: z.string().nullable(),
  paymentTermsSales: z.object({ day: z.number().int(), type: z.string() }).nullable(),
});
export type LedgerOrganisation = z.infer<typeof ledgerOrganisationSchema>;

export const referenceDataSchema = z.object({
  organisation: ledgerOrganisationSchema,
  accounts: z.array(ledgerAccountSchema),
  taxRates: z.array(ledgerTaxRateSchema),
  brandingThemes: z.array(z.object({ brandingThemeId: z.string(), name: z.string(), sortOrder: z.number() })),
  trackingCategories: z.array(
    z.object({
      trackingCategoryId: z.string(),
      name: z.string(),
      status: z.string(),
      options: z.array(z.object({ trackingOptionId: z.string(), name: z.string(), status: z.string() })),
    }),
  ),
  currencies: z.array(z.object({ code: z.string(), description: z.string() })),
  /** Whether Xero e-mails reminders of unpaid invoices; null where it does not say. */
  reminders: z.object({ areOn: z.boolean().nullable() }),
});
export type ReferenceData = z.infer<typeof referenceDataSchema>;

export const referenceKinds = [
  "organisation",
  "accounts",
  "taxRates",
  "brandingThemes",
  "trackingCategories",
  "currencies",
  "reminders",
] as const satisfies readonly (keyof ReferenceData)[];
export type ReferenceKind = (typeof referenceKinds)[number];
