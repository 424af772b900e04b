import { expect, test } from "vitest";
import { safePath } from "../src/actions/safe-path.ts";

test("deep links survive signing in, with their query", () => {
  expect(safePath("/dashboard/connect-magento?provider=xero")).toBe(
    "/dashboard/connect-magento?provider=xero",
  );
});

test.each([
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example/",
  "\\\\evil.example",
  "javascript:alert(1)",
  "/\t/evil.example",
  "/.//evil.example",
  "/dashboard/..//evil.example",
  "/%2e//evil.example",
  "",
  undefined,
  7,
])("%j never leads away from us", (wanted) => {
  expect(safePath(wanted)).toBe("/dashboard");
});
