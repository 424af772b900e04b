import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { BEHAVIOURS } from "../src/conformance/behaviours.ts";
import { score, scoreTable } from "../src/conformance/score.ts";

describe("the score", () => {
  const passing = BEHAVIOURS.map(({ number, name }) => test(`file > behaviour ${number}: ${name}`));

  it("is forty of forty when each has a test that passes", () => {
    const result = score(report(passing));
    expect(result).toMatchObject({ passed: 40, isComplete: true });
    expect(scoreTable(result)).toMatch(/40 of 40$/);
  });

  it("passes nothing that has no test, whose tests were skipped, or of which one fails", () => {
    const without = passing.filter(({ fullName }) => !fullName.includes("behaviour 7:"));
    expect(score(report(without))).toMatchObject({ passed: 39, isComplete: false });
    expect(row(report(without), 7)).toMatchObject({ tests: 0, verdict: "none" });
    expect(row(report([...without, test("behaviour 7: limits", "skipped")]), 7).verdict).toBe("none");
    expect(row(report([...without, test("behaviour 77: limits")]), 7).verdict).toBe("none");
    const mixed = report([...passing, test("behaviour 7: limits > the day", "failed")]);
    expect(row(mixed, 7)).toMatchObject({ tests: 2, failed: 1, verdict: "fail" });
    expect(scoreTable(score(mixed))).toMatch(/39 of 40$/);
  });

  it("is not complete when anything else fails, or a file does not load", () => {
    const beside = score(report([...passing, test("the program > starts", "failed")]));
    expect(beside).toMatchObject({ passed: 40, isComplete: false, otherFailures: ["the program > starts"] });
    const unloaded = report(passing);
    unloaded.testResults.push({ name: "broken.test.ts", status: "failed", assertionResults: [] });
    expect(score(unloaded)).toMatchObject({ isComplete: false, otherFailures: ["broken.test.ts"] });
    expect(() => score({})).toThrow();
  });
});

it("the forty are numbered 1 to 40, and every test that claims one claims one of them", () => {
  expect(BEHAVIOURS.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  const claimed = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".test.ts") && name !== path.basename(import.meta.filename))
    .flatMap((name) => [
      ...readFileSync(path.join(import.meta.dirname, name), "utf8").matchAll(/behaviour (\d+)/g),
    ])
    .map(([, number]) => Number(number));
  expect(claimed.filter((number) => number < 1 || number > 40)).toEqual([]);
});

function test(fullName: string, status = "passed") {
  return { fullName, status };
}

function report(assertionResults: ReturnType<typeof test>[]) {
  return { testResults: [{ name: "file", status: "passed", assertionResults }] };
}

function row(source: ReturnType<typeof report>, number: number) {
  const found = score(source).rows.find((one) => one.number === number);
  if (!found) throw new Error(`no row ${number}`);
  return found;
}
