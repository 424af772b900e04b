import { cents, type Money, money } from "../money.ts";
import type { Policy } from "../policy.ts";
import type { ReferenceData } from "../reference.ts";
import type { TaxChoice } from "../tax-map.ts";
import { taxTypeProblem } from "./accounts.ts";
import { type Hold, isHold } from "./document-plan.ts";
import { type Entry, numbersOf, shown } from "./entry.ts";
import { type Extra, extraAim, leftoverExtra, xeroRate } from "./extra.ts";
import { type LineAim, roundTogether } from "./lines.ts";
import type { Reading } from "./reading.ts";

type SketchInput = {
  entries: readonly Entry[];
  extras: readonly Extra[];
  storeViewId: number | null;
  policy: Policy;
  reference: ReferenceData;
  acceptsTaxAmounts: boolean;
};

export type Taken = Extract<Reading, { ok: true }>;

/** An aim before its amounts are rounded. */
export type Sketch = LineAim & { isOwn: boolean };

/** The lines that one reading of Magento's numbers makes; a hold where an account or a tax type is wanting. */
export function sketchesOf(
  input: SketchInput & {
    reading: Taken;
    main: TaxChoice | null;
    surcharge: { taxType: string; tax: Money } | null;
  },
): Sketch[] | Hold {
  const { entries, reading, policy, reference, main, surcharge } = input;
  const isTaxed = reference.organisation.paysTax;
  const discountAccount = policy.discountAccountCode;
  const sketches: Sketch[] = [];
  const discounts = new Map<string, Sketch>();
  for (const [index, entry] of entries.entries()) {
    const read = reading.amounts[index];
    if (!read || entry.accountCode === null) continue;
    const { choice, netDiscount } = read;
    const unfit = taxTypeProblem({ accountCode: entry.accountCode, taxType: choice.taxType, reference });
    if (isTaxed && unfit) return unfit;
    const rate = xeroRate(choice.taxType, reference);
    // Where the organisation does not record tax, amounts contain it.
    const added = isTaxed ? money(0) : entry.tax;
    const sketch: Sketch = {
      ...entry,
      net: entry.net.plus(added),
      unitPrice: added.isZero() ? entry.unitPrice : entry.unitPrice.plus(added.div(nonZero(entry.quantity))),
      lineAmount: entry.net.plus(added).minus(netDiscount),
      tax: isTaxed ? entry.tax : money(0),
      accountCode: entry.accountCode,
      taxType: choice.taxType,
      rate,
      from: numbersOf(entry),
      rule: ruleOf({ read, isTaxed, discount: entry.discount }),
      isOwn: false,
    };
    const isTaxedInFull = isTaxed && read.basis === "full" && !sketch.tax.isZero();
    if (!netDiscount.isZero() && isTaxedInFull && !input.acceptsTaxAmounts) {
      const untaxed = untaxedDiscount(sketch, { ...input, netDiscount });
      if (isHold(untaxed)) return untaxed;
      sketch.lineAmount = sketch.net;
      sketches.push(sketch, untaxed);
      continue;
    }
    if (discountAccount !== null && !netDiscount.isZero()) {
      const unfitDiscount = taxTypeProblem({
        accountCode: discountAccount,
        taxType: choice.taxType,
        reference,
      });
      if (isTaxed && unfitDiscount) return unfitDiscount;
      moveDiscount(sketch, { netDiscount, discountAccount, discounts });
    }
    sketches.push(sketch);
  }
  sketches.push(...discounts.values());
  const extras = leftoverExtra(reading, { policy, surcharge });
  for (const extra of [...input.extras, ...extras]) {
    const aim = extraAim(extra, { ...input, main });
    if (isHold(aim)) return aim;
    sketches.push({ ...aim, isOwn: true });
  }
  return sketches;
}

/**
 * Magento took the tax before the discount, and the organisation takes no tax but its own: the line keeps its full net, by
 * which Xero comes to Magento's tax, and the discount stands below it without tax.
 */
function untaxedDiscount(
  sketch: Sketch,
  input: SketchInput & { netDiscount: Money; main: TaxChoice | null },
): Sketch | Hold {
  const aim = extraAim(
    {
      amount: input.netDiscount.neg(),
      description: "Discount",
      from: sketch.from,
      rule: "Magento took the tax before this discount: it stands on a line without tax.",
      accountCode: input.policy.discountAccountCode ?? sketch.accountCode,
      taxTypeSetting: null,
      purpose: "discounts",
      canFallBack: false,
    },
    input,
  );
  return isHold(aim) ? aim : { ...aim, isOwn: true };
}

/** With a discount account the line keeps its full net and tax, and one negative line per tax type takes both back. */
function moveDiscount(
  sketch: Sketch,
  input: { netDiscount: Money; discountAccount: string; discounts: Map<string, Sketch> },
): void {
  const { netDiscount, discountAccount, discounts } = input;
  const fullTax = cents(sketch.net.times(sketch.rate).div(100));
  const taxBack = sketch.tax.minus(fullTax);
  const before = discounts.get(sketch.taxType);
  const amount = (before?.lineAmount ?? money(0)).minus(netDiscount);
  discounts.set(sketch.taxType, {
    ...sketch,
    description: "Discount",
    quantity: money(1),
    unitPrice: amount,
    net: amount,
    lineAmount: amount,
    tax: (before?.tax ?? money(0)).plus(taxBack),
    accountCode: discountAccount,
    from: "The discounts of the lines with this tax type",
    rule: "Discounts have an account of their own: a negative line, and the tax they took with them.",
    isOwn: true,
  });
  sketch.lineAmount = sketch.net;
  sketch.tax = fullTax;
}

/** Each net rounded half up by itself, as Xero would; the taxes of one type together, so that the type's tax is right to the cent. */
export function roundedAims(sketches: readonly Sketch[]): LineAim[] {
  const taxes = new Map<Sketch, Money>();
  for (const taxType of new Set(sketches.map((sketch) => sketch.taxType))) {
    const ofType = sketches.filter((sketch) => sketch.taxType === taxType);
    const rounded = roundTogether(ofType.map(({ tax }) => tax));
    for (const [index, sketch] of ofType.entries()) taxes.set(sketch, rounded[index] ?? sketch.tax);
  }
  return sketches.map((sketch) => {
    const lineAmount = cents(sketch.lineAmount);
    const tax = taxes.get(sketch) ?? sketch.tax;
    const own = sketch.isOwn ? { net: lineAmount, unitPrice: lineAmount } : {};
    const isWhole = lineAmount.equals(sketch.lineAmount) && tax.equals(sketch.tax);
    const rule = isWhole ? sketch.rule : `${sketch.rule} Rounded half up to the two places Xero holds.`;
    return { ...sketch, ...own, lineAmount, tax, rule };
  });
}

function ruleOf(input: { read: Taken["amounts"][number]; isTaxed: boolean; discount: Money }): string {
  const { read, isTaxed, discount } = input;
  const amount = discount.isZero()
    ? "Net as Magento has it"
    : read.netDiscount.equals(discount)
      ? "Net after discount"
      : `Net after ${shown(read.netDiscount)} of the discount, the rest being tax inside it`;
  if (!isTaxed) return `${amount}, tax included: the organisation does not record tax.`;
  const basis = {
    full: "the net",
    discounted: "the net after discount",
    discounted_tax_inside: "the net after discount",
  };
  const rate = read.choice.rate.toDecimalPlaces(2).toFixed();
  return `${amount}; tax as Magento has it, ${rate} % of ${basis[read.basis]} (${read.choice.taxType}).`;
}

function nonZero(quantity: Money): Money {
  return quantity.isZero() ? money(1) : quantity;
}
