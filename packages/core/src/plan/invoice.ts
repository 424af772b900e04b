import type { InvoiceDraft } from "../draft.ts";
import { eligibility } from "../eligibility.ts";
import { type Money, money } from "../money.ts";
import type { Policy } from "../policy.ts";
import type { ReferenceData } from "../reference.ts";
import type { InvoiceSale } from "../sale.ts";
import { revenueAccountOf } from "./accounts.ts";
import { assemble } from "./assemble.ts";
import { type DocumentContext, type DocumentPlan, hold, isHold } from "./document-plan.ts";
import {
  type Entry,
  goodsAmounts,
  goodsLines,
  lineDescription,
  SHIPPING_DESCRIPTION,
  shippingAmounts,
  shown,
} from "./entry.ts";
import { trackingOf } from "./extra.ts";
import { currencyRateOf, documentHeader, dueDateOf } from "./header.ts";
import { descriptionRoom, OTHER_LINES, sizeProblem } from "./size.ts";
import { cut, documentNumber, MAX_DESCRIPTION, MAX_NUMBER, plainText } from "./text.ts";

/** Plans an invoice. Totals in the sale's currency; Xero's total of the draft equals `grandTotal` at two places, or it is held. */
export function planInvoice(input: {
  sale: InvoiceSale;
  policy: Policy;
  reference: ReferenceData;
  context: DocumentContext;
}): DocumentPlan<InvoiceDraft> {
  const { sale, policy, reference, context } = input;
  const ineligible = eligibility({ sale, policy, raisedAt: sale.createdAt || context.createdAt });
  if (ineligible) return { outcome: "skip", ...ineligible };
  if (sale.state === "cancelled") return hold("cancelled_in_magento");
  const header = documentHeader({ ...input, currencyRate: currencyRateOf(sale.baseToOrderRate, policy) });
  if (isHold(header)) return header;
  const storeViewId = sale.storeId;
  const assembled = assemble({
    kind: "invoice",
    entries: invoiceEntries(sale, policy),
    extras: [],
    grandTotal: sale.grandTotal,
    taxTotal: sale.taxAmount,
    subtotalGap: subtotalGapOf(sale),
    country: countryOf(sale),
    storeViewId,
    policy,
    reference,
    acceptsTaxAmounts: context.acceptsTaxAmounts ?? true,
  });
  if (isHold(assembled)) return assembled;
  const tooLarge = sizeProblem(assembled.lines);
  if (tooLarge) return tooLarge;
  const { outcome, explanation, difference, ...amounts } = assembled;
  const { movedFrom, ...above } = header;
  return {
    outcome,
    explanation: [...explanation, ...checks(sale), ...(movedFrom ? [movedText(movedFrom)] : [])],
    difference,
    draft: {
      kind: "invoice",
      number:
        context.number ??
        documentNumber({ prefix: policy.invoiceNumberPrefix, incrementId: sale.incrementId }),
      reference: referenceOf(sale),
      ...above,
      ...amounts,
      lines: withMovedText(amounts.lines, movedFrom),
      dueDate: dueDateOf(sale, { date: header.date, policy }),
      url: context.url,
      sentToContact: policy.markAsSent && policy.invoiceStatus === "AUTHORISED",
    },
  };
}

/** Where the goods go: the shipping, else the billing country. */
export function countryOf(sale: InvoiceSale): string | null {
  return sale.shippingAddress?.countryId || sale.billingAddress?.countryId || null;
}

/** The discount on shipping: what of the document's discount is on no line. Never below zero, and less than a cent is noise. */
export function shippingDiscountOf(sale: InvoiceSale): Money {
  const discount = discountGapOf(sale);
  return discount.lt("0.005") ? money(0) : discount;
}

function discountGapOf(sale: InvoiceSale): Money {
  const onLines = sale.lines.reduce((sum, line) => sum.plus(goodsAmounts(line).discount), money(0));
  return money(sale.discountAmount).neg().minus(onLines);
}

/** Less than half a cent is the noise of rows with fractions. */
function subtotalGapOf(sale: InvoiceSale): Money {
  const gap = sale.lines.reduce((rest, line) => rest.minus(line.lineSubtotal), money(sale.subtotal));
  return gap.abs().lt("0.005") ? money(0) : gap;
}

/** Says on what day a document was raised that goes on a later one. `movedFrom`: YYYY-MM-DD. */
export function movedText(movedFrom: string): string {
  return `Raised on ${movedFrom}, which is locked in Xero.`;
}

/** A locked day's document says in its first line when it was raised. */
export function withMovedText<L extends { description: string }>(
  lines: readonly L[],
  movedFrom: string | null,
): L[] {
  if (movedFrom === null) return [...lines];
  return lines.map((line, index) => {
    if (index > 0) return line;
    const text = `\n${movedText(movedFrom)}`;
    return { ...line, description: cut(line.description, MAX_DESCRIPTION - text.length) + text };
  });
}

function invoiceEntries(sale: InvoiceSale, policy: Policy): Entry[] {
  const at = { policy, storeViewId: sale.storeId };
  const tracking = trackingOf(policy, sale.storeId);
  const goods = goodsLines(sale.lines);
  const room = descriptionRoom(goods.length + OTHER_LINES);
  const entries: Entry[] = goods.map(({ line, position, options }) => ({
    ...goodsAmounts(line),
    given: null,
    label: `Line ${position}`,
    description: lineDescription(line, { options, room }),
    accountCode: revenueAccountOf(line, at),
    purpose: "sales",
    tracking,
  }));
  const shipping = shippingAmounts({
    amount: sale.shippingAmount,
    tax: sale.shippingTaxAmount,
    discount: shippingDiscountOf(sale),
  });
  if (shipping || entries.length === 0) {
    entries.push({
      ...(shipping ?? goodsAmounts(NO_LINE)),
      given: null,
      ...nameOf(sale, shipping),
      accountCode: policy.shippingAccountCode ?? revenueAccountOf(null, at),
      purpose: "shipping",
      tracking,
    });
  }
  return entries;
}

/** A discount that is on no line belongs to the shipping, unless there is none. */
function nameOf(sale: InvoiceSale, shipping: { net: Money; tax: Money } | null) {
  if (!shipping)
    return { label: "No lines", description: `Invoice ${plainText(sale.incrementId, { max: 50 })}` };
  if (shipping.net.isZero() && shipping.tax.isZero())
    return { label: "Discount on no line", description: "Discount" };
  return { label: "Shipping", description: SHIPPING_DESCRIPTION };
}

export const NO_LINE = {
  sku: "",
  name: "",
  qty: "1",
  unitPrice: "0",
  lineSubtotal: "0",
  lineTax: "0",
  lineTotal: "0",
  taxRate: null,
  productType: null,
};

/** Order number, then the customer's purchase order. */
function referenceOf(sale: InvoiceSale): string {
  const order = plainText(sale.orderIncrementId, { max: 100 });
  const poNumber = sale.poNumber === null ? "" : plainText(sale.poNumber, { max: 150 });
  return cut([order, poNumber && `PO ${poNumber}`].filter((part) => part !== "").join(" "), MAX_NUMBER);
}

/** Magento's own sums, held against its lines; another figure is worth knowing. */
function checks(sale: InvoiceSale): string[] {
  const onLines = sale.lines.reduce((sum, line) => sum.plus(line.lineTax), money(sale.shippingTaxAmount));
  const tax = money(sale.taxAmount).minus(onLines);
  const subtotal = subtotalGapOf(sale);
  const discount = discountGapOf(sale);
  return [
    ...(tax.isZero() ? [] : [`Magento's tax total is ${shown(tax)} from the tax of its lines and shipping.`]),
    ...(subtotal.isZero() ? [] : [`Magento's subtotal is ${shown(subtotal)} from the sum of its lines.`]),
    ...(discount.gt("-0.005")
      ? []
      : [`Magento's discount total is ${shown(discount.abs())} less than the discounts of its lines.`]),
  ];
}
