import type { ReasonCodeOf } from "./reasons.ts";

type NeedCode = ReasonCodeOf<"held" | "failed">;

/** The head of a task: "7 documents need a tax rate". The whole sentence is the reason's own. */
export function needWords(code: string, documents: number): string {
  const [one, many] = Object.hasOwn(NEEDS, code) ? NEEDS[code as NeedCode] : OTHER;
  return documents === 1 ? `One document ${one}` : `${documents.toLocaleString("en-GB")} documents ${many}`;
}

const OTHER: readonly [string, string] = ["needs you", "need you"];

const NEEDS: Record<NeedCode, readonly [one: string, many: string]> = {
  tax_rate_unmapped: ["needs a tax rate", "need a tax rate"],
  account_missing: ["needs an account", "need an account"],
  account_archived: ["needs another account", "need another account"],
  tax_type_not_allowed_on_account: ["needs another account or rate", "need another account or rate"],
  magento_total_unexplained: [
    "has a total that its lines do not explain",
    "have totals that their lines do not explain",
  ],
  xero_total_differs: ["came to another total in Xero", "came to another total in Xero"],
  currency_not_enabled: ["needs a currency that Xero lacks", "need a currency that Xero lacks"],
  period_locked: ["falls into a locked period", "fall into a locked period"],
  number_taken: ["has a number that Xero has already", "have numbers that Xero has already"],
  contact_taken: ["needs its customer chosen", "need their customer chosen"],
  payment_more_than_due: ["has more money than is due", "have more money than is due"],
  document_too_large: ["is too long for Xero", "are too long for Xero"],
  refund_needs_its_invoice: ["needs its invoice", "need their invoice"],
  xero_plan_limit: ["meets the limit of your Xero plan", "meet the limit of your Xero plan"],
  voided_in_xero: ["was voided in Xero", "were voided in Xero"],
  changed_in_xero: ["was changed in Xero", "were changed in Xero"],
  cancelled_in_magento: ["was cancelled in Magento", "were cancelled in Magento"],
  rejected_by_xero: ["was refused by Xero", "were refused by Xero"],
  not_found_in_magento: ["is not to be found in Magento", "are not to be found in Magento"],
  magento_document_invalid: ["cannot be used as Magento sent it", "cannot be used as Magento sent them"],
  gave_up_after_30_days: ["was given up after 30 days", "were given up after 30 days"],
};
