import { z } from "zod";
import { BEHAVIOURS, type Behaviour } from "./behaviours.ts";

/** What is read of vitest's JSON report. */
const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

export interface ScoreRow extends Behaviour {
  tests: number;
  failed: number;
  /** `none`: no test carries its number, or all that do were skipped. */
  verdict: "pass" | "fail" | "none";
}

export interface Score {
  rows: ScoreRow[];
  passed: number;
  /** Files that did not even load, and tests that failed without belonging to a behaviour. */
  otherFailures: string[];
  isComplete: boolean;
}

/** Maps test titles that say `behaviour N:` to the forty. A skipped test proves nothing and is not counted. */
export function score(report: unknown): Score {
  const { testResults } = reportSchema.parse(report);
  const counts = new Map(BEHAVIOURS.map(({ number }) => [number, { tests: 0, failed: 0 }]));
  const otherFailures: string[] = [];
  for (const file of testResults) {
    if (file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed")) {
      otherFailures.push(file.name);
    }
    for (const { fullName, status } of file.assertionResults) {
      if (status !== "passed" && status !== "failed") continue;
      const numbers = [...fullName.matchAll(/\bbehaviour (\d+):/g)].map(([, number]) => Number(number));
      const known = numbers.flatMap((number) => counts.get(number) ?? []);
      if (known.length === 0 && status === "failed") otherFailures.push(fullName);
      for (const count of new Set(known)) {
        count.tests += 1;
        if (status === "failed") count.failed += 1;
      }
    }
  }
  const rows = BEHAVIOURS.map((behaviour): ScoreRow => {
    const { tests, failed } = counts.get(behaviour.number) ?? { tests: 0, failed: 0 };
    return { ...behaviour, tests, failed, verdict: tests === 0 ? "none" : failed === 0 ? "pass" : "fail" };
  });
  const passed = rows.filter(({ verdict }) => verdict === "pass").length;
  return { rows, passed, otherFailures, isComplete: passed === rows.length && otherFailures.length === 0 };
}

/** The table people read; the last line is the score. */
export function scoreTable({ rows, passed, otherFailures }: Score): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const head = `${" #".padEnd(4)}${"Behaviour".padEnd(width + 2)}${"Tests".padStart(5)}  ${"Result".padEnd(8)}Evidence`;
  const lines = rows.map(({ number, name, tests, verdict, evidence }) => {
    const said = verdict === "none" ? "no test" : verdict;
    return `${String(number).padStart(2)}  ${name.padEnd(width + 2)}${String(tests).padStart(5)}  ${said.padEnd(8)}${evidence}`;
  });
  const others = otherFailures.map((name) => `failed beside the forty: ${name}`);
  return [head, "─".repeat(head.length), ...lines, "", ...others, `${passed} of ${rows.length}`].join("\n");
}
