import { setTimeout as sleep } from "node:timers/promises";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { freePorts } from "../stack/ports.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { call } from "./call.ts";
import { collectEvidence, readLedger } from "./collect-evidence.ts";
import { drawPlan } from "./draw-plan.ts";
import type { Evidence } from "./evidence.ts";
import { createInjector, type Injector } from "./inject.ts";
import type { Options } from "./options.ts";
import { createRandom } from "./random.ts";
import { startMerchant } from "./start-merchant.ts";
import { type Rest, watchRest } from "./watch-rest.ts";

export type Run = { evidence: Evidence; faults: number };

/** How often documents are raised, so that each fault meets work under way: a hundred in some twelve seconds; twice as fast where faults are fewer a document. */
const paceMs = (documents: number) => (documents > 100 ? 60 : 120);
const LEASES_END_MS = 15_000;

/** Starts the whole product, raises the documents while the plan's faults happen, waits for rest, and reads everybody's books. */
export async function runFaults(input: {
  options: Options;
  dataDir: string;
  signal: AbortSignal;
  say: (line: string) => void;
}): Promise<Run> {
  const { options, say, signal } = input;
  const stack = await startStack({
    dataDir: input.dataDir,
    ports: await freePorts(),
    timeScale: options.timeScale,
    dashboard: "none",
    keepsBooks: false,
    shopSeed: options.seed,
    workers: options.workers,
    durable: true,
    onProgress: (line) => (line.includes("ended unexpectedly") ? undefined : say(line)),
    signal,
  });
  try {
    const before = await readLedger(stack.xeroUrl, UK_ORGANISATION_ID);
    say("pairing, connecting and starting, as a merchant would");
    const settings = await startMerchant({ variables: stack.variables, magentoUrl: stack.magentoUrl });
    const watch = await watchRest({
      systemUrl: stack.variables.SYSTEM_DATABASE_URL ?? "",
      magentoUrl: stack.magentoUrl,
      timeScale: options.timeScale,
      documents: options.documents,
      signal,
      say,
    });
    const faults = await liveThrough(stack, { options, signal, say, watch }).finally(watch.end);
    const sources = { ...stack, systemUrl: stack.variables.SYSTEM_DATABASE_URL ?? "" };
    const evidence = await untilLoose(() => collectEvidence(sources, { settings, before }));
    return { evidence, faults };
  } finally {
    await stack.stop();
  }
}

type Running = { options: Options; signal: AbortSignal; say: (line: string) => void; watch: Rest };

/** Answers how many faults took place. Afterwards nothing is armed any more, and all has come to rest or will not. */
async function liveThrough(stack: Stack, running: Running): Promise<number> {
  const { options, say, watch } = running;
  const { timeScale, workers } = options;
  const injector = createInjector({ stack, timeScale, workers });
  await raiseUnderFire(stack, { ...running, injector });
  say("all are raised; what is armed may still strike");
  await watch.hurryEvents();
  await watch.untilAtRest({
    orOnce: async () => {
      await injector.tick();
      return injector.isIdle();
    },
  });
  const faults = await injector.end();
  say(`${faults} faults took place, nothing is armed any more`);
  await watch.hurryEvents();
  await watch.untilAtRest();
  const again = await watch.sendRefusedAgain();
  if (again > 0) {
    say(`${again} documents that a fault made Xero or the store refuse are sent again`);
    await watch.untilAtRest();
  }
  return faults;
}

/** Raises one document after the other; what the plan says happens in between. */
async function raiseUnderFire(
  stack: Stack,
  { options, signal, say, injector }: Running & { injector: Injector },
): Promise<void> {
  const { seed, documents } = options;
  const plan = drawPlan(seed, documents);
  const shop = createShop(stack, seed);
  const underWay: Promise<unknown>[] = [];
  const failures: unknown[] = [];
  let injected = 0;
  const progress = setInterval(
    () => say(`${shop.raised()} of ${documents} raised, ${injected} of ${plan.length} faults so far`),
    5_000,
  );
  try {
    const startedAt = Date.now();
    for (let document = 0; document < documents; document += 1) {
      signal.throwIfAborted();
      await injector.tick();
      for (const { fault } of plan.filter((step) => step.at === document)) {
        // Not awaited: documents are raised while PostgreSQL is away.
        underWay.push(injector.inject(fault).catch((error) => failures.push(error)));
        injected += 1;
      }
      await shop.raise(document);
      await sleep(Math.max(0, startedAt + (document + 1) * paceMs(documents) - Date.now()));
    }
    await shop.captureLeft();
    await Promise.all(underWay);
    if (failures.length > 0) throw failures[0];
  } finally {
    clearInterval(progress);
  }
}

/** The shop's own hand: documents by the simulator's seeded mix; of the authorised ones some are captured a while later. */
function createShop(stack: Stack, seed: string) {
  const random = createRandom(`${seed}/shop`);
  const captures: { at: number; id: number }[] = [];
  let raised = 0;
  const magento = `${stack.magentoUrl}/__sim`;
  const capture = ({ id }: { id: number }) => call(`${magento}/invoices/${id}/capture`, {});
  return {
    raised: () => raised,
    raise: async (position: number) => {
      type Raised = { documents: { id: number; kind: string; state: string | null }[] };
      const { documents } = await call<Raised>(`${magento}/raise`, { count: 1 });
      raised += documents.length;
      for (const { id, kind, state } of documents)
        if (kind === "invoice" && state === "open" && random.chance(0.7))
          captures.push({ at: position + random.integer(1, 20), id });
      for (const due of captures.filter(({ at }) => at === position)) await capture(due);
    },
    captureLeft: async () => {
      const last = raised;
      for (const due of captures.filter(({ at }) => at >= last)) await capture(due);
    },
  };
}

/** Leases and slots of the last work end by themselves: read again until nothing is loose, or until that takes too long. */
async function untilLoose(read: () => Promise<Evidence>): Promise<Evidence> {
  const endsAt = Date.now() + LEASES_END_MS;
  for (;;) {
    const evidence = await read();
    if (evidence.ours.loose.length === 0 || Date.now() > endsAt) return evidence;
    await sleep(500);
  }
}
