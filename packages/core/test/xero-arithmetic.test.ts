import { describe, expect, it } from "vitest";
import { money } from "../src/money.ts";
import { xeroTax, xeroTotals } from "../src/xero-arithmetic.ts";

const rateOf = (taxType: string) => money(taxType);
const line = (unitAmount: string, taxType: string | null, changes: object = {}) => ({
  quantity: "1",
  unitAmount,
  discountAmount: null,
  taxType,
  taxAmount: null,
  ...changes,
});

describe("Xero's totals", () => {
  it("rounds tax per line, not on the sum", () => {
    const lines = ["25.06", "25.61", "25.63"].map((amount) => line(amount, "15"));
    const totals = xeroTotals({ lines, lineAmountTypes: "Exclusive", rateOf });
    expect(totals.lines.map((one) => one.taxAmount.toFixed(2))).toEqual(["3.76", "3.84", "3.84"]);
    expect(totals.totalTax.toFixed(2)).toBe("11.44");
    expect(totals.total.toFixed(2)).toBe("87.74");
  });

  it("rounds half away from zero", () => {
    const of = (unitAmount: string) =>
      xeroTotals({ lines: [line(unitAmount, null)], lineAmountTypes: "NoTax", rateOf }).total.toFixed(2);
    expect(of("2.165")).toBe("2.17");
    expect(of("-2.165")).toBe("-2.17");
  });

  it("cuts unit amounts to four places first", () => {
    const totals = xeroTotals({
      lines: [line("0.33335", "0", { quantity: "3" })],
      lineAmountTypes: "Exclusive",
      rateOf,
    });
    expect(totals.subTotal.toFixed(2)).toBe("1.00");
  });

  it("takes inclusive tax as what the rounded net leaves", () => {
    const tax = (gross: string, rate: number) =>
      xeroTax({ lineAmount: money(gross), rate: money(rate), lineAmountTypes: "Inclusive" }).toFixed(2);
    expect(tax("0.03", 20)).toBe("0.00");
    expect(tax("120.00", 20)).toBe("20.00");
    expect(tax("115.00", 15)).toBe("15.00");
  });

  it("lets discounts reduce the line before tax, and a given tax stand", () => {
    const lines = [
      line("50.00", "20", { quantity: "2", discountAmount: "10.00" }),
      line("10", "20", { taxAmount: "1.99" }),
    ];
    const totals = xeroTotals({ lines, lineAmountTypes: "Exclusive", rateOf });
    expect([totals.subTotal, totals.totalTax, totals.total].map((amount) => amount.toFixed(2))).toEqual([
      "100.00",
      "19.99",
      "119.99",
    ]);
  });

  it("contains the tax in inclusive totals, and knows none in NoTax", () => {
    const inclusive = xeroTotals({ lines: [line("120.00", "20")], lineAmountTypes: "Inclusive", rateOf });
    expect([inclusive.subTotal.toFixed(2), inclusive.total.toFixed(2)]).toEqual(["100.00", "120.00"]);
    const none = xeroTotals({ lines: [line("120.00", "20")], lineAmountTypes: "NoTax", rateOf });
    expect([none.totalTax.toFixed(2), none.total.toFixed(2)]).toEqual(["0.00", "120.00"]);
  });
});
