import { cents, type DecimalText, type Money, money, moneyText } from "../money.ts";
import type { Policy } from "../policy.ts";
import type { ReferenceData } from "../reference.ts";
import { type TaxChoice, taxChoices } from "../tax-map.ts";
import { accountProblem, taxTypeProblem } from "./accounts.ts";
import { mainChoice } from "./attempt.ts";
import { type Hold, hold, isHold } from "./document-plan.ts";
import { type Entry, numbersOf, shown } from "./entry.ts";
import { type Extra, extraAim, leftoverExtra, xeroRate } from "./extra.ts";
import { type LineAim, roundTogether } from "./lines.ts";
import { type Assembled, prove } from "./prove.ts";
import { type Reading, readAmounts } from "./reading.ts";

export type AssembleInput = {
  kind: "invoice" | "credit_note";
  entries: readonly Entry[];
  /** The credit memo's adjustments. */
  extras: readonly Extra[];
  grandTotal: DecimalText;
  /** Of lines and shipping together, as Magento states it; null where it does not (credit memos). */
  taxTotal: DecimalText | null;
  country: string | null;
  storeViewId: number | null;
  policy: Policy;
  reference: ReferenceData;
  acceptsTaxAmounts: boolean;
  /** False where a total below the lines may be something else than a gift card. */
  canBeLess?: boolean;
};

/** From Magento's amounts to Xero's lines: reads them, picks accounts and tax types, and proves the total by Xero's arithmetic. */
export function assemble(input: AssembleInput): Assembled | Hold {
  const { entries, policy, reference, country, storeViewId } = input;
  const grandTotal = money(input.grandTotal);
  const problem = amountProblem(input) ?? entriesProblem(input);
  if (problem) return problem;

  const extrasTotal = input.extras.reduce((sum, extra) => sum.plus(extra.amount), money(0));
  const choices = reference.organisation.paysTax
    ? taxChoices(policy.taxMap, country)
    : { exact: [], otherwise: ["NONE"] };
  const reading = readAmounts({
    amounts: entries,
    total: grandTotal.minus(extrasTotal),
    taxGap: input.taxTotal === null ? money(0) : money(input.taxTotal).minus(taxOf(entries)),
    choices,
    pricesIncludeTax: policy.pricesIncludeTax[String(storeViewId)] ?? policy.pricesIncludeTax.any ?? null,
    canTake: {
      less: policy.lessThanLinesAccountCode !== null && (input.canBeLess ?? true),
      more: policy.moreThanLinesAccountCode !== null,
    },
  });
  if (!reading.ok) return readingHold(reading, { entries, country });

  const main = mainChoice(
    entries,
    reading.amounts.map((amount) => amount.choice),
  );
  const aims = aimsOf({ ...input, reading, main });
  if (isHold(aims)) return aims;
  return prove({ ...input, reading, aims: asAims(aims) });
}

type Taken = Extract<Reading, { ok: true }>;
/** An aim before its amounts are rounded. */
type Sketch = LineAim & { isOwn: boolean };

function aimsOf(input: AssembleInput & { reading: Taken; main: TaxChoice | null }): Sketch[] | Hold {
  const { entries, reading, policy, reference, main } = input;
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
  const extras = leftoverExtra(reading, { policy, reference });
  for (const extra of [...input.extras, ...extras]) {
    const aim = extraAim(extra, { ...input, main });
    if (isHold(aim)) return aim;
    sketches.push({ ...aim, isOwn: true });
  }
  return sketches;
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

/** Rounds nets and taxes to cents together, so that they still come to Magento's total. */
function asAims(sketches: readonly Sketch[]): LineAim[] {
  const nets = sketches.map((sketch) => sketch.lineAmount);
  const rounded = roundTogether([...nets, ...sketches.map((sketch) => sketch.tax)]);
  return sketches.map((sketch, index) => {
    const lineAmount = rounded[index] ?? sketch.lineAmount;
    const tax = rounded[nets.length + index] ?? sketch.tax;
    const own = sketch.isOwn ? { net: lineAmount, unitPrice: lineAmount } : {};
    return { ...sketch, ...own, lineAmount, tax };
  });
}

function readingHold(
  reading: Extract<Reading, { ok: false }>,
  input: { entries: readonly Entry[]; country: string | null },
): Hold {
  if (reading.problem === "total") {
    return hold("magento_total_unexplained", { amount: moneyText(reading.residue), cause: reading.cause });
  }
  const entry = input.entries[reading.index];
  const candidates = [...new Set(reading.candidates.map((candidate) => candidate.taxType))];
  return hold("tax_rate_unmapped", {
    rate: entry?.tax.isZero() ? "0" : reading.percent.toFixed(),
    country: input.country,
    net: entry ? shown(entry.net) : null,
    tax: entry ? shown(entry.tax) : null,
    amount: entry ? shown(entry.net) : null,
    line: entry?.label ?? null,
    candidates: candidates.length > 0 ? candidates.join(" or ") : null,
  });
}

function amountProblem(input: AssembleInput): Hold | null {
  const amounts = input.entries.flatMap((entry) => [entry.net, entry.tax, entry.discount]);
  const grandTotal = money(input.grandTotal);
  const tooLarge = [...amounts, grandTotal].find((amount) => amount.abs().gt(MAX_AMOUNT));
  if (tooLarge)
    return hold("magento_total_unexplained", { amount: moneyText(tooLarge), cause: "amount_too_large" });
  if (!grandTotal.isNegative() || grandTotal.isZero()) return null;
  return hold("magento_total_unexplained", { amount: moneyText(grandTotal), cause: "negative_total" });
}

function entriesProblem(input: AssembleInput): Hold | null {
  const { reference } = input;
  for (const entry of input.entries) {
    const problem = accountProblem(entry.accountCode, { purpose: entry.purpose, reference });
    if (problem) return problem;
  }
  return null;
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

function taxOf(entries: readonly Entry[]): Money {
  return entries.reduce((sum, entry) => sum.plus(entry.tax), money(0));
}

function nonZero(quantity: Money): Money {
  return quantity.isZero() ? money(1) : quantity;
}

/** Xero's LineAmount takes no more. */
const MAX_AMOUNT = money("9999999999.99");
