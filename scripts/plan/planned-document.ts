import type { ReasonCode } from "@counterfoil/core/reasons";
import type { ReadDocument } from "./read-document.ts";

/** What is printed of one document. Amounts are decimal text in its currency. */
export type PlannedDocument = {
  kind: ReadDocument["kind"];
  magento_id: number | null;
  increment_id: string | null;
  outcome: "post" | "post_with_rounding" | "post_with_adjustment" | "hold" | "skip";
  reason: ReasonCode | null;
  currency: string | null;
  grand_total: string | null;
  /** Xero's total, and Xero's less Magento's; null when nothing would be posted. */
  total: string | null;
  difference: string | null;
  lines: PlannedLine[];
  explanation: string[];
};

export type PlannedLine = {
  description: string;
  account: string | null;
  tax_type: string | null;
  /** Before discount; net − discount + tax is the line's part of the total. */
  net: string;
  discount: string;
  tax: string;
  from: string;
  rule: string;
};
