import { accountingDay } from "@counterfoil/core/accounting-day";

const HOUR_MS = 3_600_000;

/** The instant at which a calendar day (YYYY-MM-DD) begins in a zone (IANA). Offsets are quarters of an hour, so the search is exact. */
export function startOfDay(day: string, timeZone: string): Date {
  const midnightUtc = Date.parse(`${day}T00:00:00Z`);
  let before = midnightUtc - 15 * HOUR_MS;
  let within = midnightUtc + 15 * HOUR_MS;
  while (within - before > HOUR_MS / 4) {
    const middle = before + Math.floor((within - before) / (HOUR_MS / 2)) * (HOUR_MS / 4);
    if (accountingDay(new Date(middle), timeZone) < day) before = middle;
    else within = middle;
  }
  return new Date(within);
}
