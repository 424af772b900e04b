import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { score, scoreTable } from "./score.ts";

const folder = path.resolve(import.meta.dirname, "../..");

/** Runs this simulator's own tests, prints the table and gives the exit code: 0 only when all forty pass. */
export function runConformance(): number {
  const workFolder = mkdtempSync(path.join(tmpdir(), "xero-simulator-conformance-"));
  const reportFile = path.join(workFolder, "report.json");
  try {
    const vitest = createRequire(import.meta.url).resolve("vitest/package.json");
    const command = ["run", "--root", folder, "--exclude", "**/*.long.test.ts", "--reporter=json"];
    const run = spawnSync(
      process.execPath,
      [path.join(path.dirname(vitest), "vitest.mjs"), ...command, `--outputFile=${reportFile}`],
      { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
    );
    const result = score(readReport(reportFile, run.stderr));
    process.stdout.write(`${scoreTable(result)}\n`);
    return result.isComplete ? 0 : 1;
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

function readReport(file: string, complaint: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Error(`The tests gave no report:\n${complaint}`);
  }
}
