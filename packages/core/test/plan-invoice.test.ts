import { describe, expect, it } from "vitest";
import { planInvoice } from "../src/plan/invoice.ts";
import type { PolicyInput } from "../src/policy.ts";
import type { ReferenceData } from "../src/reference.ts";
import type { InvoiceSale } from "../src/sale.ts";
import { address, invoice, line } from "./sales.ts";
import { context, ukPolicy, ukReference } from "./uk.ts";
import { totalInCents } from "./xero-second-opinion.ts";

type Options = { policy?: PolicyInput; reference?: ReferenceData; context?: Partial<typeof context> };

function plan(sale: InvoiceSale, options: Options = {}) {
  return planInvoice({
    sale,
    policy: ukPolicy(options.policy),
    reference: options.reference ?? ukReference(),
    context: { ...context, ...options.context },
  });
}

function posted(sale: InvoiceSale, options: Options = {}) {
  const result = plan(sale, options);
  if (result.outcome === "hold" || result.outcome === "skip")
    throw new Error(`${result.reason} ${JSON.stringify(result.params)}`);
  const expected = Math.round(Number(sale.grandTotal) * 100 + 1e-6);
  if (options.reference === undefined) expect(totalInCents(result.draft)).toBe(expected);
  return result;
}

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

describe("totals that the lines do not show", () => {
  const inclusive = [line({ net: "100", tax: "18", discount: "12" })];

  it("are discounts with tax inside before anything else", () => {
    const result = posted(invoice({ lines: inclusive, extra: "2.00" }), {
      policy: { moreThanLinesAccountCode: "260" },
    });
    expect(result.outcome).toBe("post");
    expect(result.draft.lines[0]).toMatchObject({
      unitAmount: "100.00",
      discountAmount: "10.00",
      taxAmount: null,
    });
    expect(result.explanation).toEqual([
      "Exact: lines and shipping come to 106.00, Magento's total is 108.00: 2.00 is left over.",
      expect.stringContaining("Discounts include tax: those on goods contain it"),
    ]);
  });

  it("with fractions of a cent are rounded line by line, what that took or gave on a line of its own", () => {
    const row = { net: "31.0050", tax: "0", qty: "1.5", unitPrice: "20.67" };
    const result = posted(invoice({ lines: [line({ ...row, sku: "A" }), line({ ...row, sku: "B" })] }));
    expect(
      result.draft.lines.map(({ accountCode, quantity, unitAmount }) => [accountCode, quantity, unitAmount]),
    ).toEqual([
      ["200", "1.5", "20.67"],
      ["200", "1.5", "20.67"],
      ["860", "1", "-0.01"],
    ]);
    expect(result.outcome).toBe("post_with_rounding");
    expect(result.explanation.join(" ")).toContain("-0.01 from Magento's total");
  });

  it("may be tax inside the shipping discount alone, however small", () => {
    const sale = invoice({
      shippingAmount: "5.00",
      shippingTaxAmount: "0.93",
      shippingDiscount: "0.42",
      extra: "0.07",
    });
    const result = posted(sale);
    expect(result.outcome).toBe("post");
    expect(result.draft.lines[1]).toMatchObject({
      unitAmount: "5.00",
      discountAmount: "0.35",
      taxAmount: null,
    });
  });

  it("go to the rounding account only within what the roundings can explain", () => {
    const lines = ["A", "B", "C", "D"].map((sku) => line({ net: "10", tax: "2", sku }));
    const result = posted(invoice({ lines, extra: "0.02" }));
    expect(result.outcome).toBe("post_with_rounding");
    expect(result.draft.lines.at(-1)).toMatchObject({
      accountCode: "860",
      taxType: "NONE",
      unitAmount: "0.02",
    });
    expect(plan(invoice({ lines, extra: "0.03" }))).toMatchObject({
      outcome: "hold",
      params: { amount: "0.03" },
    });
  });

  it("are held with the amount, or go to the account chosen for them", () => {
    expect(plan(invoice({ extra: "-40" }))).toMatchObject({
      outcome: "hold",
      reason: "magento_total_unexplained",
      params: { amount: "-40.00" },
    });
    const less = posted(invoice({ extra: "-40" }), { policy: { lessThanLinesAccountCode: "830" } });
    expect(less.outcome).toBe("post_with_adjustment");
    expect(less.draft.lines.at(-1)).toMatchObject({
      accountCode: "830",
      taxType: "NONE",
      unitAmount: "-40.00",
    });
    const more = posted(invoice({ extra: "2.50" }), { policy: { moreThanLinesAccountCode: "260" } });
    expect(more.draft.lines.at(-1)).toMatchObject({ accountCode: "260", unitAmount: "2.50" });
    expect(plan(invoice({ extra: "-40" }), { policy: { moreThanLinesAccountCode: "260" } }).outcome).toBe(
      "hold",
    );
  });

  it("take the tax out of a surcharge that is taxed as the sale", () => {
    const policy = { moreThanLinesAccountCode: "260", moreThanLinesTaxType: "as_the_sale" };
    const { draft } = posted(invoice({ extra: "2.40" }), { policy });
    expect(draft.lines.at(-1)).toMatchObject({ unitAmount: "2.00", taxType: "OUTPUT2", taxAmount: null });
  });

  it("are a sale that store credit paid", () => {
    const sale = invoice({ extra: "-120", grandTotal: "0.0000" });
    const { draft } = posted(sale, {
      policy: { lessThanLinesAccountCode: "830", syncZeroValueInvoices: false },
    });
    expect(draft).toMatchObject({ total: "0.00", totalTax: "20.00" });
  });

  it("may have fractions of a cent, rounded half up once", () => {
    const lines = [line({ net: "31.0050", tax: "6.20", qty: "1.5", unitPrice: "20.67" })];
    const result = posted(invoice({ lines }));
    expect(result.draft.total).toBe("37.21");
    expect(result.explanation[0]).toContain("rounded half up once");
    const half = posted(invoice({ currency: "JPY", lines: [line({ net: "1000.50", tax: "200.10" })] }));
    expect(half.draft.total).toBe("1200.60");
  });

  it("are below zero or beyond Xero's fields: held", () => {
    expect(plan(invoice({ grandTotal: "-5.0000" }))).toMatchObject({ params: { cause: "negative_total" } });
    const huge = invoice({ lines: [line({ net: "99999999999", tax: "0" })] });
    expect(plan(huge)).toMatchObject({ outcome: "hold", params: { cause: "amount_too_large" } });
    // Each fits; what goes to the account for gift cards does not.
    const lines = [1, 2].map(() => line({ net: "9000000000", tax: "0" }));
    expect(
      plan(invoice({ lines, grandTotal: "5.0000" }), { policy: { lessThanLinesAccountCode: "830" } }),
    ).toMatchObject({ params: { cause: "amount_too_large", amount: "-17999999995.00" } });
  });
});

describe("an organisation that takes no tax amounts but its own", () => {
  const at = { context: { acceptsTaxAmounts: false } };

  it("gets a rounding line up to 0.05, else the sale is held", () => {
    const lines = [line({ net: "220", tax: "44.05", qty: "20", unitPrice: "11" })];
    const result = posted(invoice({ lines }), at);
    expect(result.outcome).toBe("post_with_rounding");
    expect(result.draft.lines.map(({ taxAmount }) => taxAmount)).toEqual([null, null]);
    const more = invoice({ lines: [line({ net: "220", tax: "44.10", qty: "20", unitPrice: "11" })] });
    expect(plan(more, at)).toMatchObject({
      outcome: "hold",
      params: { amount: "0.10", cause: "tax_amounts_refused" },
    });
  });
});

describe("checks before any call", () => {
  it.each<[string, InvoiceSale, Options, string, object]>([
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

it("plans the same twice", () => {
  const sale = invoice({ lines: [line({ net: "100", tax: "18", discount: "12" })], extra: "2.00" });
  expect(plan(sale)).toEqual(plan(structuredClone(sale)));
});
