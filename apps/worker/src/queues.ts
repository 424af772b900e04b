import type { Durations } from "@counterfoil/core/retry";
import { QUEUE_SCHEMA } from "@counterfoil/db/bootstrap";
import type { ServiceContext } from "@counterfoil/services/context";
import { createPostgresBackend, Queue, Worker, withBackend } from "bullmq";
import { Redis } from "ioredis";
import { type JobData, type JobName, jobNames, jobs } from "./jobs/catalogue.ts";

export type QueueBackend = { kind: "redis"; url: string } | { kind: "postgres"; url: string };

export type Queues = {
  add<Name extends JobName>(name: Name, data: JobData[Name]): Promise<void>;
  /** For the board and the metrics. */
  list: Queue[];
  /** Ends when running jobs have, or at the deadline: whatever is left comes back by its row. */
  close(deadlineMs: number): Promise<void>;
};

/** Each Queue and Worker on PostgreSQL has a pool of its own. */
const POOL_MAX = 2;

/** A queue per kind of job and, with `ctx`, a worker for each: the same on Redis and on PostgreSQL. */
export async function openQueues(ctx: ServiceContext, backend: QueueBackend): Promise<Queues> {
  const { makeQueue, makeWorker, end } = constructors(backend, ctx.durations);
  const onError = (error: Error) => ctx.log.error({ err: error }, "queue trouble");
  const queues = new Map<JobName, Queue>();
  for (const name of jobNames) {
    const queue = makeQueue(name);
    queue.on("error", onError);
    // One after the other: the first one makes the queue's tables.
    await queue.waitUntilReady();
    queues.set(name, queue);
  }
  const workers = jobNames.map((name) => {
    const worker = makeWorker(name, async (data) => {
      const job = jobs[name] as { run: (ctx: ServiceContext, data: unknown) => Promise<unknown> };
      await job.run(ctx, data);
    });
    worker.on("error", onError);
    worker.on("failed", (_, error) => ctx.log.error({ job: name, err: error }, "job failed"));
    return worker;
  });
  return {
    add: async (name, data) => {
      const id = (jobs[name] as { idOf: (data: JobData[JobName]) => string }).idOf(data);
      await queues
        .get(name)
        // Named for whose it is, so that operators can read the board.
        ?.add(id, data, { ...JOB_OPTIONS, deduplication: { id, keepLastIfActive: true } });
    },
    list: [...queues.values()],
    close: async (deadlineMs) => {
      const isDone = await settlesWithin(Promise.all(workers.map((worker) => worker.close())), deadlineMs);
      if (!isDone) await Promise.all(workers.map((worker) => worker.close(true)));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      end();
    },
  };
}

const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true };

/** Never shorter, however fast time runs: a busy event loop must not look like a dead worker. */
const SHORTEST_LOCK_MS = 2_000;

function constructors(backend: QueueBackend, durations: Durations) {
  // A dead worker's job would keep its successors out until the queue gives it up.
  const liveness = {
    lockDuration: Math.max(SHORTEST_LOCK_MS, durations.queueLockMs),
    stalledInterval: Math.max(SHORTEST_LOCK_MS / 2, durations.queueStalledEveryMs),
  };
  if (backend.kind === "redis") {
    // Producers fail fast; workers wait for ever.
    const producer = new Redis(backend.url, { maxRetriesPerRequest: 1 });
    const consumer = new Redis(backend.url, { maxRetriesPerRequest: null });
    for (const connection of [producer, consumer]) connection.on("error", () => {});
    return {
      makeQueue: (name: JobName): Queue => new Queue(name, { connection: producer }),
      makeWorker: (name: JobName, run: (data: unknown) => Promise<void>): Worker =>
        new Worker(name, (job) => run(job.data), {
          connection: consumer,
          concurrency: jobs[name].concurrency,
          ...liveness,
        }),
      end: () => {
        producer.disconnect();
        consumer.disconnect();
      },
    };
  }
  const postgres = withBackend(createPostgresBackend);
  const connection = { connectionString: backend.url, schema: QUEUE_SCHEMA, max: POOL_MAX, migrate: true };
  return {
    makeQueue: (name: JobName) => new postgres.Queue(name, { connection }) as unknown as Queue,
    makeWorker: (name: JobName, run: (data: unknown) => Promise<void>) =>
      new postgres.Worker(name, (job) => run(job.data), {
        connection,
        concurrency: jobs[name].concurrency,
        ...liveness,
      }) as unknown as Worker,
    end: () => {},
  };
}

async function settlesWithin(work: Promise<unknown>, deadlineMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), deadlineMs);
  });
  try {
    return await Promise.race([work.then(() => true), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
