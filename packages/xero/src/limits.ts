import type { LedgerLimits } from "@counterfoil/core/ports";
import type { Answer } from "./exchange.ts";

/** What Xero says is left, of the minute, the day and the app's minute; null where it does not say. */
export function readLimits(headers: Answer["headers"]): LedgerLimits {
  return {
    minuteRemaining: count(headers.get("x-minlimit-remaining")),
    dayRemaining: count(headers.get("x-daylimit-remaining")),
    appMinuteRemaining: count(headers.get("x-appminlimit-remaining")),
  };
}

export const noLimits: LedgerLimits = { minuteRemaining: null, dayRemaining: null, appMinuteRemaining: null };

/** Which limit a 429 is about. The spelling is sure for "minute" only, so the rest is matched leniently. */
export function readLimitProblem(headers: Answer["headers"]): "minute" | "day" | "concurrent" | "appminute" {
  const problem = (headers.get("x-rate-limit-problem") ?? "").trim().toLowerCase();
  if (problem.startsWith("day")) return "day";
  if (problem.startsWith("concurrent")) return "concurrent";
  if (problem.startsWith("app")) return "appminute";
  return "minute";
}

/** Seconds; null where the header is missing or no whole number. */
export function readRetryAfterSeconds(headers: Answer["headers"]): number | null {
  return count(headers.get("retry-after"));
}

function count(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,9}$/.test(value.trim()) ? Number(value) : null;
}
