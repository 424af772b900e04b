import { retryDeadlock } from "@counterfoil/db/retry-deadlock";
import pg from "pg";
import type { Stack } from "../stack/start-stack.ts";
import { call } from "./call.ts";
import type { Fault } from "./draw-plan.ts";

export type Injector = {
  /** Makes it happen, or arms it. Resolves when it is done; a restart takes a moment. */
  inject(fault: Fault): Promise<void>;
  /** Ends what lasts. To be called at the pace at which documents are raised. */
  tick(): Promise<void>;
  /** Nothing lasts and nothing waits to strike. */
  isIdle(): Promise<boolean>;
  /** Disarms everything and gives Xero its usual limits back. Answers how many faults have taken place. */
  end(): Promise<number>;
};

/** Between two that strike whatever comes: time to be let in again, or the back-off only grows. */
const QUIET_MS = 3_000;

type Of<What extends Fault["what"]> = Extract<Fault, { what: What }>;

/** The hand that makes faults happen to a running system. */
export function createInjector(input: { stack: Stack; timeScale: number; workers: number }): Injector {
  const { stack, timeScale } = input;
  const xero = `${stack.xeroUrl}/__sim`;
  const magento = `${stack.magentoUrl}/__sim`;
  const scaled = (ms: number) => Math.ceil(ms / timeScale);
  const usual = call<Record<string, number>>(`${xero}/limits`);
  const armedInXero = new Map<string, number>();
  const armedInStore: Of<"magento">[] = [];
  const strikesAll: Of<"xero">[] = [];
  let lasting: { limits: string[]; documentsLeft: number }[] = [];
  let happened = 0;
  let database: Promise<void> = Promise.resolve();

  // Two restarts at once would be one that fails; a queue is wiped by a server that is there.
  const inTurn = (work: () => Promise<void>) => {
    database = database.then(work);
    return database;
  };
  const restore = async (names: string[]) => {
    const limits = await usual;
    await call(`${xero}/limits`, Object.fromEntries(names.map((name) => [name, limits[name]])));
  };

  const arm = async (fault: Of<"xero">) => {
    const { kind, match, times, delayMs, storeAfterDelay, retryAfterSeconds } = fault;
    const armed = await call<{ faultId: string; remaining: number }>(`${xero}/faults`, {
      kind,
      match,
      times,
      ...(delayMs === undefined ? {} : { delayMs: scaled(delayMs) }),
      ...(storeAfterDelay === undefined ? {} : { storeAfterDelay }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
    armedInXero.set(armed.faultId, armed.remaining);
    return armed.faultId;
  };
  let strikesNow: string | null = null;
  let quietSince = 0;
  const armNext = async () => {
    const next = strikesAll[0];
    if (!next) return;
    const { faults } = await call<{ faults: { faultId: string }[] }>(`${xero}/faults`);
    if (faults.some(({ faultId }) => faultId === strikesNow)) quietSince = Date.now();
    if (Date.now() - quietSince < QUIET_MS) return;
    strikesNow = await arm(next);
    strikesAll.shift();
  };

  return {
    inject: async (fault) => {
      switch (fault.what) {
        case "xero":
          // One after the other: else each probe would meet the next one, and the run sit out our own growing back-off.
          if (fault.match.method === undefined) strikesAll.push(fault);
          else await arm(fault);
          return;
        case "limits":
          await call(`${xero}/limits`, fault.limits);
          lasting.push({ limits: Object.keys(fault.limits), documentsLeft: fault.forDocuments });
          happened += 1;
          return;
        case "tokens-expire":
          // A token of less than a minute that is refused means a lost connection, not an old token.
          await call(`${xero}/tokens/expire`, { olderThanMs: scaled(61_000) + 2_000 });
          happened += 1;
          return;
        case "magento": {
          const { what: _what, slowMs, ...trouble } = fault;
          const slow = slowMs === undefined ? {} : { slowMs: scaled(slowMs) };
          await call(`${magento}/faults`, { ...trouble, ...slow });
          armedInStore.push(fault);
          return;
        }
        case "webhooks-twice":
          happened += (await publishAgain(magento, fault.events)) > 0 ? 1 : 0;
          return;
        case "webhooks-reversed":
          await call(`${magento}/drain`, { order: "reversed" });
          happened += 1;
          return;
        case "kill": {
          const number = 1 + (fault.which % input.workers);
          const name = fault.process === "api" ? "api" : number === 1 ? "worker" : `worker-${number}`;
          happened += kill(stack.pidOf(name)) ? 1 : 0;
          return;
        }
        case "restart-database":
          await inTurn(() => stack.restartDatabase(fault.how));
          happened += 1;
          return;
        case "wipe-queue":
          await inTurn(() => wipeQueue(stack.variables.QUEUE_DATABASE_URL ?? ""));
          happened += 1;
          return;
        default:
          return fault satisfies never;
      }
    },
    tick: async () => {
      for (const each of lasting) each.documentsLeft -= 1;
      for (const { limits } of lasting.filter(({ documentsLeft }) => documentsLeft === 0))
        await restore(limits);
      lasting = lasting.filter(({ documentsLeft }) => documentsLeft > 0);
      await armNext();
    },
    isIdle: async () => {
      const armed = await Promise.all(
        [xero, magento].map((url) => call<{ faults: unknown[] }>(`${url}/faults`)),
      );
      return (
        lasting.length === 0 && strikesAll.length === 0 && armed.every(({ faults }) => faults.length === 0)
      );
    },
    end: async () => {
      const inXero = await call<{ faults: { faultId: string; remaining: number }[] }>(`${xero}/faults`);
      const idleInXero = inXero.faults.filter(
        (each) => armedInXero.get(each.faultId) === each.remaining,
      ).length;
      const inStore = await call<{ faults: { path: string; times: number }[] }>(`${magento}/faults`);
      const idleInStore = countIdle(armedInStore, inStore.faults);
      await call(`${xero}/faults`, undefined, "DELETE");
      await call(`${magento}/faults`, undefined, "DELETE");
      await restore(["minute", "concurrent"]);
      return happened + armedInXero.size - idleInXero + armedInStore.length - idleInStore;
    },
  };
}

/** The store names no faults and keeps their order: what is left is compared with the newest that was armed for its path. */
function countIdle(armed: Of<"magento">[], left: { path: string; times: number }[]): number {
  const waiting = [...armed];
  return left.toReversed().filter(({ path, times }) => {
    const index = waiting.findLastIndex((each) => each.path === path && each.times >= times);
    const [found] = waiting.splice(index, 1);
    return found?.times === times;
  }).length;
}

async function publishAgain(magento: string, count: number): Promise<number> {
  type Row = { entity_id: number; status: string };
  const { rows } = await call<{ rows: Row[] }>(`${magento}/outbox?limit=${count}`);
  const sent = rows.filter(({ status }) => status === "succeeded");
  for (const { entity_id } of sent) await call(`${magento}/outbox/requeue`, { id: entity_id });
  return sent.length;
}

function kill(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    // It had ended by itself a moment before.
    return false;
  }
}

/** Every job, lock and scheduler, as when somebody flushes the wrong Redis. The tables themselves stay. */
async function wipeQueue(queueUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: queueUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'counterfoil_queue'`,
    );
    const names = rows.map(({ name }) => name).filter((name) => !/migration/i.test(name));
    // The queue's own statements hold these tables in another order; who loses tries again.
    if (names.length > 0) await retryDeadlock(() => client.query(`TRUNCATE ${names.join(", ")}`));
  } finally {
    await client.end();
  }
}
