import { readFileSync } from "node:fs";
import path from "node:path";
import { type Durations, productionDurations } from "@counterfoil/core/retry";
import { expect, test } from "vitest";

/** The README's table says what the code does: the start of each row, and the durations it names, in their order. */
const rows: [string, (keyof Durations)[]][] = [
  ["Xero does not answer", ["repeatEveryMs", "repeatWindowMs", "absentAfterMs"]],
  ["Xero is down", ["parkBaseMs", "parkCapMs"]],
  ["Xero's calls go faster", ["collectForMs"]],
  ["The store does not answer", ["parkBaseMs", "parkCapMs"]],
  ["Magento cannot give", ["documentRetryBaseMs", "documentRetryCapMs", "documentRetryForMs"]],
  ["The access token ends", ["refreshMarginMs", "grantKeepAliveMs"]],
  ["A worker, the queue", ["dispatchClaimMs", "stuckAfterMs"]],
  ["Magento announced", ["holesEveryMs", "openInvoiceEveryMs", "openInvoiceForMs"]],
  ["People change things", ["approvalCheckEveryMs", "ledgerSweepEveryMs"]],
  ["Accounts, rates", ["referenceEveryMs", "contactDirectoryEveryMs"]],
];

test("the README's schedule is the one in core/retry.ts", () => {
  const readme = readFileSync(path.resolve(import.meta.dirname, "../../README.md"), "utf8");
  for (const [start, names] of rows) {
    const row = readme.split("\n").find((line) => line.startsWith(`| ${start}`));
    expect(row, start).toBeDefined();
    const said = [...(row ?? "").matchAll(/(\d+) (s|min|h|days)\b/g)].map(
      ([, count, unit]) => Number(count) * (UNITS[unit as keyof typeof UNITS] ?? 0),
    );
    expect([start, said]).toEqual([start, names.map((name) => productionDurations[name])]);
  }
});

const UNITS = { s: 1_000, min: 60_000, h: 3_600_000, days: 86_400_000 };
