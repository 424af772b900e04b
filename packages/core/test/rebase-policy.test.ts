import { expect, test } from "vitest";
import { policySchema } from "../src/policy.ts";
import { rebasePolicy } from "../src/rebase-policy.ts";
import type { LedgerAccount, ReferenceData } from "../src/reference.ts";
import { ukReference } from "./uk.ts";

const uk = ukReference();

const account = (code: string, name: string, accountId: string): LedgerAccount => ({
  ...(uk.accounts[0] as LedgerAccount),
  code,
  name,
  accountId,
  status: "ACTIVE",
});

const rate = (taxType: string, name: string) => ({
  ...(uk.taxRates[0] as ReferenceData["taxRates"][number]),
  taxType,
  name,
  status: "ACTIVE",
});

test("codes stay where they are the same, names lead to others, and what is nowhere is proposed anew", () => {
  const from: ReferenceData = {
    ...uk,
    accounts: [
      account("200", "Sales", "a1"),
      account("260", "Carriage", "a2"),
      account("800", "Stripe", "a3"),
    ],
    taxRates: [rate("OUTPUT2", "20% VAT"), rate("TAX099", "Own rate")],
    brandingThemes: [{ brandingThemeId: "t1", name: "Webshop", sortOrder: 0 }],
  };
  const to: ReferenceData = {
    ...uk,
    accounts: [
      account("200", "Turnover", "b1"),
      account("266", "carriage", "b2"),
      account("801", "Stripe", "b3"),
    ],
    taxRates: [rate("OUTPUT2", "20% VAT"), rate("TAX001", "Own rate")],
    brandingThemes: [{ brandingThemeId: "t9", name: "Webshop", sortOrder: 0 }],
  };
  const policy = policySchema.parse({
    syncSince: "2026-01-01T00:00:00Z",
    paused: true,
    revenueAccountCode: "200",
    shippingAccountCode: "260",
    discountAccountCode: "999",
    brandingThemeId: "t1",
    invoiceNumberPrefix: "UK-",
    taxMap: [
      { rate: "20", country: "any", taxType: "OUTPUT2" },
      { rate: "17.5", country: "any", taxType: "TAX099" },
      { rate: "5", country: "any", taxType: "GONE" },
    ],
    paymentMethodMap: { stripe: "a3", paypal: "a9", checkmo: null },
  });
  const proposed = policySchema.parse({ paymentMethodMap: { paypal: "b7" } });
  expect(rebasePolicy(policy, { from, to, proposed })).toMatchObject({
    syncSince: null,
    paused: false,
    revenueAccountCode: "200",
    shippingAccountCode: "266",
    discountAccountCode: null,
    brandingThemeId: "t9",
    invoiceNumberPrefix: "UK-",
    taxMap: [
      { rate: "20", country: "any", taxType: "OUTPUT2" },
      { rate: "17.5", country: "any", taxType: "TAX001" },
    ],
    paymentMethodMap: { stripe: "b3", paypal: "b7", checkmo: null },
  });
});
