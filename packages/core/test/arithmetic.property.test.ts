import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitIntoCalls } from "../src/batch.ts";
import { money } from "../src/money.ts";
import { likelyTaxInside, taxInsideByPrices } from "../src/plan/gross-price.ts";
import { roundTogether } from "../src/plan/lines.ts";

const amount = fc.integer({ min: -50_000_000, max: 50_000_000 }).map((parts) => money(parts).div(10_000));

describe("rounding together", () => {
  it("loses no cent: the parts come to the rounded whole", () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 30 }), (amounts) => {
        const whole = amounts.reduce((sum, one) => sum.plus(one), money(0));
        const parts = roundTogether(amounts).reduce((sum, one) => sum.plus(one), money(0));
        expect(parts.minus(whole).abs().lte("0.005")).toBe(true);
      }),
      { seed: 1 },
    );
  });

  it("keeps each part within a cent, and whole cents as they are", () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 30 }), (amounts) => {
        for (const [index, part] of roundTogether(amounts).entries()) {
          const exact = amounts[index] ?? money(0);
          expect(part.decimalPlaces()).toBeLessThanOrEqual(2);
          expect(part.minus(exact).abs().lte("0.01")).toBe(true);
          if (exact.decimalPlaces() <= 2) expect(part.equals(exact)).toBe(true);
        }
      }),
      { seed: 2 },
    );
  });
});

it("splits into calls without losing, doubling or reordering anything", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 4_000_000 }), { maxLength: 200 });
  fc.assert(
    fc.property(sizes, (items) => {
      const calls = splitIntoCalls(items, { bytesOf: (bytes) => bytes });
      expect(calls.flat()).toEqual(items);
      for (const call of calls) {
        expect(call.length).toBeLessThanOrEqual(50);
        const bytes = call.reduce((sum, size) => sum + size, 0);
        expect(bytes <= 3_500_000 || call.length === 1).toBe(true);
      }
    }),
    { seed: 3 },
  );
});

it("finds the tax in discounts again, to the cent, from prices in whole cents", () => {
  const line = fc.record({
    price: fc.integer({ min: 100, max: 50_000 }),
    units: fc.integer({ min: 1, max: 60 }),
    percentOff: fc.integer({ min: 1, max: 90 }),
  });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), (lines) => {
      const rate = money(20);
      const amounts = lines.map(({ price, units, percentOff }) => {
        const gross = money(price).times(units).div(100);
        const discount = gross.times(percentOff).div(100).toDecimalPlaces(2);
        const before = gross.div(6).toDecimalPlaces(2);
        const tax = gross.minus(discount).div(6).toDecimalPlaces(2);
        return {
          net: gross.minus(before),
          tax,
          discount,
          units: money(units),
          rate,
          hidden: before.minus(tax),
        };
      });
      const hidden = amounts.reduce((sum, one) => sum.plus(one.hidden), money(0));
      const found = taxInsideByPrices(amounts, hidden);
      expect(found).not.toBeNull();
      expect((found ?? []).reduce((sum, one) => sum.plus(one), money(0)).equals(hidden)).toBe(true);
      for (const [index, likely] of likelyTaxInside(amounts).entries()) {
        expect(
          likely
            .minus(amounts[index]?.hidden ?? 0)
            .abs()
            .lte("0.02"),
        ).toBe(true);
      }
    }),
    { seed: 4 },
  );
});
