import { randomBytes, randomUUID } from "node:crypto";
import {
  listOpenAttempts,
  type OpenAttempt,
  openAttempt,
  type UnansweredAttempt,
} from "@counterfoil/db/system/attempts";
import { freeCallSlot } from "@counterfoil/db/system/calls";
import { freeDrainLane, type Lane, readLane } from "@counterfoil/db/system/lanes";
import { acquireLease, type Lease, releaseLease, renewLease } from "@counterfoil/db/system/lease";
import { listReadyPostings, requeueStaleDrafts } from "@counterfoil/db/system/ready-postings";
import type { ServiceContext } from "../context.ts";
import { buildCall } from "./build-call.ts";
import { type SendResult, sendAttempt } from "./send-attempt.ts";
import { settleAttempt } from "./settle-attempt.ts";
import { type Ticket, takeTicket } from "./take-ticket.ts";

const CALLS_AT_ONCE = 5;
const LOOK_AT = 400;

/**
 * One turn of an organisation: sends what is ready in calls of up to 50, five in flight, and repeats what was not answered.
 * One drain at a time by a lease whose token guards every start. Ends after `drainJobMs` or when a budget is gone; never sleeps.
 */
export async function drainOrganisation(ctx: ServiceContext, lane: Lane): Promise<void> {
  const { durations } = ctx;
  const lease = await acquireLease(ctx.db.system, {
    name: `drain:${lane.environment}:${lane.xeroTenantId}`,
    holder: randomUUID(),
    leaseMs: durations.drainLeaseMs,
  });
  if (!lease) return;
  const turn: Turn = {
    ctx,
    lane,
    lease,
    endsAt: ctx.now().getTime() + durations.drainJobMs,
    inFlight: new Map(),
    isOver: false,
    waitMs: null,
  };
  const renewal = setInterval(() => {
    renewLease(ctx.db.system, lease, durations.drainLeaseMs)
      .then((isOurs) => {
        if (!isOurs) turn.isOver = true;
      })
      .catch(() => {
        turn.isOver = true;
      });
  }, durations.drainLeaseRenewMs);
  try {
    await takeTurn(turn);
  } finally {
    clearInterval(renewal);
    await releaseLease(ctx.db.system, lease);
    await freeDrainLane(ctx.db.system, lane, turn.waitMs);
  }
}

type Turn = {
  ctx: ServiceContext;
  lane: Lane;
  lease: Lease;
  endsAt: number;
  /** By attempt id; a call that is not full is marked, since only one such may be on its way. */
  inFlight: Map<string, { isFull: boolean; done: Promise<void> }>;
  isOver: boolean;
  /** Before this, there is nothing this organisation could do. */
  waitMs: number | null;
};

async function takeTurn(turn: Turn): Promise<void> {
  const { ctx, lane } = turn;
  await repeatUnanswered(turn);
  const { isParked } = await readLane(ctx.db.system, lane);
  if (!isParked) {
    await requeueStaleDrafts(ctx.db.system, lane);
    while (!turn.isOver && ctx.now().getTime() < turn.endsAt) {
      const next = await startNext(turn);
      if (next === "nothing" && turn.inFlight.size === 0) break;
      if (next !== "started") await Promise.race([...turn.inFlight.values()].map((call) => call.done));
    }
  }
  await Promise.all([...turn.inFlight.values()].map((call) => call.done));
}

/** "wait": something is ready, but it must wait for a call in flight. */
async function startNext(turn: Turn): Promise<"started" | "wait" | "nothing"> {
  const { ctx, lane, lease, inFlight } = turn;
  if (inFlight.size >= CALLS_AT_ONCE) return "wait";
  const call = buildCall(await listReadyPostings(ctx.db.system, lane, LOOK_AT));
  const first = call?.postings[0];
  if (!call || !first) return "nothing";
  if (!call.isFull && [...inFlight.values()].some((other) => !other.isFull)) return "wait";
  const ledger = ctx.ledger[lane.environment];
  if (!ledger) throw new Error(`No Xero app is configured for ${lane.environment}.`);
  const id = randomUUID();
  const ticket = await takeTicket(ctx, { lane, connectionId: first.connectionId, holder: id });
  if (!ticket.ok) {
    conclude(turn, { goOn: false, waitMs: ticket.waitMs });
    return "nothing";
  }
  const attempt: OpenAttempt = {
    id,
    tenantId: first.tenantId,
    connectionId: first.connectionId,
    idempotencyKey: randomBytes(32).toString("hex"),
    ...ledger.request(call.operation),
    postingIds: call.postings.map((posting) => posting.id),
  };
  if (!(await openAttempt(ctx.db.system, { lane, lease, attempt }))) {
    await freeCallSlot(ctx.db.system, lane, id);
    turn.isOver = true;
    return "nothing";
  }
  launch(turn, { attempt, ticket, isFull: call.isFull });
  return "started";
}

/** Calls without an answer: the same bytes and key again, or, once Xero may have forgotten the key, left as unconfirmed. */
async function repeatUnanswered(turn: Turn): Promise<void> {
  const { ctx, lane } = turn;
  const { repeatWindowMs, ledgerCallTimeoutMs } = ctx.durations;
  const open = await listOpenAttempts(ctx.db.system, lane, {
    repeatWindowMs,
    callTimeoutMs: ledgerCallTimeoutMs,
  });
  for (const attempt of open) {
    if (attempt.waitMs > 0) {
      wait(turn, attempt.waitMs);
      continue;
    }
    if (attempt.isExpired) {
      await giveUp(ctx, attempt);
      continue;
    }
    const ticket = await takeTicket(ctx, { lane, connectionId: attempt.connectionId, holder: attempt.id });
    if (ticket.ok) launch(turn, { attempt, ticket, isFull: false });
    else wait(turn, ticket.waitMs);
  }
}

/** A call that was never sent is known not to have happened; any other is not known at all. */
async function giveUp(ctx: ServiceContext, attempt: UnansweredAttempt): Promise<void> {
  const nothing = { minuteRemaining: null, dayRemaining: null, appMinuteRemaining: null };
  const outcome = { kind: "no-answer" as const, sent: attempt.sends > 0, detail: "no answer in time" };
  await settleAttempt(ctx, attempt, { ...outcome, limits: nothing, correlationId: null, httpStatus: null });
}

function launch(turn: Turn, call: { attempt: OpenAttempt; ticket: Ticket; isFull: boolean }): void {
  const { ctx, lane, lease, inFlight } = turn;
  const { attempt, ticket, isFull } = call;
  const done = sendAttempt(ctx, { lane, lease, attempt, ticket })
    .then((result) => conclude(turn, result))
    .catch((error: unknown) => {
      // The attempt stays open: whoever drains next repeats it.
      ctx.log.error({ ...lane, attemptId: attempt.id, err: error }, "a call could not be concluded");
      turn.isOver = true;
    })
    .finally(() => inFlight.delete(attempt.id));
  inFlight.set(attempt.id, { isFull, done });
}

function conclude(turn: Turn, result: SendResult): void {
  if (result.goOn) return;
  turn.isOver = true;
  if (result.waitMs !== null) wait(turn, result.waitMs);
}

function wait(turn: Turn, waitMs: number): void {
  turn.waitMs = turn.waitMs === null ? waitMs : Math.min(turn.waitMs, waitMs);
}
