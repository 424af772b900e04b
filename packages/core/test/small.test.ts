import { describe, expect, it } from "vitest";
import { splitIntoCalls } from "../src/batch.ts";
import { contactNumber, guestKey, markOf } from "../src/identity.ts";
import { isGateway } from "../src/payment-method.ts";
import { policySchema } from "../src/policy.ts";
import { durations, fullJitter, productionDurations } from "../src/retry.ts";

describe("batches", () => {
  const bytesOf = (bytes: number) => bytes;

  it("holds at most fifty documents", () => {
    const calls = splitIntoCalls(
      Array.from({ length: 120 }, () => 10),
      { bytesOf },
    );
    expect(calls.map((call) => call.length)).toEqual([50, 50, 20]);
  });

  it("holds at most 3.5 MB, in order, and a giant goes alone", () => {
    const calls = splitIntoCalls([2_000_000, 1_500_000, 1, 4_000_000, 5], { bytesOf });
    expect(calls).toEqual([[2_000_000, 1_500_000], [1], [4_000_000], [5]]);
  });

  it("makes no call of nothing", () => expect(splitIntoCalls([], { bytesOf })).toEqual([]));
});

describe("identity", () => {
  const identity = {
    environment: "sandbox",
    xeroTenantId: "t",
    storeId: "s",
    kind: "invoice",
    magentoKey: "42",
  } as const;

  it("marks the same document the same, and every other one otherwise", () => {
    expect(markOf(identity)).toBe(markOf({ ...identity }));
    expect(markOf(identity)).toMatch(/^[A-Z2-7]{10}$/);
    const others = [
      { ...identity, environment: "production" },
      { ...identity, storeId: "s2" },
      { ...identity, kind: "credit_note" as const },
      { ...identity, xeroTenantId: "ts", storeId: "" },
    ];
    expect(new Set([identity, ...others].map(markOf)).size).toBe(5);
  });

  it("keeps marks as they were: documents in Xero carry them", () => {
    expect(markOf(identity)).toMatchInlineSnapshot(`"WVRVBGP2WT"`);
  });

  it("never marks with Xero's name: an invoice's address would be refused", () => {
    expect(markOf({ ...identity, magentoKey: "422718" })).toMatch(/^(?!.*XERO)[A-Z2-7]{10}$/);
  });

  it("knows a guest by the address, and hides it", () => {
    const key = guestKey("secret", " Ada@Example.com ");
    expect(key).toBe(guestKey("secret", "ada@example.com"));
    expect(key).not.toBe(guestKey("other", "ada@example.com"));
    expect(key).toMatch(/^g[a-z2-7]{20}$/);
    expect(contactNumber("ACME", key).length).toBeLessThanOrEqual(50);
  });
});

describe("time", () => {
  it("scales every duration", () => {
    expect(durations(1)).toEqual(productionDurations);
    expect(durations(60).repeatWindowMs).toBe(5_000);
    expect(durations(1_000_000).notifyMs).toBe(1);
    expect(() => durations(0)).toThrow(RangeError);
  });

  it("jitters between a tenth of the base and a doubling ceiling", () => {
    const wait = (attempt: number, random: number) =>
      fullJitter({ attempt, baseMs: 10_000, capMs: 21_600_000, random });
    expect(wait(1, 0)).toBe(1_000);
    expect(wait(1, 0.5)).toBe(10_000);
    expect(wait(3, 0.999)).toBeLessThanOrEqual(80_000);
    expect(wait(500, 0.999_999)).toBeLessThanOrEqual(21_600_000);
  });
});

describe("policy", () => {
  it("is complete from nothing", () => {
    const policy = policySchema.parse({});
    expect(policy).toMatchObject({
      syncSince: null,
      syncUnpaidInvoices: true,
      revenueAccountCode: null,
      creditNoteNumberPrefix: "CN-",
      invoiceStatus: "AUTHORISED",
      taxMap: [],
      settleCreditNotes: "auto",
    });
    expect(policySchema.parse(policy)).toEqual(policy);
  });

  it.each([
    [{ storeTimezone: "Europe/Lundon" }, "storeTimezone"],
    [{ invoiceNumberPrefix: "Größe-" }, "invoiceNumberPrefix"],
    [{ taxMap: [{ rate: "20%", country: "any", taxType: "X" }] }, "taxMap.0.rate"],
    [{ taxMap: [{ rate: "20", country: "France", taxType: "X" }] }, "taxMap.0.country"],
    [{ trackingByStore: { uk: [] } }, "trackingByStore.uk"],
    [{ syncSince: "yesterday" }, "syncSince"],
  ])("refuses %j at its field", (input, path) => {
    const result = policySchema.safeParse(input);
    expect(result.error?.issues[0]?.path.join(".")).toBe(path);
  });
});

it("knows that paid is not money for methods that are no gateway", () => {
  expect(
    ["checkmo", "banktransfer", "purchaseorder", "cashondelivery", "klarna_paylater", "pay_on_account"].map(
      isGateway,
    ),
  ).toEqual(Array.from({ length: 6 }, () => false));
  expect(["stripe_payments", "paypal_express", "braintree"].every(isGateway)).toBe(true);
});
