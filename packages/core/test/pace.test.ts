import { expect, test } from "vitest";
import { isBehindPace } from "../src/pace.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const behind = (limit: number, calls: number, ms: number, used = calls) =>
  isBehindPace({ limit, used, stretch: { calls, ms } }, DAY);

test("the first calls of a day are no haste, a tenth of the day at once is", () => {
  expect(behind(1_000, 0, 0)).toBe(false);
  expect(behind(1_000, 3, 1_000)).toBe(false);
  expect(behind(1_000, 100, 0)).toBe(false);
  expect(behind(1_000, 101, 0)).toBe(true);
  expect(behind(5_000, 490, 160_000)).toBe(false);
});

test("behind pace until the day has caught up with its calls", () => {
  expect(behind(1_000, 500, HOUR)).toBe(true);
  expect(behind(1_000, 500, 9 * HOUR)).toBe(true);
  expect(behind(1_000, 500, 10 * HOUR)).toBe(false);
  expect(behind(1_000, 900, 23 * HOUR)).toBe(false);
});

test("a day that is used up is not saved by waiting", () => {
  expect(behind(1_000, 949, HOUR)).toBe(true);
  expect(behind(1_000, 950, HOUR)).toBe(false);
  expect(behind(1_000, 400, HOUR, 950)).toBe(false);
});
