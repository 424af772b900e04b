import { expect, test } from "vitest";
import { killLoop } from "./kill-loop.ts";

test("three times SIGKILL in the middle of 45 documents: all at rest, none double, none different", async () => {
  const report = await killLoop({ seed: "kill", documents: 45, kills: 3 });
  expect(report.disagreements).toEqual([]);
  expect(report.states.posted).toBeGreaterThanOrEqual(30);
  expect(report.kills).toBe(3);
}, 120_000);
