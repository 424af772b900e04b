import { spawnSync } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";

/**
 * Many seeds, many kills, the second queue backend: too long for every change, run before something is called done.
 * `--documents N`: how many each of the twenty runs under fire raises (2,000 unless told).
 */
const { values, positionals } = parseArgs({
  options: { documents: { type: "string" } },
  allowPositionals: true,
});
const vitest = path.resolve("node_modules/.bin/vitest");
const env = { ...process.env, ...(values.documents ? { FAULTS_DOCUMENTS: values.documents } : {}) };
const { status } = spawnSync(vitest, ["run", "--project", "long", ...positionals], { stdio: "inherit", env });
process.exit(status ?? 1);
