import { cents, type DecimalText, type Money, money, moneyText } from "../money.ts";
import type { Policy } from "../policy.ts";
import type { ReferenceData } from "../reference.ts";
import { type TaxChoice, type TaxChoices, taxChoices } from "../tax-map.ts";
import { accountProblem } from "./accounts.ts";
import { mainChoice } from "./attempt.ts";
import { type Hold, hold, isHold } from "./document-plan.ts";
import { type Entry, numbersOf, shown } from "./entry.ts";
import { type Extra, extraAim, roundingExtra } from "./extra.ts";
import type { LineAim } from "./lines.ts";
import { type Assembled, prove } from "./prove.ts";
import { type Reading, readAmounts } from "./reading.ts";
import { roundedAims, sketchesOf, type Taken } from "./sketches.ts";
import { surchargeTaxOf } from "./surcharge-tax.ts";

export type AssembleInput = {
  kind: "invoice" | "credit_note";
  entries: readonly Entry[];
  /** The credit memo's adjustments. */
  extras: readonly Extra[];
  grandTotal: DecimalText;
  /** Of lines and shipping together, as Magento states it; null where it does not (credit memos). */
  taxTotal: DecimalText | null;
  /** Magento's subtotal less the sum of its lines: zero but for a document that lacks one. */
  subtotalGap?: Money;
  country: string | null;
  storeViewId: number | null;
  policy: Policy;
  reference: ReferenceData;
  acceptsTaxAmounts: boolean;
  /** False where a total below the lines may be something else than a gift card. */
  canBeLess?: boolean;
  /** Of the invoice, for a document that has no lines of its own. */
  saleTax?: TaxChoice | null;
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
  const taxGap = input.taxTotal === null ? money(0) : money(input.taxTotal).minus(taxOf(entries));
  const reading = readAmounts({
    amounts: entries,
    total: grandTotal.minus(extrasTotal),
    totalName: input.extras.length > 0 ? "Magento's total without its adjustments" : "Magento's total",
    taxGap,
    subtotalGap: input.subtotalGap ?? money(0),
    choices,
    pricesIncludeTax: policy.pricesIncludeTax[String(storeViewId)] ?? policy.pricesIncludeTax.any ?? null,
    canTake: {
      less: policy.lessThanLinesAccountCode !== null && (input.canBeLess ?? true),
      more: policy.moreThanLinesAccountCode !== null,
    },
  });
  if (!reading.ok) return readingHold(reading, { entries, country, subtotalGap: input.subtotalGap });

  const own = mainChoice(
    entries,
    reading.amounts.map((amount) => amount.choice),
  );
  const main = own ?? input.saleTax ?? null;
  const surcharge = surchargeOf({ ...input, reading, taxGap, choices });
  if (isHold(surcharge)) return surcharge;
  const sketches = sketchesOf({ ...input, reading, main, surcharge: surcharge.taxed });
  if (isHold(sketches)) return sketches;
  const aims = roundedAims(sketches);
  // A leftover of amounts that each fit need not.
  const beyond = tooLarge(aims.flatMap(({ net, lineAmount, tax }) => [net, lineAmount, tax]));
  if (beyond) return beyond;
  const explanation = [...reading.trail, reading.rule];
  const rounding = roundingAim({ ...input, reading, aims, main });
  if (rounding && isHold(rounding)) return rounding;
  if (rounding && reading.leftover !== "rounding") explanation.push(rounding.rule);
  return prove({
    ...input,
    reading,
    explanation,
    aims: rounding ? [...aims, rounding] : aims,
    isRounded: rounding !== null,
  });
}

/** The line for the cents that Magento's roundings, or Xero's two places, leave between the lines and the total. */
function roundingAim(
  input: AssembleInput & { reading: Taken; aims: readonly LineAim[]; main: TaxChoice | null },
): LineAim | Hold | null {
  const { reading, aims, policy, reference } = input;
  const lines = aims.reduce((sum, aim) => sum.plus(aim.lineAmount).plus(aim.tax), money(0));
  const amount = cents(input.grandTotal).minus(lines);
  if (amount.isZero()) return null;
  const isMagentos = reading.leftover === "rounding";
  const rule = isMagentos
    ? reading.rule
    : `Rounding: lines rounded to Xero's two places one by one are ${moneyText(amount)} from Magento's total.`;
  const from = isMagentos
    ? `Magento's total less its lines: ${shown(reading.left)}`
    : "What rounding the lines to two places took or gave";
  return extraAim(roundingExtra({ amount, from, rule }, { policy, reference }), input);
}

/** What is known of the tax of a surcharge that goes to the policy's account; the policy's own word on its tax type goes first. */
function surchargeOf(
  input: AssembleInput & { reading: Taken; taxGap: Money; choices: TaxChoices },
): { taxed: { taxType: string; tax: Money } | null } | Hold {
  const { reading, entries, policy, reference, country } = input;
  const isOurs = reading.leftover === "more_than_lines" && policy.moreThanLinesTaxType === null;
  const tax =
    isOurs && reference.organisation.paysTax
      ? surchargeTaxOf({ ...input, left: reading.left, amounts: entries, read: reading.amounts })
      : null;
  if (tax === null || tax.ok) return { taxed: tax };
  const net = shown(reading.left.minus(input.taxGap));
  return hold("tax_rate_unmapped", {
    rate: tax.percent.toFixed(),
    country,
    net,
    tax: shown(input.taxGap),
    amount: net,
    line: "Surcharge",
  });
}

function readingHold(
  reading: Extract<Reading, { ok: false }>,
  input: { entries: readonly Entry[]; country: string | null; subtotalGap: Money | undefined },
): Hold {
  const explanation = reading.trail;
  if (reading.problem === "total") {
    const { residue, cause } = reading;
    const gap = cause === "lines_differ" && input.subtotalGap ? moneyText(input.subtotalGap) : null;
    const params = { amount: moneyText(residue), cause, ...(gap === null ? {} : { gap }) };
    return { ...hold("magento_total_unexplained", params), explanation };
  }
  const entry = input.entries[reading.index];
  const candidates = [...new Set(reading.candidates.map((candidate) => candidate.taxType))];
  const params = {
    rate: entry?.tax.isZero() ? "0" : reading.percent.toFixed(),
    country: input.country,
    net: entry ? shown(entry.net) : null,
    tax: entry ? shown(entry.tax) : null,
    amount: entry ? shown(entry.net) : null,
    line: entry?.label ?? null,
    candidates: candidates.length > 0 ? candidates.join(" or ") : null,
  };
  const where = entry ? [`${numbersOf(entry)}.`] : [];
  return { ...hold("tax_rate_unmapped", params), explanation: [...explanation, ...where] };
}

function amountProblem(input: AssembleInput): Hold | null {
  const amounts = [
    ...input.entries.flatMap((entry) => [entry.net, entry.tax, entry.discount]),
    ...input.extras.map((extra) => extra.amount),
  ];
  const grandTotal = money(input.grandTotal);
  const beyond = tooLarge([...amounts, grandTotal]);
  if (beyond) return beyond;
  if (!grandTotal.isNegative() || grandTotal.isZero()) return null;
  return hold("magento_total_unexplained", { amount: moneyText(grandTotal), cause: "negative_total" });
}

function tooLarge(amounts: readonly Money[]): Hold | null {
  const amount = amounts.find((each) => each.abs().gt(MAX_AMOUNT));
  if (!amount) return null;
  return hold("magento_total_unexplained", { amount: moneyText(amount), cause: "amount_too_large" });
}

function entriesProblem(input: AssembleInput): Hold | null {
  const { reference } = input;
  for (const entry of input.entries) {
    const problem = accountProblem(entry.accountCode, { purpose: entry.purpose, reference });
    if (problem) return problem;
  }
  return null;
}

function taxOf(entries: readonly Entry[]): Money {
  return entries.reduce((sum, entry) => sum.plus(entry.tax), money(0));
}

/** Xero's LineAmount takes no more. */
const MAX_AMOUNT = money("9999999999.99");
