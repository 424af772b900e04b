import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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
  behaviour: number;
  breaks: string;
  /** The tests of that behaviour that failed; none when nothing noticed. */
  noticedBy: string[];
}

/**
 * Breaks the behaviours one by one in a copy of this folder and runs on each the tests that carry its number. Throws when
 * any test fails on the unbroken copy, or when the text a mutation changes is gone.
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

    const [healthy] = await failures(copy, []);
    if (healthy !== undefined) throw new Error(`The tests fail without any mutation: ${healthy}`);
    const results: MutationResult[] = [];
    for (const mutation of MUTATIONS) {
      const { behaviour, breaks } = mutation;
      const restore = mutate(copy, mutation);
      const result = { behaviour, breaks, noticedBy: await failures(copy, testsOf(copy, behaviour)) };
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

/** What makes vitest run the tests of one behaviour and no other. */
function testsOf(copy: string, behaviour: number): string[] {
  const title = `behaviour ${behaviour}:`;
  const files = readdirSync(path.join(copy, "test"))
    .map((name) => `test/${name}`)
    .filter(
      (file) => file.endsWith(".test.ts") && readFileSync(path.join(copy, file), "utf8").includes(title),
    );
  return ["--testNamePattern", `\\b${title}`, ...files];
}

/** Runs the copy's tests, all or the chosen ones, and gives the titles of those that fail. */
async function failures(copy: string, chosen: string[]): Promise<string[]> {
  const reportFile = path.join(copy, "report.json");
  rmSync(reportFile, { force: true });
  const vitest = path.join(
    path.dirname(createRequire(import.meta.url).resolve("vitest/package.json")),
    "vitest.mjs",
  );
  const excluded = LEFT_OUT.flatMap((pattern) => ["--exclude", pattern]);
  const report = ["--reporter=json", `--outputFile=${reportFile}`];
  // The machine may be busy with other things: what is slow is not broken.
  const options = ["run", "--root", copy, "--testTimeout=120000", "--hookTimeout=120000", ...report];
  const complaint = await run(copy, [vitest, ...options, ...excluded, ...chosen]);
  if (!existsSync(reportFile)) throw new Error(`The tests gave no report:\n${complaint}`);
  const found: Report = JSON.parse(readFileSync(reportFile, "utf8"));
  const failed = found.testResults.flatMap(({ assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ ancestorTitles, title }) => [...ancestorTitles, title].join(" › ")),
  );
  if (found.success || failed.length > 0) return failed;
  const unloaded = found.testResults.find(({ status }) => status === "failed")?.name;
  throw new Error(`A file of tests did not load: ${unloaded ?? complaint}`);
}

interface Report {
  success: boolean;
  testResults: {
    name: string;
    status: string;
    assertionResults: { ancestorTitles: string[]; title: string; status: string }[];
  }[];
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
