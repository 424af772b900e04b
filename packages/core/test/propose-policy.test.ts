import { describe, expect, it } from "vitest";
import { policySchema } from "../src/policy.ts";
import { proposePolicy } from "../src/propose-policy.ts";
import type { LedgerAccount } from "../src/reference.ts";
import { validatePolicy } from "../src/validate-policy.ts";
import { ukPolicy, ukReference } from "./uk.ts";

const stripeAccount: LedgerAccount = {
  accountId: "",
  code: null,
  name: "",
  type: "BANK",
  class: "ASSET",
  status: "ACTIVE",
  taxType: null,
  systemAccount: null,
  enablePaymentsToAccount: false,
  currencyCode: null,
};

const options = { storeHost: "shop.acme.example", isSecondStoreOfOrganisation: false };

describe("the proposed policy", () => {
  it("is complete for a UK organisation and passes its own checks", () => {
    const reference = ukReference();
    const { policy, sources, unfilled } = proposePolicy(reference, options);
    expect(unfilled).toEqual([]);
    expect(policy).toMatchObject({
      revenueAccountCode: "200",
      paymentTermsDays: 30,
      storeTimezone: "Europe/London",
      invoiceNumberPrefix: "",
    });
    expect(policy.taxMap).toEqual([
      { rate: "20", country: "GB", taxType: "OUTPUT2" },
      { rate: "20", country: "IM", taxType: "OUTPUT2" },
      { rate: "17.5", country: "GB", taxType: "TAX001" },
      { rate: "17.5", country: "IM", taxType: "TAX001" },
      { rate: "5", country: "GB", taxType: "RROUTPUT" },
      { rate: "5", country: "IM", taxType: "RROUTPUT" },
      { rate: "0", country: "any", taxType: "ZERORATEDOUTPUT" },
    ]);
    expect(sources).toMatchSnapshot();
    expect(validatePolicy(policy, reference)).toEqual([]);
  });

  it("leaves revenue unfilled where two accounts could be it", () => {
    const reference = ukReference();
    reference.accounts = reference.accounts.map((account) =>
      account.code === "200" ? { ...account, name: "Retail" } : account,
    );
    const { policy, unfilled } = proposePolicy(reference, options);
    expect(unfilled).toEqual(["revenueAccountCode"]);
    expect(policy.revenueAccountCode).toBeNull();
    expect(validatePolicy(policy, reference)[0]?.path).toBe("revenueAccountCode");
  });

  it("gives a second store of one organisation numbers of its own", () => {
    const { policy } = proposePolicy(ukReference(), { ...options, isSecondStoreOfOrganisation: true });
    expect(policy).toMatchObject({ invoiceNumberPrefix: "ACME-", creditNoteNumberPrefix: "CN-ACME-" });
  });

  it("proposes no account that takes another currency only", () => {
    const reference = ukReference();
    const paymentMethods = [{ code: "stripe_payments", label: "Stripe" }];
    reference.accounts = [
      { ...stripeAccount, accountId: "usd", name: "Stripe USD", currencyCode: "USD" },
      { ...stripeAccount, accountId: "gbp", name: "Stripe", currencyCode: "GBP" },
    ];
    const { policy } = proposePolicy(reference, { ...options, paymentMethods });
    expect(policy.paymentMethodMap).toEqual({ stripe_payments: "gbp" });
  });

  it("leaves to the bank what is no gateway, and gateways to a clearing account", () => {
    const paymentMethods = [
      { code: "checkmo", label: "Cheque" },
      { code: "stripe_payments", label: "Card (Stripe)" },
      { code: "paypal_express", label: null },
    ];
    const { policy } = proposePolicy(ukReference(), { ...options, paymentMethods });
    expect(policy.paymentMethodMap).toEqual({
      checkmo: null,
      stripe_payments: "account-091",
    });
  });

  it("needs no tax map where the organisation records no tax", () => {
    expect(proposePolicy(ukReference({ paysTax: false }), options).policy.taxMap).toEqual([]);
  });
});

describe("a policy's ids and codes", () => {
  it.each([
    [{ revenueAccountCode: "999" }, "revenueAccountCode"],
    [{ revenueAccountCode: "310" }, "revenueAccountCode"],
    [{ shippingAccountCode: "250" }, "shippingAccountCode"],
    [{ lessThanLinesAccountCode: "830", lessThanLinesTaxType: "OUTPUT2" }, "lessThanLinesTaxType"],
    [
      { revenueAccountBySku: [{ match: "prefix" as const, value: "A", accountCode: "999" }] },
      "revenueAccountBySku.0.accountCode",
    ],
    [{ revenueAccountByStore: { "3": "090" } }, "revenueAccountByStore.3"],
    [{ taxMap: [{ rate: "20", country: "any", taxType: "GONE" }] }, "taxMap.0.taxType"],
    [{ taxMap: [{ rate: "20", country: "any", taxType: "INPUT2" }] }, "taxMap.0.taxType"],
    [{ trackingByStore: { "1": [{ name: "Region", option: "Moon" }] } }, "trackingByStore.1.0"],
    [{ brandingThemeByStore: { "1": "theme-9" } }, "brandingThemeByStore.1"],
    [{ paymentMethodMap: { stripe: "account-200" } }, "paymentMethodMap.stripe"],
    [{ defaultPaymentAccountId: "account-999" }, "defaultPaymentAccountId"],
  ])("are refused at their field: %j", (changes, path) => {
    const problems = validatePolicy(policySchema.parse({ ...ukPolicy(), ...changes }), ukReference());
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(problems[0]?.message).toMatch(/\.$/);
  });

  it("must not say two things of one rate and country", () => {
    const row = { rate: "20", country: "any", taxType: "OUTPUT2" };
    expect(validatePolicy(ukPolicy({ taxMap: [row, { ...row, taxType: "TAX001" }] }), ukReference())).toEqual(
      [{ path: "taxMap.1", message: "Another row has this rate and country." }],
    );
  });
});
