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

test("SIGKILL in the middle of calls, and nobody to repeat them in time: each is looked up, none is missing or double", async () => {
  const report = await killLoop({ seed: "forgotten", documents: 40, kills: 4, isForgotten: true });
  expect(report).toMatchObject({ disagreements: [], kills: 4 });
  expect(report.states.posted).toBeGreaterThanOrEqual(25);
}, 240_000);
