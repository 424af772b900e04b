import { planInvoice } from "../src/plan/invoice.ts";
import type { PolicyInput } from "../src/policy.ts";
import type { ReferenceData } from "../src/reference.ts";
import type { InvoiceSale } from "../src/sale.ts";
import { context, ukPolicy, ukReference } from "./uk.ts";
import { totalInCents } from "./xero-second-opinion.ts";

export type PlanOptions = {
  policy?: PolicyInput;
  reference?: ReferenceData;
  context?: Partial<typeof context>;
};

export function plan(sale: InvoiceSale, options: PlanOptions = {}) {
  return planInvoice({
    sale,
    policy: ukPolicy(options.policy),
    reference: options.reference ?? ukReference(),
    context: { ...context, ...options.context },
  });
}

/** It goes, and Xero by its own arithmetic comes to Magento's total. */
export function posted(sale: InvoiceSale, options: PlanOptions = {}) {
  const result = plan(sale, options);
  if (result.outcome === "hold" || result.outcome === "skip")
    throw new Error(`${result.reason} ${JSON.stringify(result.params)}`);
  const expected = Math.round(Number(sale.grandTotal) * 100 + 1e-6);
  const total = totalInCents(result.draft);
  if (options.reference === undefined && total !== expected)
    throw new Error(`Xero comes to ${total} cents, Magento to ${expected}`);
  return result;
}
