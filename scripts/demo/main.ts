import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { freePorts, usualPorts } from "../stack/ports.ts";
import { END_SIGNALS, outliveTheWindow } from "../stack/run-stack.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { createMerchant, type Merchant } from "./merchant.ts";
import { createProgress } from "./progress.ts";
import { type Booked, buildReport, printTable, type Raised, type Report, type Synced } from "./report.ts";

const LOGIN = { email: "demo@counterfoil.example", password: "counterfoil-demo" };
const DOCUMENTS = 40;
const AT_REST_MS = 180_000;
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
  starting = startStack({
    dataDir,
    ports,
    timeScale: TIME_SCALE,
    dashboard: "built",
    durable: !isPassing,
    onProgress: progress.step,
    signal: stopping.signal,
  });
  const stack = await starting;
  const report = await play(stack);
  process.stdout.write(`\n${printTable(report.lines)}\n\n`);
  const isGood = report.other === 0 && report.duplicates === 0 && report.difference === "0.00";
  if (isPassing) {
    // Everything is stopped first, so that this line is the last one.
    await stack.stop();
    process.stdout.write(`${lastLine(report)}\n`);
    const isWhole = isGood && report.posted >= 25 && report.held >= 1 && report.skipped >= 1;
    await end(isWhole ? 0 : 1);
  } else {
    process.stdout.write(`${lastLine(report)}\n\n${addresses(stack)}\n`);
  }
} catch (error) {
  if (!ending) process.stderr.write(`\n${(error as Error).message}\n`);
  await end(1);
}

/** Signs up, pairs, connects, starts, raises the documents and waits for them, all through the real HTTP flows. */
async function play(running: Stack): Promise<Report> {
  const merchant = createMerchant(running.webUrl);
  progress.step("signing the demo tenant in");
  const account = await merchant.enter({ name: "Dana Demo", company: "Fern & Flint Ltd", ...LOGIN });
  const { bindings } = await merchant.get<{ bindings: { startedAt: string | null }[] }>("/api/bindings");
  if (account === "new" || !bindings.some((binding) => binding.startedAt !== null))
    await onboard(running, merchant);

  progress.step(`raising ${DOCUMENTS} invoices and credit memos in the store`);
  const raise = { count: DOCUMENTS };
  const { documents } = await simulator<{ documents: Raised[] }>(`${running.magentoUrl}/__sim/raise`, raise);
  const synced = await untilAtRest(merchant, documents);
  const books = await simulator<{ invoices: Booked[]; creditNotes: Booked[] }>(
    `${running.xeroUrl}/__sim/organisations/${UK_ORGANISATION_ID}/ledger`,
  );
  if (!isPassing) {
    const shop = { running: true, everySeconds: SHOP_SECONDS };
    await simulator(`${running.magentoUrl}/__sim/shop`, shop);
  }
  return buildReport({ raised: documents, synced, books });
}

async function onboard(running: Stack, merchant: Merchant): Promise<void> {
  progress.step("pairing the store with a one-time code");
  const pairing = await simulator<{ code: string; base_url: string }>(
    `${running.magentoUrl}/__sim/pairing-code`,
    {},
  );
  await merchant.post("/api/stores", { baseUrl: pairing.base_url, pairingCode: pairing.code });

  progress.step("connecting Xero");
  const landed = await merchant.connectXero(UK_ORGANISATION_ID);
  const bindingId = /\/dashboard\/bindings\/([0-9a-f-]{36})/.exec(landed)?.[1];
  if (!bindingId) throw new Error(`Connecting Xero ended on ${landed} instead of the binding's page.`);

  progress.step("reading the organisation's accounts and tax rates");
  type Page = {
    reference: { isComplete: boolean; kinds: { fetchedAt: string | null }[] };
    settings: { version: number };
  };
  const page = await poll(60_000, "the organisation's lists", async () => {
    const found = await merchant.get<Page>(`/api/bindings/${bindingId}`);
    progress.count(
      `${found.reference.kinds.filter((kind) => kind.fetchedAt).length} of ${found.reference.kinds.length} lists`,
    );
    // The proposed policy is version 2: it is written once every list is there.
    return found.reference.isComplete && found.settings.version > 1 && found;
  });
  progress.step("leaving zero-value invoices out, and starting to sync");
  const changes = { syncZeroValueInvoices: false };
  await merchant.post(`/api/bindings/${bindingId}/policy`, { baseVersion: page.settings.version, changes });
  await merchant.post(`/api/bindings/${bindingId}/start`, { since: "everything" });
}

/** Waits until nothing happens to the documents by itself any more; at the deadline it gives what there is. */
async function untilAtRest(merchant: Merchant, documents: Raised[]): Promise<Synced[]> {
  const numbers = new Set(documents.map((document) => `${document.kind} ${document.increment_id}`));
  let rows: Synced[] = [];
  const isAtRest = (row: Synced) => ["posted", "skipped", "held", "failed"].includes(row.state);
  await poll(AT_REST_MS, "all documents to come to rest", async () => {
    const answer = await merchant.get<{ rows: Synced[] }>("/api/documents?limit=200");
    rows = answer.rows.filter((row) => numbers.has(`${row.kind} ${row.number}`));
    const atRest = rows.filter(isAtRest).length;
    progress.count(`${rows.length} of ${documents.length} seen, ${atRest} done`);
    return atRest === documents.length;
  }).catch((error: Error) => {
    if (!ending) progress.step(error.message);
  });
  return rows;
}

async function poll<T>(deadlineMs: number, what: string, check: () => Promise<T | false>): Promise<T> {
  const endsAt = Date.now() + deadlineMs;
  for (;;) {
    const value = await check();
    if (value !== false) return value;
    if (Date.now() > endsAt) throw new Error(`Waited ${deadlineMs / 1000} s in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function simulator<T>(url: string, body?: object): Promise<T> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, body && { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

function lastLine(report: Report): string {
  const { lines, posted, skipped, held, duplicates, difference } = report;
  return `demo: ${lines.length} documents, ${posted} posted, ${skipped} skipped, ${held} held, ${duplicates} duplicates, ${difference} difference`;
}

function addresses(running: Stack): string {
  return [
    `Dashboard        ${running.webUrl}/dashboard   (${LOGIN.email} / ${LOGIN.password})`,
    `Magento store    ${running.magentoUrl}   (raise invoices and credit memos; switch the living shop)`,
    `Xero             ${running.xeroUrl}   (what the organisation's books hold)`,
    `Queues           ${running.boardUrl}`,
    "",
    `The shop raises one more document every ${SHOP_SECONDS} seconds. Ctrl-C stops everything.`,
  ].join("\n");
}
