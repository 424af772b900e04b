import { z } from "zod";

export const MAX_MAGENTO_ID = 2_147_483_647;

/** A binding's versioned sync settings. Every key is optional on input; what comes out is complete. */
export const policySchema = z.object({
  /** UTC instant; earlier documents are left out. Null until somebody pressed Start syncing. */
  syncSince: z.iso.datetime({ offset: true }).nullable().default(null),
  syncUnpaidInvoices: z.boolean().default(true),
  syncZeroValueInvoices: z.boolean().default(true),
  /** Allow-lists; empty = all. Both must accept. */
  websiteFilter: magentoIds(),
  storeFilter: magentoIds(),
  paused: z.boolean().default(false),

  /** The one setting that may have no safe proposal. */
  revenueAccountCode: code().nullable().default(null),
  /** Null = with revenue. */
  shippingAccountCode: code().nullable().default(null),
  /** Null = as DiscountAmount on the line it belongs to; a code makes discounts negative lines per tax type. */
  discountAccountCode: code().nullable().default(null),
  /** Magento's total is below its lines (gift card, store credit); null = hold. */
  lessThanLinesAccountCode: code().nullable().default(null),
  /** Magento's total is above its lines (surcharge); null = hold. */
  moreThanLinesAccountCode: code().nullable().default(null),
  /** Null = revenue: Magento's own adjustment refund and fee are never held. */
  refundAdjustmentAccountCode: code().nullable().default(null),
  /** Null = the organisation's ROUNDING system account. */
  roundingAccountCode: code().nullable().default(null),
  lessThanLinesTaxType: adjustmentTaxType(),
  moreThanLinesTaxType: adjustmentTaxType(),
  refundAdjustmentTaxType: adjustmentTaxType(),
  roundingTaxType: adjustmentTaxType(),
  /** Product type first, then SKU in the order of the list, then store view. */
  revenueAccountByProductType: z.record(z.string().min(1), code()).default({}),
  revenueAccountBySku: z
    .array(
      z.object({
        match: z.enum(["prefix", "pattern"]),
        value: z.string().min(1, "Give the SKU, or its beginning.").max(255, "At most 255 characters."),
        accountCode: code(),
      }),
    )
    .default([]),
  revenueAccountByStore: byStore(code()),
  trackingByStore: byStore(z.array(z.object({ name: z.string(), option: z.string() })).max(2)),
  brandingThemeId: z.string().nullable().default(null),
  brandingThemeByStore: byStore(z.string()),
  /** `xero` sends nothing: Xero takes its rate of the day. */
  currencyRate: z.enum(["xero", "magento"]).default("xero"),

  taxMap: z.array(z.lazy(() => taxMapRowSchema)).default([]),
  /** By store view id, or "any": settles how discounts are read when the numbers allow two readings. */
  pricesIncludeTax: z.record(z.string().regex(/^(\d+|any)$/), z.boolean()).default({}),

  /** Method code → AccountID; null = "Not recorded: I reconcile this from the bank". */
  paymentMethodMap: z.record(z.string().min(1), z.string().nullable()).default({}),
  defaultPaymentAccountId: z.string().nullable().default(null),

  syncCustomers: z.boolean().default(false),
  customerContacts: z.enum(["each", "companies", "one"]).default("each"),
  customerNamePriority: z.enum(["company", "person"]).default("company"),
  adoptContacts: z.boolean().default(true),

  invoiceNumberPrefix: numberPrefix().default(""),
  creditNoteNumberPrefix: numberPrefix().default("CN-"),
  invoiceStatus: z.enum(["DRAFT", "SUBMITTED", "AUTHORISED"]).default("AUTHORISED"),
  paymentTermsDays: termsDays().default(14),
  paymentTermsByMethod: z.record(z.string().min(1), termsDays()).default({}),
  /** IANA name. Magento's timestamps are UTC; the accounting date is the store's day. */
  storeTimezone: z.string().refine(isTimeZone, "A time zone such as Europe/London.").default("UTC"),
  lockedPeriod: z.enum(["hold", "first_open_day"]).default("hold"),
  markAsSent: z.boolean().default(false),

  settleCreditNotes: z.enum(["auto", "allocate", "refund", "none"]).default("auto"),
});
export type Policy = z.infer<typeof policySchema>;
export type PolicyInput = z.input<typeof policySchema>;
export type PolicySetting = keyof Policy;

export const taxMapRowSchema = z.object({
  /** Exact percent, e.g. "20" or "17.5", or "any". */
  rate: z.string().regex(/^(any|\d{1,3}(\.\d{1,4})?)$/, 'A percent such as "20" or "17.5", or "any".'),
  /** Where the goods go: an ISO code, "EU", "rest" (what no other row names) or "any". */
  country: z.string().regex(/^(any|rest|[A-Z]{2})$/, "Choose a country."),
  taxType: z.string().min(1, "Choose a tax rate."),
});
export type TaxMapRow = z.infer<typeof taxMapRowSchema>;

/** "As the sale, tax inside": the line takes the sale's tax type, its amount contains the tax. */
export const AS_THE_SALE = "as_the_sale";

/** A tax type, or as_the_sale; null = the organisation's no-tax type that the account takes. */
function adjustmentTaxType() {
  return z.string().min(1).nullable().default(null);
}

/** Of websites or store views: a column of Magento's, hence of ours, holds no larger ones. */
function magentoIds() {
  return z.array(z.number().int().nonnegative().max(MAX_MAGENTO_ID)).default([]);
}

function code() {
  return z.string().min(1, "Choose an account.").max(10, "Account codes have at most 10 characters.");
}

function byStore<T extends z.ZodType>(value: T) {
  return z.record(z.string().regex(/^\d+$/, "must be a store view id"), value).default({});
}

/** Xero takes printable ASCII in document numbers. */
function numberPrefix() {
  return z
    .string()
    .max(16, "At most 16 characters.")
    .regex(/^[\x21-\x7e]*$/, "Letters, digits and signs only, without blanks.");
}

function termsDays() {
  const error = "A number of days from 0 to 365.";
  return z.number({ error }).int(error).min(0, error).max(365, error);
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
