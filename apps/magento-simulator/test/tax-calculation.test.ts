import { Decimal } from "decimal.js";
import { expect, test } from "vitest";
import { createTaxCalculator, priceForRate, type TaxAlgorithm } from "../src/generator/tax-calculation.ts";

interface Row {
  price: string;
  quantity?: string;
  rate?: string;
  discount?: string;
  includesTax?: boolean;
}

function taxed(algorithm: TaxAlgorithm, rows: Row[], taxAfterDiscount = true) {
  const calculate = createTaxCalculator({ algorithm, taxAfterDiscount });
  return rows.map((row, index) => {
    const result = calculate({
      code: `item-${index}`,
      unitPrice: new Decimal(row.price),
      includesTax: row.includesTax ?? false,
      quantity: new Decimal(row.quantity ?? "1"),
      ratePercent: new Decimal(row.rate ?? "20"),
      discount: new Decimal(row.discount ?? "0"),
    });
    return [result.rowTotal, result.rowTax, result.compensation].map(String);
  });
}

test("unit calculation rounds each piece's tax: 1.40 on 10.00 at 13 %, 16.60 on 220 at 7.5 %", () => {
  expect(taxed("unit", [{ price: "0.50", quantity: "20", rate: "13" }])).toEqual([["10", "1.4", "0"]]);
  expect(taxed("unit", [{ price: "11.00", quantity: "20", rate: "7.5" }])).toEqual([["220", "16.6", "0"]]);
  expect(taxed("row", [{ price: "0.50", quantity: "20", rate: "13" }])).toEqual([["10", "1.3", "0"]]);
});

test("total calculation carries what one row's rounding lost into the next of the same rate", () => {
  const cents = Array.from({ length: 5 }, () => ({ price: "0.02" }));
  expect(taxed("total", cents).map(([, tax]) => tax)).toEqual(["0", "0.01", "0", "0.01", "0"]);
  expect(taxed("row", cents).map(([, tax]) => tax)).toEqual(["0", "0", "0", "0", "0"]);
  const mixed = [{ price: "0.02" }, { price: "0.02", rate: "19" }, { price: "0.02" }];
  expect(taxed("total", mixed).map(([, tax]) => tax)).toEqual(["0", "0", "0.01"]);
});

test("a discount on prices with tax takes tax out of them: the compensation that no wire shows", () => {
  const row = { price: "12.00", includesTax: true, discount: "1.20" };
  for (const algorithm of ["unit", "row", "total"] as const) {
    expect(taxed(algorithm, [row])).toEqual([["10", "1.8", "0.2"]]);
    expect(taxed(algorithm, [row], false)).toEqual([["10", "2", "0"]]);
  }
  expect(taxed("row", [{ ...row, includesTax: false }])).toEqual([["12", "2.16", "0"]]);
});

test("a discount above the price leaves no tax, not a negative one", () => {
  expect(taxed("row", [{ price: "12.00", includesTax: true, discount: "15" }])).toEqual([["10", "0", "2"]]);
});

test("a price with the store's tax in it is re-made for a customer of another rate", () => {
  const at = (ratePercent: string) =>
    priceForRate(new Decimal("119.99"), {
      storeRatePercent: new Decimal(20),
      ratePercent: new Decimal(ratePercent),
    }).toString();
  expect([at("20"), at("0"), at("5")]).toEqual(["119.99", "99.99", "104.99"]);
});
