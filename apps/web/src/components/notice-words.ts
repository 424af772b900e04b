import type { BindingNotice } from "@counterfoil/services/binding/binding-notices";

export function noticeKey(notice: BindingNotice): string {
  return notice.kind === "setting_problem" ? notice.path : notice.kind;
}

/** The sentence, after the name of the setting that it is about. */
export function noticeWords(notice: BindingNotice): string {
  if (notice.kind !== "setting_problem") return notice.sentence;
  const [setting = "", of] = notice.path.split(".");
  return `${LABELS[setting] ?? setting}${whichOf(setting, of)}: ${notice.sentence}`;
}

/** Rows of lists are counted from 1, as people see them. */
function whichOf(setting: string, of: string | undefined): string {
  if (of === undefined) return "";
  return setting === "taxMap" || setting === "revenueAccountBySku" ? `, row ${Number(of) + 1}` : `, ${of}`;
}

const LABELS: Readonly<Record<string, string>> = {
  revenueAccountCode: "Sales account",
  revenueAccountByStore: "Sales account by store view",
  revenueAccountBySku: "Sales account by SKU",
  revenueAccountByProductType: "Sales account by product type",
  shippingAccountCode: "Shipping account",
  discountAccountCode: "Discount account",
  lessThanLinesAccountCode: "Gift cards and store credit",
  lessThanLinesTaxType: "Tax rate of gift cards and store credit",
  moreThanLinesAccountCode: "Surcharges",
  moreThanLinesTaxType: "Tax rate of surcharges",
  refundAdjustmentAccountCode: "Refund adjustments",
  refundAdjustmentTaxType: "Tax rate of refund adjustments",
  roundingAccountCode: "Rounding",
  roundingTaxType: "Tax rate of rounding",
  trackingByStore: "Tracking by store view",
  brandingThemeId: "Branding theme",
  brandingThemeByStore: "Branding theme by store view",
  taxMap: "Tax rates",
  paymentMethodMap: "Payments",
  defaultPaymentAccountId: "Payments",
};
