import { describe, expect, it } from "vitest";
import { money } from "../src/money.ts";
import { recogniseTaxes } from "../src/tax.ts";
import type { TaxBasis, TaxedAmount } from "../src/tax-hypotheses.ts";
import { type TaxChoices, taxChoices } from "../src/tax-map.ts";

const mapped = (...rates: string[]): TaxChoices => ({
  exact: rates.map((rate) => ({ rate: money(rate), taxType: `T${rate}` })),
  otherwise: [],
});
const amount = (
  net: string,
  tax: string,
  changes: { units?: number; discount?: string; basis?: TaxBasis } = {},
): TaxedAmount => ({
  role: "goods",
  net: money(net),
  tax: money(tax),
  discount: money(changes.discount ?? 0),
  units: money(changes.units ?? 1),
  basis: changes.basis ?? "full",
  given: null,
});
const typesOf = (amounts: TaxedAmount[], choices: TaxChoices) => {
  const recognised = recogniseTaxes([amounts], choices);
  return recognised.ok ? recognised.taxes.map((tax) => tax.taxType) : recognised;
};

describe("a line's rate", () => {
  it.each([
    ["1.40 on 10.00 at 13 %", amount("10.00", "1.40", { units: 20 }), "13"],
    ["1.48 on 10.45 at 14 %", amount("10.45", "1.48", { units: 4 }), "14"],
    ["16.60 on 220 at 7.5 %", amount("220.00", "16.60", { units: 20 }), "7.5"],
    ["a carried cent", amount("10.00", "2.01"), "20"],
    ["4.00 on 10.00 that was 20 before its discount", amount("20.00", "4.00", { discount: "10.00" }), "20"],
  ])("is found in %s", (_name, line, rate) => {
    expect(typesOf([line], mapped("25", rate, "0"))).toEqual([`T${rate}`]);
  });

  it("applies to what the discount left, with tax taken out of it or not", () => {
    const after = amount("100.00", "18.00", { discount: "10.00", basis: "discounted" });
    const inside = amount("100.00", "18.00", { discount: "12.00", basis: "discounted_tax_inside" });
    expect(typesOf([after], mapped("20", "5"))).toEqual(["T20"]);
    expect(typesOf([inside], mapped("20", "5"))).toEqual(["T20"]);
    expect(typesOf([{ ...inside, basis: "discounted" }], mapped("20", "5"))).toMatchObject({
      ok: false,
      candidates: [],
    });
  });

  it("is read from the whole document where lines are too small", () => {
    const cents = Array.from({ length: 100 }, (_, index) =>
      amount("0.01", index % 5 === 0 ? "0.01" : "0.00"),
    );
    expect(new Set(typesOf(cents, mapped("20", "5", "0")) as string[])).toEqual(new Set(["T20"]));
    expect(typesOf([amount("100", "20"), amount("0.02", "0.00")], mapped("20", "5"))).toEqual(["T20", "T20"]);
  });

  it("stays open where two types remain possible", () => {
    const line = amount("1.00", "0.20", { units: 10 });
    expect(typesOf([line], mapped("20", "17.5", "0"))).toMatchObject({ ok: false, candidates: [{}, {}] });
  });

  it("is refused, with the percent it speaks of, where no rate fits", () => {
    const refused = typesOf([amount("100", "20"), amount("200", "35.00")], mapped("20", "0"));
    expect(refused).toMatchObject({ ok: false, index: 1, candidates: [] });
    expect((refused as { percent: object }).percent.toString()).toBe("17.5");
  });

  it("counts what any reading of the discount allows", () => {
    const readings = (["full", "discounted"] as const).map((basis) => [
      amount("100", "17.50", { discount: "12.50", basis }),
    ]);
    expect(recogniseTaxes(readings, mapped("20", "17.5"))).toMatchObject({ ok: false, candidates: [{}, {}] });
    expect(recogniseTaxes(readings, mapped("20"))).toMatchObject({ ok: true });
  });

  it("is any rate where a row takes all", () => {
    const choices = { exact: [], otherwise: ["SALESTAX"] };
    expect(typesOf([amount("100", "8.88"), amount("3", "0")], choices)).toEqual(["SALESTAX", "SALESTAX"]);
  });
});

describe("the tax map", () => {
  const map = [
    { rate: "20", country: "GB", taxType: "HOME" },
    { rate: "20", country: "any", taxType: "ANYWHERE" },
    { rate: "0", country: "EU", taxType: "EU0" },
    { rate: "0", country: "rest", taxType: "EXPORT" },
    { rate: "0", country: "GB", taxType: "ZERO" },
    { rate: "any", country: "US", taxType: "US" },
  ];
  const types = (country: string | null) =>
    Object.fromEntries(taxChoices(map, country).exact.map(({ rate, taxType }) => [rate.toFixed(), taxType]));

  it("goes by country, then EU, then rest, then any", () => {
    expect(types("GB")).toEqual({ "20": "HOME", "0": "ZERO" });
    expect(types("FR")).toEqual({ "20": "ANYWHERE", "0": "EU0" });
    expect(types("NO")).toEqual({ "20": "ANYWHERE", "0": "EXPORT" });
  });

  it("leaves open what any country would get where the country is unknown", () => {
    const home = [
      { rate: "20", country: "GB", taxType: "HOME" },
      { rate: "0", country: "GB", taxType: "ZERO" },
      { rate: "0", country: "rest", taxType: "EXPORT" },
    ];
    const open = taxChoices(home, null).exact.map(({ rate, taxType }) => `${rate.toFixed()} ${taxType}`);
    expect(open).toEqual(["20 HOME", "0 ZERO", "0 EXPORT"]);
  });

  it("lets one row take a whole country", () => {
    expect(types("US")).toEqual({ "20": "US" });
    expect(taxChoices(map, "US").otherwise).toEqual(["US"]);
  });

  it("shows two rows that say the same thing differently as a clash", () => {
    const clash = [...map, { rate: "0.0", country: "GB", taxType: "EXEMPT" }];
    expect(taxChoices(clash, "GB").exact.filter(({ rate }) => rate.isZero())).toHaveLength(2);
  });
});
