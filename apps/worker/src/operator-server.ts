import { createHash, timingSafeEqual } from "node:crypto";
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { FastifyAdapter } from "@bull-board/fastify";
import { type Backlog, readBacklog, readDueWork } from "@counterfoil/db/system/due-work";
import type { ServiceContext } from "@counterfoil/services/context";
import type { Metrics } from "@counterfoil/telemetry/metrics";
import Fastify, { type FastifyInstance } from "fastify";
import type { Dispatcher } from "./dispatcher.ts";
import type { WorkerEnv } from "./env.ts";
import type { Queues } from "./queues.ts";

/** A dispatcher that has not made its round for this long is stuck. */
const STUCK_MS = 30_000;

/** The operators' port: /healthz, /readyz, /metrics and the Bull board under /board. Never on the public origin. */
export async function createOperatorServer(input: {
  ctx: ServiceContext;
  env: WorkerEnv;
  queues: Queues;
  dispatcher: Dispatcher;
  metrics: Metrics;
}): Promise<FastifyInstance> {
  const { ctx, env, queues, dispatcher, metrics } = input;
  const app = Fastify({ logger: false });

  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_, reply) => {
    const isReady = Date.now() - dispatcher.lastRoundAt() < STUCK_MS;
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? "ready" : "the dispatcher is stuck" });
  });
  app.get("/metrics", async (_, reply) => {
    for (const { lane, rows, oldestSeconds } of await readDueWork(ctx.db.system)) {
      metrics.dueRows.set({ lane }, rows);
      metrics.oldestDueSeconds.set({ lane }, oldestSeconds);
    }
    noteBacklog(metrics, await readBacklog(ctx.db.system, { dayMs: ctx.durations.dayWindowMs }));
    const text = await metrics.registry.metrics();
    return reply.type(metrics.registry.contentType).send(text);
  });

  const isBoardOpen = env.BOARD_CREDENTIALS !== undefined || env.NODE_ENV !== "production";
  if (isBoardOpen) {
    const board = new FastifyAdapter();
    board.setBasePath("/board");
    createBullBoard({ queues: queues.list.map((queue) => new BullMQAdapter(queue)), serverAdapter: board });
    await app.register(async (scope) => {
      const { BOARD_CREDENTIALS: credentials } = env;
      if (credentials)
        scope.addHook("onRequest", async (request, reply) => {
          if (isAllowed(request.headers.authorization, credentials)) return;
          await reply
            .code(401)
            .header("www-authenticate", 'Basic realm="Counterfoil queues"')
            .send("Sign in to see the queues.");
        });
      await scope.register(board.registerPlugin(), { prefix: "/board" });
    });
  }
  return app;
}

/** Gauges are levels: what is over must not stay at its last figure. */
function noteBacklog(metrics: Metrics, backlog: Backlog): void {
  metrics.oldestUnpostedSeconds.set(backlog.oldestUnpostedSeconds);
  metrics.unfinished.reset();
  for (const { state, reason, documents } of backlog.unfinished)
    metrics.unfinished.set({ state, reason }, documents);
  if (backlog.dayCallsLeft !== null) metrics.dayCallsLeft.set(backlog.dayCallsLeft);
  metrics.parkedOrganisations.reset();
  for (const { reason, organisations } of backlog.parked)
    metrics.parkedOrganisations.set({ reason }, organisations);
}

function isAllowed(header: string | undefined, credentials: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(
    digest(header ?? ""),
    digest(`Basic ${Buffer.from(credentials).toString("base64")}`),
  );
}
