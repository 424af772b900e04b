import { Decimal } from "decimal.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { CanonicalLine } from "../src/generator/canonical-document.ts";
import {
  createDocumentGenerator,
  newGeneratorState,
  type RaisedDocument,
} from "../src/generator/document-generator.ts";
import { type MixName, SCENARIO_NAMES } from "../src/generator/scenarios.ts";

const AT_MS = Date.UTC(2026, 10, 2, 9, 0, 0);

function documents(seed: string, { mix = "wide", count = 40 }: { mix?: MixName; count?: number } = {}) {
  const generator = createDocumentGenerator(seed, { mix });
  return Array.from({ length: count }).flatMap((_none, index) =>
    generator.next({ atMs: AT_MS + index * 60_000 }),
  );
}

const total = (amounts: (number | string)[]): Decimal =>
  amounts.reduce<Decimal>((sum, amount) => sum.plus(amount), new Decimal(0));

const exactLineTotal = (line: CanonicalLine): Decimal => new Decimal(line.line_total).toDecimalPlaces(4);

const anySeed = fc.string({ minLength: 1, maxLength: 8 });
const forAllDocuments = (check: (document: RaisedDocument) => void) =>
  fc.assert(
    fc.property(anySeed, (seed) => {
      for (const document of documents(seed)) check(document);
    }),
    { numRuns: 25 },
  );

test("the same seed gives the same documents, another seed others", () => {
  expect(documents("a")).toEqual(documents("a"));
  expect(documents("a")).not.toEqual(documents("b"));
});

test("a generator goes on where its state stopped, also through JSON", () => {
  const whole = documents("resume", { count: 60 });
  const state = newGeneratorState();
  const first = createDocumentGenerator("resume", { mix: "wide", state });
  const before = Array.from({ length: 30 }).flatMap((_n, index) =>
    first.next({ atMs: AT_MS + index * 60_000 }),
  );
  const restored = JSON.parse(JSON.stringify(state)) as typeof state;
  const second = createDocumentGenerator("resume", { mix: "wide", state: restored });
  const after = Array.from({ length: 30 }).flatMap((_n, index) =>
    second.next({ atMs: AT_MS + (index + 30) * 60_000 }),
  );
  expect([...before, ...after]).toEqual(whole);
});

test("an invoice's subtotal is the sum of its rows and its tax that of its rows, shipping and surcharge", () => {
  forAllDocuments((raised) => {
    if (raised.kind !== "invoice") return;
    const { lines, subtotal, tax_amount, shipping_tax_amount } = raised.document;
    expect(total(lines.map((line) => line.line_subtotal)).toString()).toBe(String(subtotal));
    if (raised.hidden.surcharge !== "0") return;
    expect(total([...lines.map((line) => line.line_tax), shipping_tax_amount]).toString()).toBe(
      String(tax_amount),
    );
  });
});

test("an invoice's total is what is on the wire and the parts that are not", () => {
  forAllDocuments((raised) => {
    if (raised.kind !== "invoice") return;
    const { document, hidden } = raised;
    const visible = total([
      document.subtotal,
      document.shipping_amount,
      document.tax_amount,
      document.discount_amount,
    ]);
    const expected = visible
      .plus(hidden.compensation)
      .plus(hidden.surcharge)
      .minus(hidden.giftCard)
      .minus(hidden.storeCredit);
    expect(expected.toDecimalPlaces(4).toString()).toBe(new Decimal(document.grand_total).toString());
    const lineDiscounts = document.lines.map((line) =>
      new Decimal(line.line_subtotal).plus(line.line_tax).minus(exactLineTotal(line)),
    );
    const shippingDiscount = new Decimal(document.discount_amount)
      .negated()
      .minus(total(lineDiscounts.map(String)));
    expect(shippingDiscount.minus(hidden.shippingDiscount).abs().toNumber()).toBeLessThan(0.0005);
  });
});

test("a credit memo's total is what is on the wire and the parts that are not", () => {
  forAllDocuments((raised) => {
    if (raised.kind !== "creditmemo") return;
    const { document, hidden } = raised;
    const expected = total(document.lines.map((line) => exactLineTotal(line).toString()))
      .plus(document.shipping_amount)
      .plus(document.shipping_tax_amount)
      .minus(hidden.shippingDiscount)
      .plus(hidden.compensation)
      .plus(document.adjustment_positive)
      .minus(document.adjustment_negative);
    expect(expected.toDecimalPlaces(4).toString()).toBe(new Decimal(document.grand_total).toString());
    expect(document.grand_total).toBeGreaterThanOrEqual(0);
  });
});

test("partial invoices add up to their order, and the first takes the shipping", () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const generator = createDocumentGenerator(seed);
      const request = { atMs: AT_MS, scenario: "partial" } as const;
      const [first, second] = [...generator.next(request), ...generator.next(request)];
      if (first?.kind !== "invoice" || second?.kind !== "invoice") throw new Error("no invoices");
      if (first.document.order_id !== second.document.order_id) return;
      expect(second.document.shipping_amount).toBe(0);
      const refunded = total([first.document.grand_total, second.document.grand_total]);
      const rows = [...first.document.lines, ...second.document.lines].map((line) =>
        exactLineTotal(line).toString(),
      );
      const shipping = [first.document.shipping_amount, first.document.shipping_tax_amount];
      expect(refunded.toString()).toBe(total([...rows, ...shipping]).toString());
    }),
    { numRuns: 40 },
  );
});

test("float noise is on the wire, in line totals only", () => {
  const all = documents("noise", { count: 400 });
  const isNoisy = (amount: number) => new Decimal(amount).decimalPlaces() > 4;
  expect(all.some(({ document }) => document.lines.some((line) => isNoisy(line.line_total)))).toBe(true);
  for (const { document } of all) {
    expect(isNoisy(document.grand_total)).toBe(false);
    for (const line of document.lines)
      expect(isNoisy(line.line_tax) || isNoisy(line.line_subtotal)).toBe(false);
  }
});

test("ids and numbers are unique, and numbers are the store view's", () => {
  const all = documents("numbers", { count: 200 });
  for (const kind of ["invoice", "creditmemo"] as const) {
    const own = all.filter((raised) => raised.kind === kind).map((raised) => raised.document);
    expect(new Set(own.map(({ magento_id }) => magento_id)).size).toBe(own.length);
    expect(new Set(own.map(({ increment_id }) => increment_id)).size).toBe(own.length);
  }
  for (const raised of all) {
    if (raised.kind !== "invoice") continue;
    const { store_id, increment_id } = raised.document;
    expect(increment_id).toMatch(store_id === 1 ? /^\d{9}$/ : new RegExp(`^${store_id}\\d{9}$`));
  }
});

test("credit memos name an invoice that was raised before, once", () => {
  const seen = new Map<number, string>();
  const refunded = new Set<number>();
  for (const raised of documents("parents", { count: 300 })) {
    if (raised.kind === "invoice") seen.set(raised.document.magento_id, raised.document.increment_id);
    else if (raised.document.invoice_id !== undefined) {
      expect(seen.get(raised.document.invoice_id)).toBe(raised.document.invoice_increment_id);
      expect(refunded.has(raised.document.invoice_id)).toBe(false);
      refunded.add(raised.document.invoice_id);
    }
  }
  expect(refunded.size).toBeGreaterThan(10);
});

test("every scenario makes a document by name", () => {
  for (const scenario of SCENARIO_NAMES) {
    const raised = createDocumentGenerator("named", { mix: "wide" }).next({ atMs: AT_MS, scenario });
    expect([scenario, raised.at(-1)?.scenario]).toEqual([scenario, scenario]);
  }
});

test("scenarios are what they are called", () => {
  const one = (scenario: (typeof SCENARIO_NAMES)[number]) => {
    const raised = createDocumentGenerator("named", { mix: "wide" }).next({ atMs: AT_MS, scenario }).at(-1);
    if (raised?.kind !== "invoice") throw new Error("no invoice");
    return raised;
  };
  expect(one("free-sample").document.lines.every((line) => line.line_total === 0)).toBe(true);
  expect(one("store-credit").document).toMatchObject({
    grand_total: 0,
    payment_method: "free",
    state: "paid",
  });
  expect(one("store-credit").document.subtotal).toBeGreaterThan(0);
  expect(Number(one("gift-card").hidden.giftCard)).toBeGreaterThan(0);
  expect(one("export").document.tax_amount).toBe(0);
  expect(one("euro").document.currency).toBe("EUR");
  expect(one("yen").document.currency).toBe("JPY");
  expect(one("authorised").document.state).toBe("open");
  const [parent, variant] = one("configurable").document.lines;
  expect([variant?.sku, variant?.line_subtotal, variant?.line_total]).toEqual([parent?.sku, 0, 0]);
  const [bundle] = one("bundle").document.lines;
  expect(bundle?.unit_price).toBeGreaterThan(0);
  expect(bundle?.line_subtotal).toBe(0);
});

test("forty documents of the demo hold what a demo needs, for any seed", () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const forty = documents(seed, { mix: "demo" });
      expect(forty).toHaveLength(40);
      const named = (scenario: string) => forty.filter((raised) => raised.scenario === scenario).length;
      expect([named("gift-card"), named("free-sample"), named("store-credit")]).toEqual([1, 1, 1]);
      const isClean = ({ document, hidden }: RaisedDocument) =>
        new Decimal(document.grand_total).decimalPlaces() <= 2 &&
        [hidden.giftCard, hidden.storeCredit, hidden.surcharge, hidden.compensation].every(
          (part) => part === "0",
        );
      expect(forty.filter(isClean).length).toBeGreaterThanOrEqual(34);
      for (const { document } of forty)
        expect(new Decimal(document.grand_total).decimalPlaces()).toBeLessThanOrEqual(2);
    }),
    { numRuns: 40 },
  );
});

test("customers come back, companies buy, and names are the world's", () => {
  const all = documents("people", { mix: "demo", count: 120 });
  const ids = all.map(({ document }) => document.customer.magento_id);
  expect(ids.filter((id) => id === 0).length).toBeGreaterThan(10);
  expect(new Set(ids).size).toBeLessThan(ids.filter((id) => id !== 0).length);
  expect(all.some(({ document }) => document.customer.company)).toBe(true);
  expect(all.some(({ document }) => /[^\x20-\x7e]/.test(document.customer.last_name ?? ""))).toBe(true);
  for (const { profile } of all) expect(profile?.company).toBeUndefined();
});
