import { assertUnprivileged } from "@counterfoil/db/database";
import { createMetrics } from "@counterfoil/telemetry/metrics";
import pg from "pg";
import { createContext } from "./context.ts";
import { startDispatcher } from "./dispatcher.ts";
import type { WorkerEnv } from "./env.ts";
import { createOperatorServer } from "./operator-server.ts";
import { openQueues } from "./queues.ts";

export type RunningWorker = { address: string; stop(): Promise<void> };

const SHUTDOWN_MS = 15_000;

/** Starts everything the worker is: queues, dispatcher, and the port for operators. Refuses database logins that may do too much. */
export async function startWorker(env: WorkerEnv): Promise<RunningWorker> {
  const metrics = createMetrics({ process: "worker" });
  if (!env.REDIS_URL) await assertQueueLogin(env.QUEUE_DATABASE_URL);
  const ctx = await createContext(env, metrics);
  const backend = env.REDIS_URL
    ? ({ kind: "redis", url: env.REDIS_URL } as const)
    : ({ kind: "postgres", url: env.QUEUE_DATABASE_URL } as const);
  const queues = await openQueues(ctx, backend);
  const dispatcher = startDispatcher(ctx, { queues, listenUrl: env.SYSTEM_DATABASE_URL });
  const server = await createOperatorServer({ ctx, env, queues, dispatcher, metrics });
  const address = await server.listen({ port: env.PORT, host: env.HOST });
  ctx.log.info({ queue: backend.kind, address }, "worker is running");
  return {
    address,
    stop: async () => {
      await dispatcher.stop();
      await queues.close(SHUTDOWN_MS);
      await server.close();
      await ctx.db.close();
    },
  };
}

async function assertQueueLogin(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await assertUnprivileged(client, "counterfoil_queue");
  } finally {
    await client.end();
  }
}
