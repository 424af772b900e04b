import { expect, it } from "vitest";
import { checkMutations } from "../src/conformance/check-mutations.ts";

it("every behaviour that is broken makes one of its own tests fail", async () => {
  const results = await checkMutations(() => {});
  expect(results.length).toBeGreaterThanOrEqual(10);
  expect(results.filter(({ noticedBy }) => noticedBy.length === 0)).toEqual([]);
});
