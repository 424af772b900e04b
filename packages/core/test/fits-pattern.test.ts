import { expect, test } from "vitest";
import { fitsPattern } from "../src/plan/fits-pattern.ts";

test.each([
  ["BOOK-1", "BOOK-*", true],
  ["BOOK-", "BOOK-*", true],
  ["A-BOOK-1", "BOOK-*", false],
  ["LAMP-RED-L", "LAMP-*-?", true],
  ["LAMP-RED-XL", "LAMP-*-?", false],
  ["abcabd", "*ab?", true],
  ["ab", "a**b", true],
  ["a.c", "a.c", true],
  ["abc", "a.c", false],
  ["🪔", "?", true],
  ["two\nlines", "two*", true],
  ["", "*", true],
  ["", "", true],
  ["x", "", false],
])("%s against %s: %s", (text, pattern, expected) => {
  expect(fitsPattern(text, pattern)).toBe(expected);
});

test("no pattern takes longer than its length times the text's", () => {
  expect(fitsPattern("a".repeat(4_000), `${"*a".repeat(120)}b`)).toBe(false);
});
