import { expect, test } from "vitest";
import { scrubJson, scrubText } from "../src/event/scrub-text.ts";

test("NUL and unpaired surrogates become U+FFFD; pairs stay", () => {
  expect(scrubText("a\0b\uD800c\uDC00d😀")).toBe("a\uFFFDb\uFFFDc\uFFFDd😀");
});

test("keys and nested texts too, and nothing else changes", () => {
  const value = JSON.parse('{"\\u0000":["\\ud800",1,null,true,{"__proto__":"x"}]}');
  const scrubbed = scrubJson(value, 5);
  expect(JSON.stringify(scrubbed?.value)).toBe('{"\uFFFD":["\uFFFD",1,null,true,{"__proto__":"x"}]}');
});

test("too deep is told, without going there", () => {
  const nested = (depth: number): unknown => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);
  expect(scrubJson(nested(5), 5)).not.toBeNull();
  expect(scrubJson(nested(6), 5)).toBeNull();
  expect(scrubJson(nested(30_000), 32)).toBeNull();
});
