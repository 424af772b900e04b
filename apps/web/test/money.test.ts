import { expect, test } from "vitest";
import { formatMoney } from "../src/components/money.tsx";

test.each([
  ["1249.6", "GBP", "£1,249.60"],
  ["12800", "JPY", "JP¥12,800"],
  ["-40", "EUR", "-€40.00"],
  ["0.1234", "GBP", "£0.1234"],
  ["12345678901234567.89", "GBP", "£12,345,678,901,234,567.89"],
  ["5", null, "5"],
  ["5.50", "<b>", "5.5 <b>"],
])("%s %s reads %s, exactly", (amount, currency, text) => {
  expect(formatMoney(amount, currency)).toBe(text);
});
