import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { MUTATIONS, type Mutation } from "./mutations.ts";

const APP = path.resolve(import.meta.dirname, "../..");
const ROOT = path.resolve(APP, "../..");
/** Tests that would only cost time here: they start processes, load the SDK or read files beside the app. */
const LEFT_OUT = ["openapi", "sdk", "conformance", "main", "mutation", "readme", "pages"].map(
  (name) => `test/${name}*.test.ts`,
);

export interface MutationResult {
  breaks: string;
  /** The first test that failed; null when nothing noticed. */
  noticedBy: string | null;
}

/**
 * Breaks the behaviours one by one in a copy of this folder and runs its tests on each. Throws when the tests fail on the
 * unbroken copy, or when the text a mutation changes is gone.
 */
export async function checkMutations(told: (result: MutationResult) => void): Promise<MutationResult[]> {
  const workFolder = mkdtempSync(path.join(tmpdir(), "xero-simulator-mutations-"));
  const copy = path.join(workFolder, "apps/xero-simulator");
  try {
    const isWanted = (source: string) => !source.includes("node_modules");
    for (const name of ["src", "test", "package.json", "tsconfig.json", "vitest.config.ts"]) {
      cpSync(path.join(APP, name), path.join(copy, name), { recursive: true, filter: isWanted });
    }
    cpSync(path.join(ROOT, "tsconfig.base.json"), path.join(workFolder, "tsconfig.base.json"));
    symlinkSync(path.join(ROOT, "node_modules"), path.join(workFolder, "node_modules"));
    const own = path.join(APP, "node_modules");
    if (existsSync(own)) symlinkSync(own, path.join(copy, "node_modules"));

    const healthy = await firstFailure(copy);
    if (healthy !== null) throw new Error(`The tests fail without any mutation: ${healthy}`);
    const results: MutationResult[] = [];
    for (const mutation of MUTATIONS) {
      const restore = mutate(copy, mutation);
      const result = { breaks: mutation.breaks, noticedBy: await firstFailure(copy) };
      restore();
      told(result);
      results.push(result);
    }
    return results;
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

function mutate(copy: string, { file, from, to, breaks }: Mutation): () => void {
  const target = path.join(copy, "src", file);
  const text = readFileSync(target, "utf8");
  if (text.split(from).length !== 2)
    throw new Error(`${file} no longer holds once what breaks ${breaks}: ${from}`);
  writeFileSync(
    target,
    text.replace(from, () => to),
  );
  return () => writeFileSync(target, text);
}

/** Runs the copy's tests until one fails, and gives its title. */
async function firstFailure(copy: string): Promise<string | null> {
  const reportFile = path.join(copy, "report.json");
  rmSync(reportFile, { force: true });
  const vitest = path.join(
    path.dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
    "vitest.mjs",
  );
  const excluded = LEFT_OUT.flatMap((pattern) => ["--exclude", pattern]);
  const options = ["run", "--root", copy, "--bail", "1", "--reporter=json", `--outputFile=${reportFile}`];
  const complaint = await run(copy, [vitest, ...options, ...excluded]);
  if (!existsSync(reportFile)) throw new Error(`The tests gave no report:\n${complaint}`);
  const report: Report = JSON.parse(readFileSync(reportFile, "utf8"));
  if (report.success) return null;
  for (const { name, status, assertionResults } of report.testResults) {
    const failed = assertionResults.find((one) => one.status === "failed");
    if (failed) return failed.fullName;
    if (status === "failed") return name;
  }
  return "a file that did not run";
}

interface Report {
  success: boolean;
  testResults: { name: string; status: string; assertionResults: { fullName: string; status: string }[] }[];
}

function run(cwd: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const { VITEST: _, VITEST_WORKER_ID: __, ...env } = process.env;
    const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
    let complaint = "";
    child.stderr.on("data", (chunk) => {
      complaint += chunk;
    });
    child.on("error", reject);
    child.on("exit", () => resolve(complaint));
  });
}
