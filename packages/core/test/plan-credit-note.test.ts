import { describe, expect, it } from "vitest";
import { type ParentInvoice, planCreditNote } from "../src/plan/credit-note.ts";
import { planInvoice } from "../src/plan/invoice.ts";
import type { PolicyInput } from "../src/policy.ts";
import type { CreditMemoSale, InvoiceSale } from "../src/sale.ts";
import { address, creditMemo, customer, invoice, line } from "./sales.ts";
import { context, ukPolicy, ukReference } from "./uk.ts";
import { totalInCents } from "./xero-second-opinion.ts";

const reference = ukReference();

function plan(sale: CreditMemoSale, options: { parent?: ParentInvoice | null; policy?: PolicyInput } = {}) {
  return planCreditNote({
    sale,
    parent: options.parent === undefined ? { sale: invoice(), posted: null } : options.parent,
    policy: ukPolicy(options.policy),
    reference,
    context,
  });
}

function posted(sale: CreditMemoSale, options: { parent?: ParentInvoice | null; policy?: PolicyInput } = {}) {
  const result = plan(sale, options);
  if (result.outcome === "hold" || result.outcome === "skip")
    throw new Error(`${result.reason} ${JSON.stringify(result.params)}`);
  expect(totalInCents(result.draft)).toBe(Math.round(Number(sale.grandTotal) * 100));
  return result;
}

function postedInvoice(sale: InvoiceSale, policy: PolicyInput = {}): ParentInvoice {
  const result = planInvoice({ sale, policy: ukPolicy(policy), reference, context });
  if (result.outcome === "hold" || result.outcome === "skip") throw new Error(result.reason);
  return { sale, posted: result.draft };
}

describe("a credit note", () => {
  it("carries its own number, its invoice's number and our mark last", () => {
    const { draft } = posted(creditMemo(), { policy: { invoiceNumberPrefix: "UK-" } });
    expect(draft).toMatchObject({
      kind: "credit_note",
      number: "CN-000000005",
      reference: `UK-000000042 ${context.mark}`,
      date: "2026-11-05",
      total: "120.00",
      totalTax: "20.00",
    });
    const long = posted(creditMemo({ invoiceIncrementId: "9".repeat(300) })).draft.reference;
    expect(long.length).toBeLessThanOrEqual(255);
    expect(long.endsWith(` ${context.mark}`)).toBe(true);
    expect(posted(creditMemo({ invoiceIncrementId: null }), { parent: null }).draft.reference).toBe(
      context.mark,
    );
  });

  it("has no discounts: the net amount stands for them", () => {
    const sale = creditMemo({
      lines: [line({ net: "99", tax: "17.82", discount: "9.90", qty: "3" })],
      grandTotal: "106.92",
    });
    expect(posted(sale).draft.lines[0]).toMatchObject({
      quantity: "3",
      unitAmount: "29.70",
      discountAmount: null,
      taxAmount: null,
    });
  });

  it("reverses account, tax type and tracking of its invoice as it was posted", () => {
    const parent = postedInvoice(invoice({ shippingAmount: "5", shippingTaxAmount: "1" }), {
      revenueAccountCode: "260",
      shippingAccountCode: "201",
      trackingByStore: { "1": [{ name: "Region", option: "North" }] },
    });
    const sale = creditMemo({ shippingAmount: "5", shippingTaxAmount: "1", grandTotal: "126" });
    const policy = { taxMap: [{ rate: "20", country: "any", taxType: "TAX001" }] };
    const { draft } = posted(sale, { parent, policy });
    expect(draft.lines.map((one) => [one.accountCode, one.taxType, one.tracking.length])).toEqual([
      ["260", "OUTPUT2", 1],
      ["201", "OUTPUT2", 1],
    ]);
  });

  it("taxes an adjustment without lines as its invoice was, and without one not at all; it is never held for it", () => {
    const sale = creditMemo({ lines: [], adjustmentPositive: "12.00", grandTotal: "12.00" });
    const policy = { refundAdjustmentTaxType: "as_the_sale" };
    const shipped = invoice({ shippingAmount: "5", grandTotal: "125.00", subtotal: "100" });
    const { draft } = posted(sale, { policy, parent: postedInvoice(shipped) });
    expect(draft.lines).toMatchObject([{ taxType: "OUTPUT2", unitAmount: "10.00" }]);
    expect(draft.totalTax).toBe("2.00");
    expect(posted(sale, { policy, parent: null }).draft.totalTax).toBe("0.00");
  });

  it("puts adjustments on lines of their own, never held", () => {
    const sale = creditMemo({ adjustmentPositive: "5.00", adjustmentNegative: "2.50", grandTotal: "122.50" });
    const { draft, outcome } = posted(sale, { policy: { refundAdjustmentAccountCode: "260" } });
    expect(outcome).toBe("post");
    expect(
      draft.lines.slice(1).map((one) => [one.description, one.unitAmount, one.accountCode, one.taxType]),
    ).toEqual([
      ["Adjustment refund", "5.00", "260", "NONE"],
      ["Adjustment fee", "-2.50", "260", "NONE"],
    ]);
    const beyond = { adjustmentPositive: "999999999999999", adjustmentNegative: "999999999999999" };
    expect(plan(creditMemo(beyond))).toMatchObject({ params: { cause: "amount_too_large" } });
    const alone = creditMemo({ lines: [], adjustmentPositive: "12.00", grandTotal: "12.00" });
    const taxed = posted(alone, { policy: { refundAdjustmentTaxType: "OUTPUT2" } });
    expect(taxed.draft.lines).toMatchObject([{ unitAmount: "10.00", taxAmount: null, accountCode: "200" }]);
  });

  it("finds its hidden shipping discount in the invoice", () => {
    const parent = {
      sale: invoice({ shippingAmount: "40", shippingTaxAmount: "0", shippingDiscount: "40" }),
      posted: null,
    };
    const sale = creditMemo({ shippingAmount: "40", shippingTaxAmount: "0", grandTotal: "120" });
    const { draft } = posted(sale, { parent });
    expect(draft.lines.map(({ unitAmount }) => unitAmount)).toEqual(["100.00", "0.00"]);
  });

  it("is held without the invoice that would tell, even where a gift card has an account", () => {
    const sale = creditMemo({
      shippingAmount: "40",
      shippingTaxAmount: "0",
      grandTotal: "120",
      invoiceId: null,
    });
    const policy = { lessThanLinesAccountCode: "830" };
    expect(plan(sale, { parent: null, policy })).toMatchObject({
      outcome: "hold",
      reason: "refund_needs_its_invoice",
      params: { amount: "-40.00" },
    });
  });

  it("goes without an invoice where nothing is hidden, by its customer's country", () => {
    const sale = creditMemo({
      invoiceId: null,
      invoiceIncrementId: null,
      customer: customer({ addresses: [address("billing", { countryId: "FR" })] }),
      lines: [line({ net: "100", tax: "0" })],
      grandTotal: "100",
    });
    const policy = {
      taxMap: [
        { rate: "0", country: "EU", taxType: "EXEMPTOUTPUT" },
        { rate: "0", country: "any", taxType: "ZERORATEDOUTPUT" },
      ],
    };
    expect(posted(sale, { parent: null, policy }).draft.lines[0]?.taxType).toBe("EXEMPTOUTPUT");
  });

  it("takes the tax out of inclusive discounts as its invoice did", () => {
    const sale = creditMemo({ lines: [line({ net: "100", tax: "18", discount: "12" })], grandTotal: "108" });
    const { draft } = posted(sale);
    expect(draft.lines[0]).toMatchObject({ unitAmount: "90.00", taxAmount: null });
  });
});
