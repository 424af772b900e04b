import { accountingDay } from "./accounting-day.ts";
import { dayWords } from "./day-words.ts";
import type { Policy, PolicySetting } from "./policy.ts";

/** What ids and codes are called, each map by its id or code; what is in none of them is shown as it is. */
export type PolicyNames = {
  /** "200 Sales", by account code. */
  accounts: Readonly<Record<string, string>>;
  /** By AccountID. */
  paymentAccounts: Readonly<Record<string, string>>;
  taxTypes: Readonly<Record<string, string>>;
  themes: Readonly<Record<string, string>>;
  storeViews: Readonly<Record<string, string>>;
};

/** One difference between two versions, in the words of the settings page. Null = there is none on that side. */
export type PolicyChange = {
  setting: PolicySetting;
  label: string;
  before: string | null;
  after: string | null;
};

export const settingLabels = {
  syncSince: "Documents from",
  syncUnpaidInvoices: "Unpaid invoices",
  syncZeroValueInvoices: "Invoices without value",
  websiteFilter: "Websites",
  storeFilter: "Store views",
  paused: "Syncing",
  revenueAccountCode: "Sales account",
  shippingAccountCode: "Shipping account",
  discountAccountCode: "Discounts account",
  lessThanLinesAccountCode: "Account for gift cards and store credit",
  moreThanLinesAccountCode: "Account for surcharges",
  refundAdjustmentAccountCode: "Account for refund adjustments",
  roundingAccountCode: "Rounding account",
  lessThanLinesTaxType: "Tax on gift cards and store credit",
  moreThanLinesTaxType: "Tax on surcharges",
  refundAdjustmentTaxType: "Tax on refund adjustments",
  roundingTaxType: "Tax on rounding",
  revenueAccountByProductType: "Sales account by product type",
  revenueAccountBySku: "Sales account by SKU",
  revenueAccountByStore: "Sales account by store view",
  trackingByStore: "Tracking by store view",
  brandingThemeId: "Branding theme",
  brandingThemeByStore: "Branding theme by store view",
  currencyRate: "Exchange rate",
  taxMap: "Tax rates",
  pricesIncludeTax: "Magento's prices",
  paymentMethodMap: "Payment methods",
  defaultPaymentAccountId: "Account for other gateways",
  syncCustomers: "Customers without orders",
  customerContacts: "Contacts in Xero",
  customerNamePriority: "A contact's name",
  adoptContacts: "Contacts that are there already",
  invoiceNumberPrefix: "Invoice number prefix",
  creditNoteNumberPrefix: "Credit note number prefix",
  invoiceStatus: "Invoices arrive as",
  paymentTermsDays: "Payment terms",
  paymentTermsByMethod: "Payment terms by method",
  storeTimezone: "The store's time zone",
  lockedPeriod: "Documents in a locked period",
  markAsSent: "Marked as sent",
  settleCreditNotes: "Credit notes are",
} as const satisfies Record<PolicySetting, string>;

/** What the choices of a setting are called. */
export const choiceWords = {
  currencyRate: { xero: "Xero's rate of the day", magento: "Magento's rate" },
  customerContacts: {
    each: "One for each customer",
    companies: "One for each company, one for all private buyers",
    one: "One for everybody",
  },
  customerNamePriority: { company: "The company first", person: "The person first" },
  invoiceStatus: { AUTHORISED: "Approved", SUBMITTED: "Awaiting approval", DRAFT: "Drafts" },
  lockedPeriod: { hold: "Wait for you", first_open_day: "Go on the first open day" },
  settleCreditNotes: {
    auto: "Refunded where the payment is recorded, else allocated",
    allocate: "Allocated to their invoice",
    refund: "Refunded from the payment's account",
    none: "Left open for you",
  },
} as const;

/** What differs from one version to the next: settings with rows row by row. */
export function policyChanges(before: Policy, after: Policy, names: PolicyNames): PolicyChange[] {
  return changedSettings(before, after).flatMap((setting) => {
    const [old, now] = [entriesOf(setting, before, names), entriesOf(setting, after, names)];
    const keys = [...new Set([...old.keys(), ...now.keys()])];
    const changes = keys.flatMap((key) => {
      const [from, to] = [old.get(key) ?? null, now.get(key) ?? null];
      if (from === to) return [];
      const label = key === "" ? settingLabels[setting] : `${settingLabels[setting]}: ${key}`;
      return [{ setting, label, before: from, after: to }];
    });
    if (changes.length > 0) return changes;
    return [
      { setting, label: settingLabels[setting], before: "in another order", after: "in another order" },
    ];
  });
}

/** The settings whose values differ. The order of keys is no difference, the order of a list is. */
export function changedSettings(before: Policy, after: Policy): PolicySetting[] {
  return (Object.keys(settingLabels) as PolicySetting[]).filter(
    (setting) => canonical(before[setting]) !== canonical(after[setting]),
  );
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** A setting's value as text: one entry under "", or one for each of its rows. */
function entriesOf(setting: PolicySetting, policy: Policy, names: PolicyNames): Map<string, string> {
  const one = (text: string) => new Map([["", text]]);
  const account = (code: string | null, otherwise: string) =>
    code === null ? otherwise : (names.accounts[code] ?? code);
  const view = (id: string) => names.storeViews[id] ?? `Store view ${id}`;
  const map = <V>(
    record: Readonly<Record<string, V>>,
    key: (key: string) => string,
    text: (value: V) => string,
  ) => new Map(Object.entries(record).map(([each, value]) => [key(each), text(value)]));
  const same = (text: string) => text;

  switch (setting) {
    case "syncSince":
      return one(
        policy.syncSince === null
          ? "Everything seen"
          : dayWords(accountingDay(policy.syncSince, policy.storeTimezone)),
      );
    case "syncUnpaidInvoices":
      return one(policy.syncUnpaidInvoices ? "Go when they are raised" : "Wait until they are paid");
    case "syncZeroValueInvoices":
      return one(policy.syncZeroValueInvoices ? "Go" : "Are left out");
    case "websiteFilter":
      return one(policy.websiteFilter.length === 0 ? "All" : policy.websiteFilter.join(", "));
    case "storeFilter":
      return one(
        policy.storeFilter.length === 0 ? "All" : policy.storeFilter.map((id) => view(String(id))).join(", "),
      );
    case "paused":
      return one(policy.paused ? "Paused" : "Running");
    case "revenueAccountCode":
      return one(account(policy.revenueAccountCode, "To be chosen"));
    case "shippingAccountCode":
    case "discountAccountCode":
    case "refundAdjustmentAccountCode":
      return one(account(policy[setting], "With sales"));
    case "lessThanLinesAccountCode":
    case "moreThanLinesAccountCode":
      return one(account(policy[setting], "None: the document waits for you"));
    case "roundingAccountCode":
      return one(account(policy.roundingAccountCode, "Xero's own rounding account"));
    case "lessThanLinesTaxType":
    case "moreThanLinesTaxType":
    case "refundAdjustmentTaxType":
    case "roundingTaxType":
      return one(adjustmentTax(policy[setting], names));
    case "revenueAccountByProductType":
      return map(policy.revenueAccountByProductType, same, (code) => account(code, ""));
    case "revenueAccountBySku":
      return new Map(
        policy.revenueAccountBySku.map((rule) => [
          `${rule.match === "prefix" ? "begins with" : "matches"} ${rule.value}`,
          account(rule.accountCode, ""),
        ]),
      );
    case "revenueAccountByStore":
      return map(policy.revenueAccountByStore, view, (code) => account(code, ""));
    case "trackingByStore":
      return map(policy.trackingByStore, view, (choices) =>
        choices.map(({ name, option }) => `${name}: ${option}`).join(", "),
      );
    case "brandingThemeId":
      return one(themeName(policy.brandingThemeId, names));
    case "brandingThemeByStore":
      return map(policy.brandingThemeByStore, view, (id) => themeName(id, names));
    case "taxMap":
      return new Map(
        policy.taxMap.map((row) => [
          `${row.rate === "any" ? "any rate" : `${row.rate} %`}, ${countryWords(row.country)}`,
          names.taxTypes[row.taxType] ?? row.taxType,
        ]),
      );
    case "pricesIncludeTax":
      return map(
        policy.pricesIncludeTax,
        (id) => (id === "any" ? "all store views" : view(id)),
        (includes) => (includes ? "Include tax" : "Exclude tax"),
      );
    case "paymentMethodMap":
      return map(policy.paymentMethodMap, same, (id) => paymentAccount(id, names, NOT_RECORDED));
    case "defaultPaymentAccountId":
      return one(paymentAccount(policy.defaultPaymentAccountId, names, "None: left out until you choose"));
    case "syncCustomers":
      return one(policy.syncCustomers ? "Become contacts too" : "Become contacts with their first document");
    case "adoptContacts":
      return one(policy.adoptContacts ? "Are taken over when name and e-mail agree" : "Are left alone");
    case "invoiceNumberPrefix":
    case "creditNoteNumberPrefix":
      return one(policy[setting] === "" ? "None" : policy[setting]);
    case "paymentTermsDays":
      return one(daysWords(policy.paymentTermsDays));
    case "paymentTermsByMethod":
      return map(policy.paymentTermsByMethod, same, daysWords);
    case "storeTimezone":
      return one(policy.storeTimezone);
    case "markAsSent":
      return one(policy.markAsSent ? "Yes" : "No");
    case "currencyRate":
      return one(choiceWords.currencyRate[policy.currencyRate]);
    case "customerContacts":
      return one(choiceWords.customerContacts[policy.customerContacts]);
    case "customerNamePriority":
      return one(choiceWords.customerNamePriority[policy.customerNamePriority]);
    case "invoiceStatus":
      return one(choiceWords.invoiceStatus[policy.invoiceStatus]);
    case "lockedPeriod":
      return one(choiceWords.lockedPeriod[policy.lockedPeriod]);
    case "settleCreditNotes":
      return one(choiceWords.settleCreditNotes[policy.settleCreditNotes]);
    default:
      return setting satisfies never;
  }
}

const NOT_RECORDED = "Not recorded: reconciled from the bank";

/** "in the EU", "elsewhere", "anywhere", or the country's name. */
export function countryWords(country: string): string {
  if (country === "any") return "anywhere";
  if (country === "rest") return "elsewhere";
  if (country === "EU") return "in the EU";
  return new Intl.DisplayNames("en", { type: "region", fallback: "code" }).of(country) ?? country;
}

function adjustmentTax(taxType: string | null, names: PolicyNames): string {
  if (taxType === null) return "No tax";
  return taxType === "as_the_sale" ? "As the sale, tax inside" : (names.taxTypes[taxType] ?? taxType);
}

function themeName(id: string | null, names: PolicyNames): string {
  return id === null ? "Xero's default" : (names.themes[id] ?? "A theme that is gone");
}

function paymentAccount(id: string | null, names: PolicyNames, otherwise: string): string {
  return id === null ? otherwise : (names.paymentAccounts[id] ?? "An account that is gone");
}

function daysWords(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}
