import { describe, expect, it } from "vitest";
import type { InvoiceSale } from "../src/sale.ts";
import { type PlanOptions, plan, posted } from "./plan-an-invoice.ts";
import { address, invoice, line } from "./sales.ts";

describe("checks before any call", () => {
  it.each<[string, InvoiceSale, PlanOptions, string, object]>([
    [
      "an unmapped rate",
      invoice({ lines: [line({ net: "100", tax: "17" })] }),
      {},
      "tax_rate_unmapped",
      { rate: "17", country: "GB", tax: "17.00" },
    ],
    [
      "no account",
      invoice(),
      { policy: { revenueAccountCode: null } },
      "account_missing",
      { purpose: "sales" },
    ],
    [
      "an account Xero lacks",
      invoice(),
      { policy: { revenueAccountCode: "999" } },
      "account_missing",
      { code: "999" },
    ],
    [
      "a bank account",
      invoice(),
      { policy: { revenueAccountCode: "090" } },
      "account_missing",
      { code: "090" },
    ],
    [
      "an archived account",
      invoice(),
      { policy: { revenueAccountCode: "250" } },
      "account_archived",
      { code: "250" },
    ],
    [
      "a rate not for the account",
      invoice(),
      { policy: { revenueAccountCode: "830" } },
      "tax_type_not_allowed_on_account",
      { code: "830", taxType: "OUTPUT2" },
    ],
    ["a currency", invoice({ currency: "USD" }), {}, "currency_not_enabled", { currency: "USD" }],
    ["a cancelled invoice", invoice({ state: "cancelled" }), {}, "cancelled_in_magento", {}],
  ])("hold %s", (_name, sale, options, reason, params) => {
    expect(plan(sale, options)).toMatchObject({ outcome: "hold", reason, params });
  });

  it("skip what policy leaves out", () => {
    const policy = { syncSince: "2026-11-01T00:00:00Z" };
    expect(plan(invoice(), { policy })).toMatchObject({ outcome: "skip", reason: "outside_sync_since" });
  });

  it("take the tax type by where the goods go", () => {
    const policy = {
      taxMap: [
        { rate: "20", country: "GB", taxType: "OUTPUT2" },
        { rate: "0", country: "rest", taxType: "EXEMPTOUTPUT" },
        { rate: "0", country: "GB", taxType: "ZERORATEDOUTPUT" },
      ],
    };
    const lines = [line({ net: "100", tax: "0" })];
    const typeTo = (countryId: string) =>
      posted(invoice({ lines, shippingAddress: address("shipping", { countryId }) }), { policy }).draft
        .lines[0]?.taxType;
    expect([typeTo("GB"), typeTo("US")]).toEqual(["ZERORATEDOUTPUT", "EXEMPTOUTPUT"]);
  });
});
