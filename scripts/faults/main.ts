import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { END_SIGNALS, outliveTheWindow } from "../stack/run-stack.ts";
import { check } from "./check.ts";
import { readOptions } from "./options.ts";
import { runFaults } from "./run-faults.ts";

/** The whole product against both simulators while everything goes wrong by a seed; then the books are compared. */
const read = readOptions(process.argv.slice(2));
if (!read.ok) {
  process.stderr.write(`${read.sentence}\n`);
  process.exit(2);
}
const { options } = read;
const FINDINGS_SHOWN = 60;
const replay = `npm run faults -- --seed ${options.seed} --documents ${options.documents}`;
// Servers of somebody's own are neither killed nor wiped.
for (const name of [
  "DATABASE_URL",
  "APP_DATABASE_URL",
  "SYSTEM_DATABASE_URL",
  "QUEUE_DATABASE_URL",
  "REDIS_URL",
])
  delete process.env[name];

const startedAt = Date.now();
const say = (line: string) =>
  process.stdout.write(`• ${String(Math.round((Date.now() - startedAt) / 1000)).padStart(3)} s  ${line}\n`);
const stopping = new AbortController();
outliveTheWindow();
for (const signal of END_SIGNALS) process.on(signal, () => stopping.abort());

const dataDir = await mkdtemp(path.join(tmpdir(), "counterfoil-faults-"));
let isGood = false;
try {
  const { evidence, faults } = await runFaults({ options, dataDir, signal: stopping.signal, say });
  if (options.keep) await writeFile(path.join(dataDir, "evidence.json"), JSON.stringify(evidence, null, 1));
  const verdict = check(evidence);
  for (const finding of verdict.findings.slice(0, FINDINGS_SHOWN)) process.stdout.write(`✗ ${finding}\n`);
  const more = verdict.findings.length - FINDINGS_SHOWN;
  if (more > 0) process.stdout.write(`✗ … and ${more} more\n`);
  isGood = verdict.findings.length === 0;
  if (!isGood) process.stdout.write(`\nAgain: ${replay}\n`);
  process.stdout.write(
    `faults: seed ${options.seed}, ${options.documents} documents, ${faults} faults, ${verdict.duplicates} duplicates, ${verdict.missing} missing, ${verdict.difference} difference\n`,
  );
} catch (error) {
  if (stopping.signal.aborted) process.stderr.write("Stopped.\n");
  else process.stderr.write(`${(error as Error).message}\nThe run could not be finished. Again: ${replay}\n`);
}
if (options.keep) process.stderr.write(`Kept: ${dataDir}\n`);
else await rm(dataDir, { recursive: true, force: true });
process.exit(isGood ? 0 : 1);
