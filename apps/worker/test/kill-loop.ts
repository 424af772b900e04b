import { disagreements } from "./agreement.ts";
import { startSyncing } from "./onboard.ts";
import { until } from "./until.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";
import { startWorkerProcess, type WorkerProcess } from "./worker-process.ts";

export type KillRun = {
  seed: string;
  documents: number;
  kills: number;
  workersAtOnce?: number;
  /** No worker follows before Xero may have forgotten the key of what was under way. */
  isForgotten?: boolean;
};
export type KillReport = { disagreements: string[]; states: Record<string, number>; kills: number };

/**
 * Raises documents and ends worker processes with SIGKILL in the middle of them, again and again, then lets one finish.
 * What comes back must be empty of disagreements and hold only states of rest.
 */
export async function killLoop(run: KillRun): Promise<KillReport> {
  // A call that died is repeated in time, its five minutes last 25 s; or never, when they last 10 s.
  const system = await startWholeSystem({ seed: run.seed, timeScale: run.isForgotten ? 30 : 12 });
  const variables = { ...system.variables, LOG_LEVEL: "silent" };
  let running: WorkerProcess[] = [];
  try {
    const start = () => Array.from({ length: run.workersAtOnce ?? 1 }, () => startWorkerProcess(variables));
    running = start();
    await startSyncing(system.ctx, await system.onboard());
    let kills = 0;
    const share = Math.floor(run.documents / (run.kills + 1));
    for (let round = 0; round <= run.kills; round += 1) {
      const open = await callsOf(system);
      if (round === run.kills) {
        await system.raise({ count: run.documents - round * share });
        break;
      }
      await system.raise({ count: share });
      // In the middle: a new call has just reached Xero, and its answer may not have come back. Not at each repeat of an old
      // one: killed at all of them, it would be left unconfirmed after five minutes, and rightly so.
      await until("a call is made", async () => (await callsOf(system)) > open || (await isIdle(system)));
      const [victim] = running;
      victim?.kill("SIGKILL");
      await victim?.exited;
      kills += 1;
      if (run.isForgotten) await untilForgotten(system);
      running = [...running.slice(1), startWorkerProcess(variables)];
    }
    const rows = await until(
      "all documents are at rest",
      async () => {
        const all = await system.documents();
        return all.length >= run.documents && all.every(({ state }) => REST.has(state)) && all;
      },
      120_000,
    );
    const states: Record<string, number> = {};
    for (const { state } of rows) states[state] = (states[state] ?? 0) + 1;
    return { disagreements: await disagreements(system), states, kills };
  } finally {
    for (const worker of running) worker.kill("SIGKILL");
    await Promise.all(running.map((worker) => worker.exited));
    await system.stop();
  }
}

/** What was under way can be repeated no more, and Xero would take it for new. */
async function untilForgotten(system: WholeSystem): Promise<void> {
  const { repeatWindowMs } = system.ctx.durations;
  await until("the five minutes are over", async () => {
    const open = await system.rows(
      "SELECT 1 FROM attempt WHERE state = 'open' AND started_at > now() - $1 * interval '1 ms'",
      [repeatWindowMs],
    );
    return open.length === 0;
  });
  system.xero.state.idempotency.clear();
}

const REST: ReadonlySet<string> = new Set(["posted", "held", "skipped", "failed"]);

const callsOf = async (system: WholeSystem) =>
  new Set(
    (await system.calls()).flatMap(({ method, idempotencyKey }) =>
      method === "PUT" ? [idempotencyKey] : [],
    ),
  ).size;

const isIdle = async (system: WholeSystem) => {
  const rows = await system.documents();
  return rows.length > 0 && rows.every(({ state }) => REST.has(state));
};
