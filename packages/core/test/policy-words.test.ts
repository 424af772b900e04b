import { describe, expect, test } from "vitest";
import { policySchema } from "../src/policy.ts";
import { changedSettings, type PolicyNames, policyChanges } from "../src/policy-words.ts";

const names: PolicyNames = {
  accounts: { "200": "200 Sales", "260": "260 Other Revenue" },
  paymentAccounts: { "bank-1": "091 Stripe Clearing" },
  taxTypes: { OUTPUT2: "20% (VAT on Income)", ZERORATEDOUTPUT: "Zero Rated Income" },
  themes: {},
  storeViews: { "1": "UK shop" },
};
const before = policySchema.parse({
  revenueAccountCode: "200",
  taxMap: [{ rate: "20", country: "GB", taxType: "OUTPUT2" }],
  paymentMethodMap: { checkmo: null },
});

describe("what differs between two versions", () => {
  test("codes are said with their names, an id that nobody knows as it is", () => {
    expect(policyChanges(before, { ...before, revenueAccountCode: "260" }, names)).toEqual([
      {
        setting: "revenueAccountCode",
        label: "Sales account",
        before: "200 Sales",
        after: "260 Other Revenue",
      },
    ]);
    expect(policyChanges(before, { ...before, shippingAccountCode: "999" }, names)).toMatchObject([
      { before: "With sales", after: "999" },
    ]);
  });

  test("rows are compared row by row: added, removed, otherwise", () => {
    const after = policySchema.parse({
      ...before,
      taxMap: [
        { rate: "20", country: "GB", taxType: "ZERORATEDOUTPUT" },
        { rate: "any", country: "rest", taxType: "ZERORATEDOUTPUT" },
      ],
      paymentMethodMap: { stripe: "bank-1" },
    });
    expect(
      policyChanges(before, after, names).map(({ label, before: old, after: now }) => [label, old, now]),
    ).toEqual([
      ["Tax rates: 20 %, United Kingdom", "20% (VAT on Income)", "Zero Rated Income"],
      ["Tax rates: any rate, elsewhere", null, "Zero Rated Income"],
      ["Payment methods: checkmo", "Not recorded: reconciled from the bank", null],
      ["Payment methods: stripe", null, "091 Stripe Clearing"],
    ]);
  });

  test("the order of keys is no difference, the order of rules is", () => {
    const rules = [
      { match: "prefix" as const, value: "A", accountCode: "200" },
      { match: "prefix" as const, value: "B", accountCode: "260" },
    ];
    const one = { ...before, revenueAccountBySku: rules, paymentTermsByMethod: { a: 1, b: 2 } };
    const other = {
      ...before,
      revenueAccountBySku: rules.toReversed(),
      paymentTermsByMethod: { b: 2, a: 1 },
    };
    expect(changedSettings(one, other)).toEqual(["revenueAccountBySku"]);
    expect(policyChanges(one, other, names)).toHaveLength(1);
    expect(policyChanges(one, one, names)).toEqual([]);
  });

  test("every setting has its words, whatever its value", () => {
    const full = policySchema.parse({
      syncSince: "2026-11-01T00:00:00Z",
      syncUnpaidInvoices: false,
      syncZeroValueInvoices: false,
      websiteFilter: [1],
      storeFilter: [1, 2],
      paused: true,
      revenueAccountCode: "200",
      shippingAccountCode: "200",
      discountAccountCode: "200",
      lessThanLinesAccountCode: "200",
      moreThanLinesAccountCode: "200",
      refundAdjustmentAccountCode: "200",
      roundingAccountCode: "200",
      lessThanLinesTaxType: "as_the_sale",
      moreThanLinesTaxType: "OUTPUT2",
      refundAdjustmentTaxType: "OUTPUT2",
      roundingTaxType: "OUTPUT2",
      revenueAccountByProductType: { simple: "200" },
      revenueAccountBySku: [{ match: "pattern", value: "*", accountCode: "200" }],
      revenueAccountByStore: { "1": "200" },
      trackingByStore: { "1": [{ name: "Region", option: "North" }] },
      brandingThemeId: "theme",
      brandingThemeByStore: { "1": "theme" },
      currencyRate: "magento",
      taxMap: [{ rate: "any", country: "EU", taxType: "OUTPUT2" }],
      pricesIncludeTax: { any: true },
      paymentMethodMap: { stripe: "bank-1" },
      defaultPaymentAccountId: "bank-1",
      syncCustomers: true,
      customerContacts: "one",
      customerNamePriority: "person",
      adoptContacts: false,
      invoiceNumberPrefix: "W-",
      creditNoteNumberPrefix: "",
      invoiceStatus: "DRAFT",
      paymentTermsDays: 1,
      paymentTermsByMethod: { checkmo: 30 },
      storeTimezone: "Europe/London",
      lockedPeriod: "first_open_day",
      markAsSent: true,
      settleCreditNotes: "none",
    });
    const plain = policySchema.parse({});
    const changes = policyChanges(plain, full, names);
    expect(new Set(changes.map(({ setting }) => setting))).toEqual(new Set(Object.keys(plain)));
    for (const { before: old, after: now } of changes) expect(old).not.toBe(now);
  });
});
