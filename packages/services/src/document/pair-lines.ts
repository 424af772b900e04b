import type { DocumentDraft, DraftLine } from "@counterfoil/core/draft";
import { type Money, money, moneyText } from "@counterfoil/core/money";
import { goodsAmounts, goodsLines } from "@counterfoil/core/plan/entry";
import { shippingDiscountOf } from "@counterfoil/core/plan/invoice";
import type { ReferenceData } from "@counterfoil/core/reference";
import type { DocumentSale } from "@counterfoil/core/sale";
import { xeroTotals } from "@counterfoil/core/xero-arithmetic";

/** Decimal texts in the document's currency; `total` is with tax, after discount. */
export type MagentoLine = {
  name: string;
  /** SKU, or what else tells it from others. */
  detail: string | null;
  quantity: string | null;
  net: string;
  discount: string;
  tax: string;
  total: string;
};

export type XeroLine = {
  description: string;
  quantity: string;
  unitAmount: string;
  discount: string | null;
  account: string | null;
  taxRate: string | null;
  tax: string;
  total: string;
  /** Why it is as it is: Magento's numbers, and the rule. */
  explanation: { from: string; rule: string };
};

/** One line of the two papers side by side; either side may have none. */
export type LinePair = {
  magento: MagentoLine | null;
  xero: XeroLine | null;
  /** Xero − Magento, where both have one. */
  difference: string | null;
};

/** Magento's lines as last fetched beside what is planned of them, or was sent. `reference` names accounts and rates where it is known. */
export function pairLines(input: {
  sale: DocumentSale | null;
  draft: DocumentDraft | null;
  reference: Partial<ReferenceData>;
}): LinePair[] {
  const magento = input.sale ? magentoLines(input.sale) : [];
  const xero = input.draft ? xeroLines(input.draft, input.reference) : [];
  const left = [...xero];
  const pairs = magento.flatMap(({ label, line }): LinePair[] => {
    const own = left.filter((each) => each.label === label);
    for (const each of own) left.splice(left.indexOf(each), 1);
    const [first = null, ...others] = own;
    return [
      pairOf(line, first?.line ?? null),
      // Its discount stands on a line of its own.
      ...others.map((each) => pairOf(null, each.line)),
    ];
  });
  return [...pairs, ...left.map(({ line }) => pairOf(null, line))];
}

function pairOf(magento: MagentoLine | null, xero: XeroLine | null): LinePair {
  const difference = magento && xero ? textOf(money(xero.total).minus(magento.total)) : null;
  return { magento, xero, difference };
}

/** With the label by which an explanation names it. */
function magentoLines(sale: DocumentSale): { label: string; line: MagentoLine }[] {
  const goods = goodsLines(sale.lines).map(({ line, position, options }) => {
    const { net, tax, discount } = goodsAmounts(line);
    const texts = { name: [line.name, ...options].join(", "), detail: line.sku || null, quantity: line.qty };
    return { label: `Line ${position}`, line: { ...texts, ...amounts(net, discount, tax) } };
  });
  const extra = (label: string, name: string, of: { net: Money; discount: Money; tax: Money }) => {
    const isNothing = of.net.isZero() && of.discount.isZero() && of.tax.isZero();
    const line = { name, detail: null, quantity: null, ...amounts(of.net, of.discount, of.tax) };
    return isNothing ? [] : [{ label, line }];
  };
  const none = money(0);
  const shipping = extra("Shipping", "Shipping", {
    net: money(sale.shippingAmount),
    tax: money(sale.shippingTaxAmount),
    discount: sale.kind === "invoice" ? shippingDiscountOf(sale) : none,
  });
  const adjustments =
    sale.kind === "invoice"
      ? []
      : [
          ...extra(`Adjustment refund ${sale.adjustmentPositive}`, "Adjustment refund", {
            ...{ net: money(sale.adjustmentPositive), discount: none, tax: none },
          }),
          ...extra(`Adjustment fee ${sale.adjustmentNegative}`, "Adjustment fee", {
            ...{ net: money(sale.adjustmentNegative).neg(), discount: none, tax: none },
          }),
        ];
  const lines = [...goods, ...shipping, ...adjustments];
  const rest = lines.reduce((sum, { line }) => sum.minus(line.total), money(sale.grandTotal));
  if (rest.abs().lt("0.005")) return lines;
  const name = rest.isNegative() ? "Taken off, on no line" : "Added, on no line";
  return [...lines, ...extra(LEFT_OVER, name, { net: rest, discount: none, tax: none })];
}

const LEFT_OVER = "Magento's total less its lines";

function amounts(net: Money, discount: Money, tax: Money) {
  return {
    net: textOf(net),
    discount: textOf(discount),
    tax: textOf(tax),
    total: textOf(net.plus(tax).minus(discount)),
  };
}

/** By Xero's own arithmetic, which its echo is held against. */
function xeroLines(
  draft: DocumentDraft,
  reference: Partial<ReferenceData>,
): { label: string; line: XeroLine }[] {
  const rateOf = (taxType: string) => reference.taxRates?.find((rate) => rate.taxType === taxType) ?? null;
  const { lineAmountTypes } = draft;
  const computed = xeroTotals({
    lines: draft.lines,
    lineAmountTypes,
    rateOf: (taxType) => money(rateOf(taxType)?.effectiveRate ?? 0),
  });
  return draft.lines.map((line, index) => {
    const { lineAmount = money(0), taxAmount = money(0) } = computed.lines[index] ?? {};
    const total = lineAmountTypes === "Inclusive" ? lineAmount : lineAmount.plus(taxAmount);
    return {
      label: labelOf(line),
      line: {
        description: line.description,
        quantity: line.quantity,
        unitAmount: line.unitAmount,
        discount: line.discountAmount,
        account: accountName(line.accountCode, reference),
        taxRate: line.taxType === null ? null : (rateOf(line.taxType)?.name ?? line.taxType),
        tax: textOf(taxAmount),
        total: textOf(total),
        explanation: line.explanation,
      },
    };
  });
}

/** "Line 2: net 10.00, tax 2.00" is of line 2; what names no amounts is of itself. */
function labelOf({ explanation }: DraftLine): string {
  return explanation.from.split(":")[0] ?? explanation.from;
}

function accountName(code: string | null, reference: Partial<ReferenceData>): string | null {
  if (code === null) return null;
  const account = reference.accounts?.find((each) => each.code === code);
  return account ? `${code} ${account.name}` : code;
}

function textOf(amount: Money): string {
  return moneyText(amount, amount.decimalPlaces() > 2 ? 4 : 2);
}
