import { expect, test } from "vitest";
import { dayWords, monthWords, shortDayWords } from "../src/day-words.ts";

test("days and months as people write them; the year is left out where it is this one", () => {
  expect(dayWords("2026-11-03")).toBe("3 Nov 2026");
  expect(monthWords("2026-11")).toBe("November 2026");
  const today = new Date("2026-11-22T10:00:00Z");
  expect(shortDayWords("2026-11-03", today)).toBe("3 Nov");
  expect(shortDayWords("2025-12-31", today)).toBe("31 Dec 2025");
});

test("what is no day stays as it is", () => {
  for (const words of [dayWords, shortDayWords, monthWords]) expect(words("soon")).toBe("soon");
});
