import { money, moneyText } from "@counterfoil/core/money";
import { z } from "zod";

/** What Xero sends, only what we read of it, as leniently as we can still use. */

const textOrNull = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === "" ? null : value));
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const numeric = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]);
const decimal = (places: number) =>
  numeric
    .nullish()
    .transform((value) =>
      value === null || value === undefined
        ? null
        : moneyText(money(value).toDecimalPlaces(places).plus(0), places),
    );

const messages = z
  .array(z.object({ Message: z.string() }))
  .nullish()
  .transform((list) => (list ?? []).map(({ Message }) => Message));

const verdict = {
  StatusAttributeString: textOrNull,
  HasErrors: flag,
  HasValidationErrors: flag,
  ValidationErrors: messages,
  Warnings: messages,
};

const nestedVerdict = z.object({ ValidationErrors: messages }).nullish();

const documentParts = {
  ...verdict,
  Status: textOrNull,
  Total: decimal(2),
  TotalTax: decimal(2),
  CurrencyCode: textOrNull,
  Contact: nestedVerdict,
  LineItems: z.array(nestedVerdict).nullish(),
};

export const wireInvoiceElement = z.object({
  ...documentParts,
  InvoiceID: textOrNull,
  InvoiceNumber: textOrNull,
});

export const wireCreditNoteElement = z.object({
  ...documentParts,
  CreditNoteID: textOrNull,
  CreditNoteNumber: textOrNull,
});

export const wireContactElement = z.object({
  ...verdict,
  ContactID: textOrNull,
  ContactNumber: textOrNull,
  Name: textOrNull,
  ContactStatus: textOrNull,
});

/** The accounting API's own errors. */
export const wireApiException = z.object({
  ErrorNumber: z.number().nullish(),
  Type: z.string().nullish(),
  Message: z.string(),
  Elements: z.array(z.unknown()).nullish(),
});

/** The gateway's errors: another shape. */
export const wireGatewayProblem = z.object({
  Title: z.string().nullish(),
  Status: z.number().nullish(),
  Detail: z.string().nullish(),
});

/** A calendar day: Xero's `/Date(ms+0000)/` counts from midnight UTC, whatever zone the organisation is in. */
const calendarDay = z
  .string()
  .nullish()
  .transform((value, context) => {
    if (value === null || value === undefined || value === "") return null;
    const ms = /^\/Date\((-?\d+)([+-]\d{4})?\)\/$/.exec(value)?.[1];
    const day = ms === undefined ? value.slice(0, 10) : new Date(Number(ms)).toISOString().slice(0, 10);
    if (/^\d{4}-\d{2}-\d{2}$/.test(day)) return day;
    context.addIssue({ code: "custom", message: "not a date" });
    return z.NEVER;
  });

export const wirePaymentElement = z.object({
  ...verdict,
  PaymentID: textOrNull,
  Reference: textOrNull,
  Status: textOrNull,
  Amount: decimal(2),
  Date: calendarDay,
});

export const wireAllocationElement = z.object({
  ...verdict,
  AllocationID: textOrNull,
  Amount: decimal(2),
  CreditNote: z.object({ CreditNoteID: textOrNull }).nullish(),
});

export const wireOrganisations = z.object({
  Organisations: z
    .array(
      z.object({
        Name: z.string(),
        LegalName: textOrNull,
        BaseCurrency: z.string(),
        CountryCode: z.string(),
        Timezone: textOrNull,
        ShortCode: textOrNull,
        PaysTax: flag,
        IsDemoCompany: flag,
        Class: textOrNull,
        PeriodLockDate: calendarDay,
        EndOfYearLockDate: calendarDay,
        PaymentTerms: z
          .object({ Sales: z.object({ Day: z.number().int(), Type: z.string() }).nullish() })
          .nullish(),
      }),
    )
    .min(1),
});

export const wireAccounts = z.object({
  Accounts: z.array(
    z.object({
      AccountID: z.string(),
      Code: textOrNull,
      Name: z.string(),
      Type: z.string(),
      Class: textOrNull,
      Status: z.string(),
      TaxType: textOrNull,
      SystemAccount: textOrNull,
      EnablePaymentsToAccount: flag,
      CurrencyCode: textOrNull,
    }),
  ),
});

export const wireTaxRates = z.object({
  TaxRates: z.array(
    z.object({
      TaxType: z.string(),
      Name: z.string(),
      Status: z.string(),
      EffectiveRate: decimal(4),
      DisplayTaxRate: decimal(4),
      CanApplyToAssets: flag,
      CanApplyToEquity: flag,
      CanApplyToExpenses: flag,
      CanApplyToLiabilities: flag,
      CanApplyToRevenue: flag,
    }),
  ),
});

export const wireBrandingThemes = z.object({
  BrandingThemes: z.array(
    z.object({ BrandingThemeID: z.string(), Name: z.string(), SortOrder: z.number().nullish() }),
  ),
});

export const wireTrackingCategories = z.object({
  TrackingCategories: z.array(
    z.object({
      TrackingCategoryID: z.string(),
      Name: z.string(),
      Status: z.string(),
      Options: z
        .array(z.object({ TrackingOptionID: z.string(), Name: z.string(), Status: z.string() }))
        .nullish(),
    }),
  ),
});

export const wireCurrencies = z.object({
  Currencies: z.array(z.object({ Code: z.string(), Description: textOrNull })),
});

export const wireInvoiceReminders = z.object({
  InvoiceReminders: z.array(z.object({ Enabled: z.boolean().nullish() })).nullish(),
});

/** `/Date(ms+0000)/`, always UTC whatever the offset says. */
const instant = z
  .string()
  .nullish()
  .transform((value) => {
    const ms = /^\/Date\((-?\d+)([+-]\d{4})?\)\/$/.exec(value ?? "")?.[1];
    return ms === undefined ? null : new Date(Number(ms));
  });

const standing = { Reference: textOrNull, CurrencyCode: textOrNull, UpdatedDateUTC: instant };
const pagination = z.object({ pageCount: z.number().nullish() }).nullish();
const contactStub = z.object({ ContactID: textOrNull }).nullish();
const ownPayments = z
  .array(z.object({ PaymentID: z.string(), Amount: decimal(2), Reference: textOrNull, Status: textOrNull }))
  .nullish();

export const wireStandingInvoices = z.object({
  pagination,
  Invoices: z.array(
    z.object({
      ...standing,
      Type: z.string(),
      InvoiceID: z.string(),
      InvoiceNumber: textOrNull,
      Status: z.string(),
      Total: decimal(2),
      TotalTax: decimal(2),
      AmountDue: decimal(2),
      Url: textOrNull,
      Contact: contactStub,
      Payments: ownPayments,
    }),
  ),
});

export const wireStandingCreditNotes = z.object({
  pagination,
  CreditNotes: z.array(
    z.object({
      ...standing,
      Type: z.string(),
      CreditNoteID: z.string(),
      CreditNoteNumber: textOrNull,
      Status: z.string(),
      Total: decimal(2),
      TotalTax: decimal(2),
      RemainingCredit: decimal(2),
      Contact: contactStub,
      Payments: ownPayments,
      Allocations: z
        .array(
          z.object({
            Amount: decimal(2),
            Invoice: z.object({ InvoiceID: z.string() }).nullish(),
            IsDeleted: flag,
          }),
        )
        .nullish(),
    }),
  ),
});

export const wireStandingPayments = z.object({
  pagination,
  Payments: z.array(
    z.object({
      ...standing,
      PaymentID: z.string(),
      Status: z.string(),
      Amount: decimal(2),
      Invoice: z.object({ InvoiceID: textOrNull, CurrencyCode: textOrNull, Contact: contactStub }).nullish(),
      CreditNote: z
        .object({ CreditNoteID: textOrNull, CurrencyCode: textOrNull, Contact: contactStub })
        .nullish(),
    }),
  ),
});

export const wireContacts = z.object({
  pagination,
  Contacts: z.array(
    z.object({
      UpdatedDateUTC: instant,
      ContactID: z.string(),
      ContactNumber: textOrNull,
      Name: z
        .string()
        .nullish()
        .transform((value) => value ?? ""),
      EmailAddress: textOrNull,
      ContactStatus: textOrNull,
      MergedToContactID: textOrNull,
    }),
  ),
});
