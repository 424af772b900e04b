import type { CreditNoteDraft, DraftLine, InvoiceDraft } from "../draft.ts";
import { eligibility } from "../eligibility.ts";
import { cents, type Money, money } from "../money.ts";
import type { Policy } from "../policy.ts";
import type { ReferenceData } from "../reference.ts";
import type { CreditMemoSale, InvoiceSale, SaleLine } from "../sale.ts";
import type { TaxChoice } from "../tax-map.ts";
import { revenueAccountOf } from "./accounts.ts";
import { assemble } from "./assemble.ts";
import { type DocumentContext, type DocumentPlan, type Hold, hold, isHold } from "./document-plan.ts";
import {
  type Entry,
  goodsAmounts,
  goodsLines,
  lineDescription,
  SHIPPING_DESCRIPTION,
  shippingAmounts,
  shown,
  skuSuffix,
} from "./entry.ts";
import { type Extra, trackingOf } from "./extra.ts";
import { currencyRateOf, documentHeader } from "./header.ts";
import { countryOf, movedText, NO_LINE, shippingDiscountOf, withMovedText } from "./invoice.ts";
import type { Assembled } from "./prove.ts";
import { descriptionRoom, OTHER_LINES, sizeProblem } from "./size.ts";
import { cut, documentNumber, MAX_NUMBER, plainText } from "./text.ts";

/** The invoice a credit memo belongs to: as Magento has it, and as it stands in Xero. Either may be unknown. */
export type ParentInvoice = { sale: InvoiceSale | null; posted: InvoiceDraft | null };

/**
 * Plans a credit note. It takes country, store view, accounts, tax types and tracking from its invoice as posted, so that
 * the tax return reverses in the same boxes; without one, from its event, its customer and the policy.
 */
export function planCreditNote(input: {
  sale: CreditMemoSale;
  parent: ParentInvoice | null;
  policy: Policy;
  reference: ReferenceData;
  context: DocumentContext;
}): DocumentPlan<CreditNoteDraft> {
  const { sale, parent, policy, context } = input;
  const ineligible = eligibility({ sale, policy, raisedAt: sale.createdAt || context.createdAt });
  if (ineligible) return { outcome: "skip", ...ineligible };
  const storeViewId = parent?.sale?.storeId ?? context.storeViewId;
  const ownRate = currencyRateOf(parent?.sale?.baseToOrderRate ?? sale.baseToOrderRate, policy);
  const currencyRate = parent?.posted ? parent.posted.currencyRate : ownRate;
  const header = documentHeader({ ...input, context: { ...context, storeViewId }, currencyRate });
  if (isHold(header)) return header;

  const assembled = best(shippingDiscounts(sale, parent), (shippingDiscount) =>
    assembleCreditNote({ ...input, storeViewId, shippingDiscount }),
  );
  if (isHold(assembled)) return withoutParent(assembled, { sale, parent });
  const tooLarge = sizeProblem(assembled.lines);
  if (tooLarge) return tooLarge;
  const { outcome, explanation, difference, ...amounts } = assembled;
  const { movedFrom, ...above } = header;
  return {
    outcome,
    explanation: movedFrom ? [...explanation, movedText(movedFrom)] : explanation,
    difference,
    draft: {
      kind: "credit_note",
      number:
        context.number ??
        documentNumber({ prefix: policy.creditNoteNumberPrefix, incrementId: sale.incrementId }),
      reference: referenceOf(input),
      ...above,
      ...amounts,
      lines: withMovedText(amounts.lines, movedFrom),
    },
  };
}

type CreditNoteInput = Parameters<typeof planCreditNote>[0];

function assembleCreditNote(
  input: CreditNoteInput & { storeViewId: number | null; shippingDiscount: Money },
): Assembled | Hold {
  const { sale, parent, policy, reference, context, storeViewId } = input;
  return assemble({
    kind: "credit_note",
    entries: creditEntries(input),
    extras: adjustments(input),
    grandTotal: sale.grandTotal,
    taxTotal: null,
    country: (parent?.sale ? countryOf(parent.sale) : null) ?? customerCountry(sale),
    storeViewId,
    policy,
    reference,
    acceptsTaxAmounts: context.acceptsTaxAmounts ?? true,
    saleTax: saleTaxOf(parent?.posted?.lines ?? [], reference),
    // A refund hides its shipping discount: without the invoice it looks like a gift card.
    canBeLess: parent?.sale != null || money(sale.shippingAmount).isZero(),
  });
}

/** What the shipping discount may have been: the invoice's share for the shipping refunded, or none. */
function shippingDiscounts(sale: CreditMemoSale, parent: ParentInvoice | null): Money[] {
  const invoice = parent?.sale;
  const none = money(0);
  if (!invoice || money(invoice.shippingAmount).isZero() || money(sale.shippingAmount).isZero())
    return [none];
  const share = money(sale.shippingAmount).div(invoice.shippingAmount);
  const discount = cents(shippingDiscountOf(invoice).times(share));
  return discount.isZero() ? [none] : [discount, none];
}

const ranks = { post: 0, post_with_rounding: 1, post_with_adjustment: 2, hold: 3 } as const;

function best(candidates: readonly Money[], plan: (candidate: Money) => Assembled | Hold): Assembled | Hold {
  let found: Assembled | Hold | null = null;
  for (const candidate of candidates) {
    const result = plan(candidate);
    if (result.outcome === "post") return result;
    if (found === null || ranks[result.outcome] < ranks[found.outcome]) found = result;
  }
  return found ?? hold("magento_total_unexplained");
}

function withoutParent(held: Hold, input: { sale: CreditMemoSale; parent: ParentInvoice | null }): Hold {
  const { sale, parent } = input;
  if (parent?.sale) return held;
  // The tax on shipping follows from a discount that only the invoice shows.
  if (held.reason === "tax_rate_unmapped" && held.params.line === "Shipping") {
    return { ...held, reason: "refund_needs_its_invoice" };
  }
  if (held.reason !== "magento_total_unexplained") return held;
  const amount = money(String(held.params.amount ?? 0));
  const shipping = money(sale.shippingAmount).plus(sale.shippingTaxAmount);
  const mayBeShippingDiscount = amount.isNegative() && amount.abs().lte(shipping);
  return mayBeShippingDiscount ? { ...held, reason: "refund_needs_its_invoice" } : held;
}

function creditEntries(
  input: CreditNoteInput & { storeViewId: number | null; shippingDiscount: Money },
): Entry[] {
  const { sale, parent, policy, reference, storeViewId, shippingDiscount } = input;
  const at = { policy, storeViewId };
  const posted = parent?.posted?.lines ?? [];
  const goods = goodsLines(sale.lines);
  const room = descriptionRoom(goods.length + OTHER_LINES);
  const entries: Entry[] = goods.map(({ line, position, options }) => ({
    ...goodsAmounts(line),
    label: `Line ${position}`,
    description: lineDescription(line, { options, room }),
    purpose: "sales",
    ...asPosted(postedLineOf(line, posted), reference, {
      accountCode: revenueAccountOf(line, at),
      tracking: trackingOf(policy, storeViewId),
    }),
  }));
  const shipping = shippingAmounts({
    amount: sale.shippingAmount,
    tax: sale.shippingTaxAmount,
    discount: shippingDiscount,
  });
  const hasAdjustment = !money(sale.adjustmentPositive).isZero() || !money(sale.adjustmentNegative).isZero();
  if (shipping || (entries.length === 0 && !hasAdjustment)) {
    const line = posted.find((candidate) => candidate.description === SHIPPING_DESCRIPTION);
    entries.push({
      ...(shipping ?? goodsAmounts(NO_LINE)),
      label: shipping ? "Shipping" : "No lines",
      description: shipping
        ? SHIPPING_DESCRIPTION
        : `Credit memo ${plainText(sale.incrementId, { max: 50 })}`,
      purpose: "shipping",
      ...asPosted(line, reference, {
        accountCode: policy.shippingAccountCode ?? revenueAccountOf(null, at),
        tracking: trackingOf(policy, storeViewId),
      }),
    });
  }
  return entries;
}

function asPosted(
  line: DraftLine | undefined,
  reference: ReferenceData,
  otherwise: Pick<Entry, "accountCode" | "tracking">,
): Pick<Entry, "accountCode" | "tracking" | "given"> {
  if (!line || line.accountCode === null || line.taxType === null) return { ...otherwise, given: null };
  return { accountCode: line.accountCode, tracking: line.tracking, given: choiceOf(line.taxType, reference) };
}

/** The invoice's line for the same SKU, found by what our descriptions end with. */
function postedLineOf(line: SaleLine, posted: readonly DraftLine[]): DraftLine | undefined {
  const suffix = skuSuffix(line.sku);
  return suffix === ""
    ? undefined
    : posted.find((candidate) => candidate.description.includes(`\n${suffix}`));
}

/** The tax type of the invoice's largest line. */
function saleTaxOf(posted: readonly DraftLine[], reference: ReferenceData): TaxChoice | null {
  const sums = posted.map((line) => money(line.quantity).times(line.unitAmount));
  const largest = sums.reduce((best, sum, index) => (sum.gt(sums[best] ?? 0) ? index : best), 0);
  const taxType = posted[largest]?.taxType ?? null;
  return taxType === null ? null : choiceOf(taxType, reference);
}

function choiceOf(taxType: string, reference: ReferenceData): TaxChoice {
  const rate = reference.taxRates.find((candidate) => candidate.taxType === taxType);
  return { taxType, rate: money(rate?.effectiveRate ?? 0) };
}

/** Magento's adjustment refund adds, its fee takes away; neither is ever on a line of Magento's. */
function adjustments(input: CreditNoteInput & { storeViewId: number | null }): Extra[] {
  const { sale, policy, storeViewId } = input;
  const base = {
    accountCode: policy.refundAdjustmentAccountCode ?? revenueAccountOf(null, { policy, storeViewId }),
    taxTypeSetting: policy.refundAdjustmentTaxType,
    purpose: "refund adjustments",
    canFallBack: true,
    rule: "Magento's own adjustment, to the account for refund adjustments.",
  };
  const refund = money(sale.adjustmentPositive);
  const fee = money(sale.adjustmentNegative);
  const extras: Extra[] = [];
  if (!refund.isZero()) {
    const from = `Adjustment refund ${shown(refund)}`;
    extras.push({ ...base, amount: refund, description: "Adjustment refund", from });
  }
  if (!fee.isZero()) {
    const from = `Adjustment fee ${shown(fee)}`;
    extras.push({ ...base, amount: fee.neg(), description: "Adjustment fee", from });
  }
  return extras;
}

function customerCountry(sale: CreditMemoSale): string | null {
  const { addresses } = sale.customer;
  const address = addresses.find(({ kind }) => kind === "shipping") ?? addresses[0];
  return address?.countryId || null;
}

/** Its invoice's number, then our mark: the mark is never cut. */
function referenceOf(input: CreditNoteInput): string {
  const { sale, parent, policy, context } = input;
  const invoice =
    parent?.posted?.number ??
    (sale.invoiceIncrementId === null
      ? ""
      : documentNumber({ prefix: policy.invoiceNumberPrefix, incrementId: sale.invoiceIncrementId }));
  return `${cut(invoice, MAX_NUMBER - context.mark.length - 1)} ${context.mark}`.trim();
}
