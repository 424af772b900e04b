import { Decimal } from "decimal.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lineAmount, lineTax, roundTo } from "../src/arithmetic/line-amounts.ts";
import { invoiceBody, line, messages, runningSimulator } from "./running-simulator.ts";

describe("behaviour 13: arithmetic", () => {
  it("rounds half away from zero", () => {
    expect(roundTo("2.165", 2).toFixed(2)).toBe("2.17");
    expect(roundTo("-2.165", 2).toFixed(2)).toBe("-2.17");
    expect(roundTo("1.005", 2).toFixed(2)).toBe("1.01");
  });

  it("takes gross tax as gross − round(net), also at half-cent ties", () => {
    const tax = (amount: string, rate: number) => lineTax(new Decimal(amount), "Inclusive", rate).toFixed(2);
    expect(tax("0.03", 20)).toBe("0.00");
    expect(tax("99.99", 20)).toBe("16.66");
    expect(tax("120", 20)).toBe("20.00");
    expect(tax("-99.99", 20)).toBe("-16.66");
    expect(lineTax(new Decimal("10"), "NoTax", 20).toFixed(2)).toBe("0.00");
  });

  it("differs from gross × rate ÷ (1 + rate) in one value of six at 20 %, never at 5, 10 or 15 %", () => {
    const differing = (rate: number) => {
      let count = 0;
      for (let cents = 1; cents <= 6_000; cents += 1) {
        const gross = new Decimal(cents).dividedBy(100);
        const naive = roundTo(gross.times(rate).dividedBy(100 + rate), 2);
        if (!naive.equals(lineTax(gross, "Inclusive", rate))) count += 1;
      }
      return count;
    };
    expect(differing(20)).toBe(1_000);
    expect([differing(5), differing(10), differing(15)]).toEqual([0, 0, 0]);
  });

  it("stays exact with the widest numbers", () => {
    const price = {
      quantity: new Decimal("9999999.9999"),
      unitAmount: new Decimal("999.9999"),
      discountRate: null,
      discountAmount: null,
    };
    expect(lineAmount(price).toFixed(2)).toBe("9999998999.90");
  });
});

describe("behaviour 13: totals over HTTP", () => {
  const run = runningSimulator({ beforeAll, afterAll });
  const put = async (changes: Record<string, unknown>, query = "") => {
    const answer = await run.api("PUT", `Invoices${query}`, { body: invoiceBody(changes) });
    return answer.status === 200 ? answer.json.Invoices[0] : { refused: messages(answer) };
  };
  const priced = (unitAmounts: number[], changes: Record<string, unknown> = {}) =>
    unitAmounts.map((UnitAmount) => line({ UnitAmount, Quantity: 1, ...changes }));

  it("sums tax that was rounded per line", async () => {
    const rates = run.simulator.state.organisations.get("c2cc9b6e-9458-4c7d-93cc-f02b81b0594f")?.taxRates;
    rates?.push({
      name: "15%",
      taxType: "TAX001",
      status: "ACTIVE",
      effectiveRate: "15",
      components: [],
      reportTaxType: "USER",
      appliesTo: ["REVENUE"],
    });
    const invoice = await put({ LineItems: priced([25.06, 25.61, 25.63], { TaxType: "TAX001" }) });
    expect(invoice).toMatchObject({ SubTotal: 76.3, TotalTax: 11.44, Total: 87.74 });
    expect(invoice.LineItems.map((one: { TaxAmount: number }) => one.TaxAmount)).toEqual([3.76, 3.84, 3.84]);
  });

  it("inclusive: 3 × 33.33 at 20 % is 99.99 with 16.66 tax inside", async () => {
    const invoice = await put({
      LineAmountTypes: "Inclusive",
      LineItems: [line({ Quantity: 3, UnitAmount: 33.33 })],
    });
    expect(invoice).toMatchObject({ SubTotal: 83.33, TotalTax: 16.66, Total: 99.99 });
    expect(invoice.LineItems[0]).toMatchObject({ LineAmount: 99.99, TaxAmount: 16.66 });
  });

  it("NoTax carries none", async () => {
    const invoice = await put({ LineAmountTypes: "NoTax" });
    expect(invoice).toMatchObject({ SubTotal: 40, TotalTax: 0, Total: 40 });
    expect(invoice.LineItems[0].TaxType).toBe("NONE");
  });

  it("unitdp decides how many decimals a unit price keeps", async () => {
    const lines = { LineItems: [line({ UnitAmount: 1.2345, Quantity: 100 })] };
    expect(await put(lines)).toMatchObject({ SubTotal: 123 });
    const four = await put(lines, "?unitdp=4");
    expect(four).toMatchObject({ SubTotal: 123.45 });
    expect(four.LineItems[0].UnitAmount).toBe(1.2345);
    const read = await run.api("GET", `Invoices/${four.InvoiceID}`);
    expect(read.text).toContain('"UnitAmount":1.23,');
  });

  it("discounts by rate and by amount", async () => {
    const rate = await put({ LineItems: [line({ Quantity: 3, UnitAmount: 9.99, DiscountRate: 12.5 })] });
    expect(rate.LineItems[0]).toMatchObject({ LineAmount: 26.22, DiscountRate: 12.5 });
    expect(rate).toMatchObject({ TotalDiscount: 3.75, IsDiscounted: true, TotalTax: 5.24 });
    const amount = await put({ LineItems: [line({ Quantity: 3, UnitAmount: 9.99, DiscountAmount: 3.33 })] });
    expect(amount.LineItems[0].LineAmount).toBe(26.64);
  });

  it("a LineAmount that was sent must agree", async () => {
    const wrong = await put({ LineItems: [line({ Quantity: 1, UnitAmount: 100, LineAmount: 1 })] });
    expect(wrong.refused).toEqual(["The line total 1.00 does not match the expected line total 100.00"]);
    expect(await put({ LineItems: [line({ LineAmount: 40 })] })).toMatchObject({ SubTotal: 40 });
  });

  it("takes a TaxAmount that was overridden (point 21)", async () => {
    const invoice = await put({ LineItems: [line({ TaxAmount: 7.99 })] });
    expect(invoice).toMatchObject({ TotalTax: 7.99, Total: 47.99 });
  });

  it("refuses a negative quantity and takes a negative unit price (point 22)", async () => {
    expect((await put({ LineItems: [line(), line({ Quantity: -1 })] })).refused).toHaveLength(1);
    expect(await put({ LineItems: [line(), line({ Quantity: 1, UnitAmount: -5 })] })).toMatchObject({
      Total: 42,
    });
    expect((await put({ LineItems: [line({ UnitAmount: -5 })] })).refused).toHaveLength(1);
  });

  it("an approved invoice of nothing is paid at once", async () => {
    expect(await put({ LineItems: [line({ UnitAmount: 0 })] })).toMatchObject({
      Status: "PAID",
      AmountDue: 0,
    });
  });

  it("takes description-only lines", async () => {
    const invoice = await put({ LineItems: [line(), { Description: "A note" }] });
    expect(invoice.LineItems[1]).toMatchObject({ Description: "A note", LineAmount: 0 });
    expect(invoice.LineItems[1].Quantity).toBeUndefined();
  });
});

describe("the other position of the switches", () => {
  const run = runningSimulator(
    { beforeAll, afterAll },
    {
      switches: {
        taxAmountOverride: "refuse",
        negativeQuantity: "accept",
        voidedNumbers: "free",
        notFoundBody: "sentence",
      },
    },
  );

  it("points 1, 16, 21, 22", async () => {
    const taxed = await run.api("PUT", "Invoices", {
      body: invoiceBody({ LineItems: [line({ TaxAmount: 7.99 })] }),
    });
    expect(messages(taxed)).toEqual(["Tax amount 7.99 is incorrect for OUTPUT2 tax type, should be 8.00"]);
    const negative = invoiceBody({ LineItems: [line(), line({ Quantity: -1 })] });
    expect((await run.api("PUT", "Invoices", { body: negative })).json.Invoices[0].Total).toBe(24);
    const body = invoiceBody({ InvoiceNumber: "FREE-1" });
    const [{ InvoiceID }] = (await run.api("PUT", "Invoices", { body })).json.Invoices;
    await run.api("POST", `Invoices/${InvoiceID}`, { body: { Status: "VOIDED" } });
    expect((await run.api("PUT", "Invoices", { body })).status).toBe(200);
    expect((await run.api("GET", "Invoices/none")).text).toBe(
      "The resource you're looking for cannot be found",
    );
  });
});
