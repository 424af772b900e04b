import type { DocumentDraft } from "../draft.ts";
import type { DecimalText } from "../money.ts";
import type { HoldCode, ReasonParams, SkipCode } from "../reasons.ts";

/** What becomes of a document, decided before any call to Xero. The same inputs give the same plan. */
export type DocumentPlan<Draft extends DocumentDraft = DocumentDraft> =
  | {
      outcome: PostOutcome;
      draft: Draft;
      /** For a person: which numbers were read how, in order. */
      explanation: string[];
      /** Xero's total minus Magento's, both at two places: always 0.00. */
      difference: DecimalText;
    }
  | Hold
  | { outcome: "skip"; reason: SkipCode; params: ReasonParams };

export type PostOutcome = "post" | "post_with_rounding" | "post_with_adjustment";
export type Hold = {
  outcome: "hold";
  reason: HoldCode;
  params: ReasonParams;
  /** For a person: what was tried, in order, and why it does not explain the document. */
  explanation?: string[];
};

/** Facts that are ours rather than Magento's. */
export type DocumentContext = {
  storeCode: string;
  /** From the event where the document itself lacks it (credit memos do). */
  storeViewId: number | null;
  /** The document's page here, absolute, ending in its mark. */
  url: string;
  mark: string;
  /** UTC instant, used when the document carries no date: the event's. */
  createdAt: string;
  /** False where the organisation is known to refuse TaxAmount that differs from its own; default true. */
  acceptsTaxAmounts?: boolean;
  /** A person chose "post on the first open day" for this document; default: the policy decides. */
  isMovedToFirstOpenDay?: boolean;
  /** A person chose this number for it in Xero; default: prefix and increment id. */
  number?: string;
};

/** A plan that ends here: nothing is sent until a person has settled it. */
export function hold(reason: HoldCode, params: ReasonParams = {}): Hold {
  return { outcome: "hold", reason, params };
}

export function isHold(value: object): value is Hold {
  return "outcome" in value && value.outcome === "hold";
}
