import { describe, expect, it } from "vitest";
import type { PolicyInput } from "../src/policy.ts";
import type { InvoiceSale } from "../src/sale.ts";
import { plan, posted } from "./plan-an-invoice.ts";
import { invoice, line } from "./sales.ts";
import { context, ukReference } from "./uk.ts";

describe("what stands above the lines", () => {
  it("carries number, reference, the store's day, terms and the page here", () => {
    const { draft } = posted(invoice({ poNumber: "PO-77" }), {
      policy: { invoiceNumberPrefix: "UK-", paymentTermsDays: 30 },
    });
    expect(draft).toMatchObject({
      kind: "invoice",
      number: "UK-000000042",
      reference: "100000007 PO PO-77",
      date: "2026-10-31",
      dueDate: "2026-11-30",
      currencyCode: "GBP",
      currencyRate: null,
      status: "AUTHORISED",
      lineAmountTypes: "Exclusive",
      url: context.url,
      sentToContact: false,
      total: "120.00",
      totalTax: "20.00",
    });
  });

  it("adds a prefix once and keeps numbers to printable ASCII", () => {
    const number = (incrementId: string) =>
      posted(invoice({ incrementId }), { policy: { invoiceNumberPrefix: "UK-" } }).draft.number;
    expect(number("UK-000000042")).toBe("UK-000000042");
    expect(number("Größe✓7")).toBe("UK-Gro-e-7");
    expect(number("9".repeat(400))).toHaveLength(255);
  });

  it("shortens what so many lines are called, never their SKUs, so that Xero takes the document; else holds it", {
    timeout: 30_000,
  }, () => {
    const of = (count: number, name: string, sku = "SKU") =>
      Array.from({ length: count }, (_none, n) =>
        line({ net: "1.0000", tax: "0.2000", sku: `${sku}-${n}`, name }),
      );
    const long = "☕".repeat(3_000);
    const { lines } = posted(invoice({ lines: of(400, long) })).draft;
    expect(lines[7]?.description).toMatch(/^☕{2700,2800}…\n\(SKU-7\)$/);
    const bytes = lines.map(({ description }) => Buffer.byteLength(description));
    expect(bytes.reduce((sum, each) => sum + each)).toBeLessThan(3_500_000 - 400 * 200);
    expect(posted(invoice({ lines: of(200, long) })).draft.lines[7]?.description).toBe(`${long}\n(SKU-7)`);
    expect(plan(invoice({ lines: of(5_000, "Tea", "☕".repeat(195)) }))).toMatchObject({
      outcome: "hold",
      reason: "document_too_large",
      params: { lines: 5_000 },
    });
  });

  it("is due at once when a gateway took the money, not when Magento merely calls it paid", () => {
    const due = (paymentMethod: string) => posted(invoice({ state: "paid", paymentMethod })).draft.dueDate;
    expect(due("stripe_payments")).toBe("2026-10-31");
    expect(due("checkmo")).toBe("2026-11-14");
    const byMethod = posted(invoice(), { policy: { paymentTermsByMethod: { checkmo: 7 } } });
    expect(byMethod.draft.dueDate).toBe("2026-11-07");
  });

  it("sends Magento's rate only when told to, and never a rate of 1", () => {
    const rate = (changes: Partial<InvoiceSale>, policy: PolicyInput) =>
      posted(invoice(changes), { policy }).draft.currencyRate;
    expect(rate({ currency: "EUR", baseToOrderRate: "1.15" }, {})).toBeNull();
    expect(rate({ currency: "EUR", baseToOrderRate: "1.15" }, { currencyRate: "magento" })).toBe("1.15");
    expect(rate({ currency: "EUR", baseToOrderRate: "1" }, { currencyRate: "magento" })).toBeNull();
    expect(rate({ currency: "GBP", baseToOrderRate: "1.15" }, { currencyRate: "magento" })).toBeNull();
  });

  it("holds a locked day, or moves it and says so", () => {
    const reference = ukReference({ periodLockDate: "2026-10-31" });
    expect(plan(invoice(), { reference })).toEqual({
      outcome: "hold",
      reason: "period_locked",
      params: { date: "2026-10-31", lockDate: "2026-10-31", firstOpenDay: "2026-11-01" },
    });
    const moved = posted(invoice(), { reference, policy: { lockedPeriod: "first_open_day" } });
    expect(moved.draft.date).toBe("2026-11-01");
    expect(moved.draft.lines[0]?.description).toContain("Raised on 2026-10-31");
    expect(posted(invoice(), { reference, context: { isMovedToFirstOpenDay: true } }).draft.date).toBe(
      "2026-11-01",
    );
  });

  it("takes theme and tracking of the store view", () => {
    const policy = {
      brandingThemeId: "theme-1",
      brandingThemeByStore: { "1": "theme-2" },
      trackingByStore: { "1": [{ name: "Region", option: "North" }] },
    };
    const { draft } = posted(invoice({ shippingAmount: "5", shippingTaxAmount: "1" }), { policy });
    expect(draft.brandingThemeId).toBe("theme-2");
    expect(draft.lines.map(({ tracking }) => tracking)).toEqual([
      policy.trackingByStore["1"],
      policy.trackingByStore["1"],
    ]);
  });
});

describe("lines", () => {
  it("leave tax to Xero where Xero comes to the same, and give it where not", () => {
    const lines = [
      line({ net: "100", tax: "20" }),
      line({ net: "220", tax: "44.10", qty: "20", unitPrice: "11" }),
    ];
    expect(posted(invoice({ lines })).draft.lines.map(({ taxAmount }) => taxAmount)).toEqual([null, "44.10"]);
  });

  it.each([
    ["9", "0.3000", "2.7300", "1", "2.73", "9 × Wool jumper\n(JUMPER)"],
    ["20", "11.1500", "223.0700", "20", "11.1535", "Wool jumper\n(JUMPER)"],
    ["3", "19.9900", "59.9700", "3", "19.99", "Wool jumper\n(JUMPER)"],
    ["1.5", "20.6700", "31.0050", "1.5", "20.67", "Wool jumper\n(JUMPER)"],
  ])("keep the row of %s × %s = %s", (qty, unitPrice, net, quantity, unitAmount, description) => {
    const sale = invoice({ lines: [line({ qty, unitPrice, net, tax: "0" })] });
    expect(posted(sale).draft.lines[0]).toMatchObject({ quantity, unitAmount, description });
  });

  it("show a discount where there is room for it, else the net amount", () => {
    const lines = [
      line({ net: "100", tax: "18", discount: "10" }),
      line({ net: "10", tax: "0", discount: "18.50", sku: "FREE" }),
    ];
    const { draft } = posted(invoice({ lines, shippingAmount: "50", shippingTaxAmount: "10" }));
    expect(draft.lines[0]).toMatchObject({ unitAmount: "100.00", discountAmount: "10.00", taxAmount: null });
    expect(draft.lines[1]).toMatchObject({ quantity: "1", unitAmount: "-8.50", discountAmount: null });
  });

  it("put discounts on their own account, per tax type, with the tax they took", () => {
    const lines = [
      line({ net: "100", tax: "18", discount: "10" }),
      line({ net: "50", tax: "0", discount: "5", sku: "BOOK" }),
    ];
    const { draft } = posted(invoice({ lines }), { policy: { discountAccountCode: "202" } });
    expect(
      draft.lines.map((one) => [
        one.accountCode,
        one.unitAmount,
        one.discountAmount,
        one.taxType,
        one.taxAmount,
      ]),
    ).toEqual([
      ["200", "100.00", null, "OUTPUT2", null],
      ["200", "50.00", null, "ZERORATEDOUTPUT", null],
      ["202", "-10.00", null, "OUTPUT2", null],
      ["202", "-5.00", null, "ZERORATEDOUTPUT", null],
    ]);
  });

  it("fold a composite's dummies in, and keep a sample's lines", () => {
    const red = { ...line({ net: "0", tax: "0", name: "Wool jumper, red" }), unitPrice: "0" };
    const bundle = { ...line({ net: "0", tax: "0", sku: "SET" }), unitPrice: "12.0000" };
    const { draft } = posted(invoice({ lines: [bundle, line({ net: "100", tax: "20" }), red] }));
    expect(draft.lines.map(({ description }) => description)).toEqual([
      "Wool jumper\nWool jumper, red\n(JUMPER)",
    ]);
    const sample = posted(invoice({ lines: [line({ net: "0", tax: "0" })] }));
    expect(sample.draft).toMatchObject({ total: "0.00", lines: [{ unitAmount: "0.00" }] });
  });

  it("choose the account by product type, SKU, then store view", () => {
    const policy = {
      revenueAccountByProductType: { giftcard: "260" },
      revenueAccountBySku: [{ match: "pattern" as const, value: "BOOK-*", accountCode: "201" }],
      revenueAccountByStore: { "1": "202" },
    };
    const lines = [
      line({ net: "1", tax: "0", sku: "BOOK-1", productType: "giftcard" }),
      line({ net: "1", tax: "0", sku: "BOOK-2" }),
      line({ net: "1", tax: "0", sku: "MUG" }),
    ];
    const codes = posted(invoice({ lines }), { policy }).draft.lines.map(({ accountCode }) => accountCode);
    expect(codes).toEqual(["260", "201", "202"]);
  });

  it("keep to 4,000 characters without control characters or half emoji", () => {
    const name = `A\u0000B\u2028${"☕🫖".repeat(3000)}`;
    const [one] = posted(invoice({ lines: [line({ net: "1", tax: "0", name })] })).draft.lines;
    expect(one?.description.length).toBeLessThanOrEqual(4000);
    expect(one?.description).toMatch(/^A B .*…\n\(JUMPER\)$/su);
    expect(() => encodeURIComponent(one?.description ?? "")).not.toThrow();
  });

  it("say which numbers they come from", () => {
    const [one] = posted(invoice({ lines: [line({ net: "100", tax: "18", discount: "10" })] })).draft.lines;
    expect(one?.explanation).toEqual({
      from: "Line 1: net 100.00, discount 10.00, tax 18.00",
      rule: "Net after discount; tax as Magento has it, 20 % of the net after discount (OUTPUT2).",
    });
  });

  it("contain the tax where the organisation records none", () => {
    const reference = ukReference({ paysTax: false });
    const { draft } = posted(invoice({ shippingAmount: "5", shippingTaxAmount: "1" }), { reference });
    expect(draft).toMatchObject({ lineAmountTypes: "NoTax", total: "126.00", totalTax: "0.00" });
    expect(draft.lines.map(({ unitAmount, taxType }) => [unitAmount, taxType])).toEqual([
      ["120.00", "NONE"],
      ["6.00", "NONE"],
    ]);
  });
});

it("plans the same twice", () => {
  const sale = invoice({ lines: [line({ net: "100", tax: "18", discount: "12" })], extra: "2.00" });
  expect(plan(sale)).toEqual(plan(structuredClone(sale)));
});
