import { expect, test } from "vitest";
import { killLoop } from "./kill-loop.ts";

test.each([
  ["one worker", 1, "ten"],
  ["two workers at once", 2, "pair"],
])("ten times SIGKILL in the middle of 80 documents, %s", async (_, workersAtOnce, seed) => {
  const report = await killLoop({ seed, documents: 80, kills: 10, workersAtOnce });
  expect(report.disagreements).toEqual([]);
  expect(report.states.posted).toBeGreaterThanOrEqual(50);
  expect(report.kills).toBe(10);
});
