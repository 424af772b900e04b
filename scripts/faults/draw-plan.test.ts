import { expect, test } from "vitest";
import { drawPlan, faultCount } from "./draw-plan.ts";

test("the same seed and count give the same plan, another seed another one", () => {
  expect(drawPlan("7", 100)).toEqual(drawPlan("7", 100));
  expect(drawPlan("7", 100)).not.toEqual(drawPlan("8", 100));
});

test("a hundred documents meet every kind of fault, in order, the last one after all of them", () => {
  const plan = drawPlan("any", 100);
  const kinds = new Set(plan.map(({ fault }) => (fault.what === "xero" ? fault.kind : fault.what)));
  const wanted = [
    "store-then-cut",
    "cut-before",
    "slow",
    "status-500",
    "html-500",
    "html-503",
    "truncated-json",
  ];
  const others = [
    "wrong-content-type",
    "errors-in-200",
    "wrong-total",
    "day-limit",
    "token-down",
    "refresh-lost",
    "limits",
  ];
  const ours = [
    "tokens-expire",
    "magento",
    "webhooks-twice",
    "webhooks-reversed",
    "kill",
    "restart-database",
  ];
  expect([...kinds]).toEqual(expect.arrayContaining([...wanted, ...others, ...ours, "wipe-queue"]));
  expect(plan).toHaveLength(faultCount(100));
  expect(plan.map(({ at }) => at)).toEqual(plan.map(({ at }) => at).toSorted((left, right) => left - right));
  expect(plan.every(({ at }) => at >= 0 && at < 99)).toBe(true);
});

test("one document has no fault to survive, two thousand have hundreds", () => {
  expect(drawPlan("1", 1)).toEqual([]);
  expect(drawPlan("1", 2_000).length).toBeGreaterThan(200);
});
