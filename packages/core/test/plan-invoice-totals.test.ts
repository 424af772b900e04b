import { describe, expect, it } from "vitest";
import { plan, posted } from "./plan-an-invoice.ts";
import { invoice, line } from "./sales.ts";

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
