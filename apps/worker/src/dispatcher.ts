import { randomUUID } from "node:crypto";
import { listDueGrants } from "@counterfoil/db/system/grants";
import {
  claimDrainLanes,
  claimPrepareLanes,
  claimPushLanes,
  untilNextDrain,
} from "@counterfoil/db/system/lanes";
import { acquireLease, type Lease, releaseLease, renewLease } from "@counterfoil/db/system/lease";
import { claimDueReferences } from "@counterfoil/db/system/references";
import { claimSystemTask } from "@counterfoil/db/system/system-tasks";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import type { ServiceContext } from "@counterfoil/services/context";
import pg from "pg";
import type { Queues } from "./queues.ts";

export type Dispatcher = {
  stop(): Promise<void> /** When the last round ended well, for readiness. */;
  lastRoundAt(): number;
};

const LANES_AT_ONCE = 100;
/** Rung all the time, it rests so many times as long as a round takes: looking for work must not become the work. */
const PAUSE_SHARE = 8;
const LONGEST_PAUSE_MS = 100;

/**
 * Turns due rows into jobs, each second and at every notification. One dispatcher is active, by a lease; the others stand by.
 * What it claims comes back by itself when a job is lost.
 */
export function startDispatcher(
  ctx: ServiceContext,
  input: { queues: Queues; listenUrl: string },
): Dispatcher {
  const { durations } = ctx;
  const bell = createBell();
  let isStopping = false;
  let lease: Lease | null = null;
  let lastRoundAt = Date.now();
  const listener = listen(ctx, { url: input.listenUrl, onNotify: bell.ring });
  const holder = randomUUID();

  const round = async () => {
    const { system } = ctx.db;
    if (lease && !(await renewLease(system, lease, durations.dispatchLeaseMs))) lease = null;
    lease ??= await acquireLease(system, { name: "dispatcher", holder, leaseMs: durations.dispatchLeaseMs });
    if (lease) await dispatch(ctx, input.queues);
    lastRoundAt = Date.now();
    return lease ? untilNextDrain(system, durations.dispatchPollMs) : durations.dispatchPollMs;
  };
  const loop = (async () => {
    while (!isStopping) {
      const startedAt = performance.now();
      const waitMs = await round().catch((error: Error) => {
        ctx.log.error({ err: error }, "dispatch failed");
        return durations.dispatchPollMs;
      });
      const tookMs = performance.now() - startedAt;
      await bell.next(waitMs, Math.min(LONGEST_PAUSE_MS, tookMs * PAUSE_SHARE));
    }
    if (lease) await releaseLease(ctx.db.system, lease).catch(() => {});
  })();
  return {
    stop: async () => {
      isStopping = true;
      bell.ring();
      await loop;
      await listener.stop();
    },
    lastRoundAt: () => lastRoundAt,
  };
}

async function dispatch(ctx: ServiceContext, queues: Queues): Promise<void> {
  const { system } = ctx.db;
  const claim = { claimMs: ctx.durations.dispatchClaimMs, limit: LANES_AT_ONCE };
  for (const lane of await claimPrepareLanes(system, claim)) await queues.add("prepare", lane);
  for (const lane of await claimDrainLanes(system, claim)) await queues.add("drain", lane);
  for (const lane of await claimPushLanes(system, claim)) await queues.add("push", lane);
  for (const due of await claimDueReferences(system, claim)) await queues.add("reference", due);
  for (const grantId of await listDueGrants(system, LANES_AT_ONCE)) await queues.add("refresh", { grantId });
  const isSweepDue = await claimSystemTask(system, { name: "sweep", everyMs: ctx.durations.sweepEveryMs });
  if (isSweepDue) await queues.add("sweep", {});
}

/** Resolves at a ring or after the wait, but not before the pause; a ring between two waits counts for the next. */
function createBell() {
  let isRung = false;
  let wake: (() => void) | null = null;
  const sleep = (ms: number, isWoken: boolean) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = isWoken
        ? () => {
            clearTimeout(timer);
            resolve();
          }
        : null;
    });
  return {
    ring: () => {
      isRung = true;
      wake?.();
    },
    next: async (waitMs: number, pauseMs: number) => {
      await sleep(pauseMs, false);
      if (!isRung) await sleep(waitMs, true);
      wake = null;
      isRung = false;
    },
  };
}

/** A connection of its own for LISTEN, made again when it breaks. Until then the poll finds the work. */
function listen(ctx: ServiceContext, input: { url: string; onNotify: () => void }) {
  let client: pg.Client | null = null;
  let isStopping = false;
  let retry: NodeJS.Timeout | undefined;
  const connect = async () => {
    const made = new pg.Client({ connectionString: input.url });
    const reconnect = () => {
      if (client !== made || isStopping) return;
      client = null;
      retry = setTimeout(connect, ctx.durations.dispatchPollMs);
    };
    client = made;
    made.on("error", reconnect);
    made.on("end", reconnect);
    made.on("notification", input.onNotify);
    try {
      await made.connect();
      await made.query(`LISTEN ${WORK_CHANNEL}`);
    } catch {
      reconnect();
    }
  };
  void connect();
  return {
    stop: async () => {
      isStopping = true;
      clearTimeout(retry);
      await client?.end().catch(() => {});
    },
  };
}
