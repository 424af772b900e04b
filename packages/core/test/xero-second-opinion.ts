import type { DocumentDraft } from "../src/draft.ts";
import { rateOfType } from "./uk.ts";

/** A draft's total in cents by Xero's published recipe, in whole numbers only: nothing of it is shared with the planner. */
export function totalInCents(draft: DocumentDraft): number {
  let total = 0n;
  for (const line of draft.lines) {
    const gross = scaled(line.quantity, 4) * scaled(line.unitAmount, 4);
    const lineCents = divideRounded(gross - scaled(line.discountAmount ?? "0", 8), 1_000_000n);
    const percent =
      draft.lineAmountTypes === "NoTax" ? 0n : scaled(rateOfType[line.taxType ?? "NONE"] ?? "0", 4);
    const computed = divideRounded(lineCents * percent, 1_000_000n);
    const taxCents = line.taxAmount === null ? computed : scaled(line.taxAmount, 2);
    total += lineCents + taxCents;
  }
  return Number(total);
}

function scaled(text: string, places: number): bigint {
  const sign = text.startsWith("-") ? -1n : 1n;
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  if (fraction.length > places) throw new RangeError(`${text} has more than ${places} places`);
  return sign * BigInt(whole + fraction.padEnd(places, "0"));
}

/** Half away from zero. */
function divideRounded(value: bigint, by: bigint): bigint {
  const sign = value < 0n ? -1n : 1n;
  return sign * ((value * sign * 2n + by) / (by * 2n));
}
