import { accountingDay } from "@counterfoil/core/accounting-day";
import { expect, test } from "vitest";
import { startOfDay } from "../src/binding/start-of-day.ts";

test.each([
  ["2026-07-01", "Europe/London", "2026-06-30T23:00:00.000Z"],
  ["2026-01-01", "Europe/London", "2026-01-01T00:00:00.000Z"],
  ["2026-03-29", "Europe/London", "2026-03-29T00:00:00.000Z"],
  ["2026-03-30", "Europe/London", "2026-03-29T23:00:00.000Z"],
  ["2026-11-21", "Pacific/Auckland", "2026-11-20T11:00:00.000Z"],
  ["2026-11-21", "Pacific/Kiritimati", "2026-11-20T10:00:00.000Z"],
  ["2026-11-21", "Asia/Kathmandu", "2026-11-20T18:15:00.000Z"],
  ["2026-11-21", "Pacific/Niue", "2026-11-21T11:00:00.000Z"],
])("%s begins in %s at %s", (day, zone, instant) => {
  const start = startOfDay(day, zone);
  expect(start.toISOString()).toBe(instant);
  expect(accountingDay(start, zone)).toBe(day);
  expect(accountingDay(new Date(start.getTime() - 1), zone) < day).toBe(true);
});
