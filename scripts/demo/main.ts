import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { demoAccounts } from "../../apps/web/src/demo/demo-accounts.ts";
import { freePorts, usualPorts, usualStorePorts } from "../stack/ports.ts";
import { END_SIGNALS, outliveTheWindow } from "../stack/run-stack.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { control } from "./control.ts";
import { demoPlace } from "./demo-place.ts";
import { play } from "./play.ts";
import { createProgress } from "./progress.ts";
import { printTable, type Report } from "./report.ts";

/** Leases, time-outs and windows pass this much faster than in production, so that a killed worker recovers while one watches. */
const TIME_SCALE = 4;
const SHOP_SECONDS = 20;

const isPassing = process.argv.includes("--exit");
const progress = createProgress();
const dataRoot = path.resolve(".data");
await mkdir(dataRoot, { recursive: true });
const dataDir = isPassing ? await mkdtemp(path.join(dataRoot, "demo-")) : path.join(dataRoot, "demo");
const logDir = path.join(dataDir, "logs");

let starting: Promise<Stack> | null = null;
let ending: Promise<never> | null = null;
const stopping = new AbortController();

/** Once, whoever comes first: a signal stops the servers under a story that then fails. */
function end(code: number): Promise<never> {
  ending ??= stopAll().then(async () => {
    const isAskedFor = stopping.signal.aborted;
    if (isPassing && (code === 0 || isAskedFor)) await rm(dataDir, { recursive: true, force: true });
    else if (code !== 0 && !isAskedFor && starting !== null)
      process.stderr.write(`The logs of every process are in ${logDir}.\n`);
    process.exit(code);
  });
  return ending;
}

async function stopAll(): Promise<void> {
  progress.end();
  const stack = await starting?.catch(() => null);
  await stack?.stop();
}

outliveTheWindow();
for (const signal of END_SIGNALS)
  process.on(signal, () => {
    if (!stopping.signal.aborted) progress.step("stopping everything");
    stopping.abort();
    void end(signal === "SIGINT" && !isPassing ? 0 : 1);
  });

try {
  const ports = isPassing ? await freePorts() : await usualPorts();
  const place = isPassing ? null : demoPlace(ports, await usualStorePorts());
  starting = startStack({
    dataDir,
    ports,
    timeScale: TIME_SCALE,
    dashboard: "built",
    durable: !isPassing,
    onProgress: progress.step,
    signal: stopping.signal,
    ...place?.stack,
  });
  const stack = await starting;
  const report = await play({ ...stack, place, progress });
  if (report) process.stdout.write(`\n${printTable(report.lines)}\n\n`);
  if (isPassing && report) {
    // Everything is stopped first, so that this line is the last one.
    await stack.stop();
    process.stdout.write(`${lastLine(report)}\n`);
    const isGood = report.other === 0 && report.duplicates === 0 && report.difference === "0.00";
    const isWhole = isGood && report.posted >= 25 && report.held >= 1 && report.skipped >= 1;
    await end(isWhole ? 0 : 1);
  } else {
    await control(`${stack.magentoUrl}/__sim/shop`, { running: true, everySeconds: SHOP_SECONDS });
    const line = report ? lastLine(report) : `The demo of an earlier run goes on; it is in ${dataDir}.`;
    process.stdout.write(`${line}\n\n${addresses(stack)}\n`);
  }
} catch (error) {
  if (!ending) process.stderr.write(`\n${(error as Error).message}\n`);
  await end(1);
}

function lastLine(report: Report): string {
  const { lines, posted, skipped, held, duplicates, difference } = report;
  return `demo: ${lines.length} documents, ${posted} posted, ${skipped} skipped, ${held} held, ${duplicates} duplicates, ${difference} difference`;
}

function addresses(running: Stack): string {
  const { email, password } = demoAccounts.shop;
  return [
    `Look around      ${running.webUrl}/demo   (signs you in with one click; five things to try)`,
    `Dashboard        ${running.webUrl}/dashboard   (${email} / ${password})`,
    `Magento store    ${running.magentoUrl}   (raise invoices and credit memos; switch the living shop)`,
    `Xero             ${running.xeroUrl}   (what the organisation's books hold)`,
    `Queues           ${running.boardUrl}`,
    "",
    `The shop raises one more document every ${SHOP_SECONDS} seconds. Ctrl-C stops everything.`,
  ].join("\n");
}
