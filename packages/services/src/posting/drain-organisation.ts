import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { LedgerRequest } from "@counterfoil/core/ports";
import {
  listOpenAttempts,
  type OpenAttempt,
  openAttempt,
  postponeAttempt,
  type UnansweredAttempt,
} from "@counterfoil/db/system/attempts";
import { freeCallSlot } from "@counterfoil/db/system/calls";
import { type Directory, listDirectories } from "@counterfoil/db/system/contact-directory";
import { freeDrainLane, type Lane, readLane } from "@counterfoil/db/system/lanes";
import { acquireLease, type Lease, releaseLease, renewLease } from "@counterfoil/db/system/lease";
import { findReadingConnection } from "@counterfoil/db/system/ledger-news";
import {
  listReadyPostings,
  type ReadyPosting,
  requeueStaleDrafts,
} from "@counterfoil/db/system/ready-postings";
import { planContactCall } from "../contact/plan-contact-call.ts";
import { readDirectory } from "../contact/read-directory.ts";
import type { ServiceContext } from "../context.ts";
import { readLedgerNews } from "../ledger-news/read-ledger-news.ts";
import { buildCall, type PlannedCall } from "./build-call.ts";
import { findDueLookUp, lookUpUnconfirmed } from "./look-up-unconfirmed.ts";
import { probeOrganisation } from "./probe-organisation.ts";
import { sendAttempt } from "./send-attempt.ts";
import { setAsideUnsendable } from "./set-aside-unsendable.ts";
import { settleAttempt } from "./settle-attempt.ts";
import { type NoTicket, type Ticket, takeTicket } from "./take-ticket.ts";
import { waitsForCompany } from "./waits-for-company.ts";

const CALLS_AT_ONCE = 5;
/** Enough to fill a call although others take turns with it. */
const LOOK_AT = 200;

/**
 * One turn of an organisation: sends what is ready in calls of up to 50, five in flight, and repeats what was not answered.
 * One drain at a time by a lease whose token guards every start. Ends after `drainJobMs` or when a budget is gone; never sleeps.
 */
export async function drainOrganisation(ctx: ServiceContext, lane: Lane): Promise<void> {
  const { durations } = ctx;
  const lease = await acquireLease(ctx.db.system, {
    name: drainLeaseName(lane),
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
    withoutAccess: new Set(),
    withoutDirectory: new Set(),
    collecting: new Set(),
    isOver: false,
    waitsUntil: null,
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
    await repeatUnanswered(turn);
    await sendWhatIsReady(turn);
  } finally {
    await Promise.all([...turn.inFlight.values()].map((call) => call.done));
    clearInterval(renewal);
    await releaseLease(ctx.db.system, lease);
    const { waitsUntil } = turn;
    await freeDrainLane(
      ctx.db.system,
      lane,
      waitsUntil === null ? null : Math.max(0, waitsUntil - ctx.now().getTime()),
    );
  }
}

export function drainLeaseName(lane: Lane): string {
  return `drain:${lane.environment}:${lane.xeroTenantId}`;
}

type Turn = {
  ctx: ServiceContext;
  lane: Lane;
  lease: Lease;
  endsAt: number;
  /** By attempt id; a call that is not full is marked, since only one such may be on its way. */
  inFlight: Map<string, { isFull: boolean; done: Promise<void> }>;
  /** Connections that had no usable token in this turn: other tenants' go on. */
  withoutAccess: Set<string>;
  /** Connections whose directory is being read, or could not be: their contacts wait, all else goes on. */
  withoutDirectory: Set<string>;
  /** What of which connection waits for company (`{connection id}:{kind}`): the rest goes on. */
  collecting: Set<string>;
  isOver: boolean;
  /** Before this, there is nothing this organisation could send: by `ctx.now()`, in milliseconds. */
  waitsUntil: number | null;
};

async function sendWhatIsReady(turn: Turn): Promise<void> {
  const { ctx, lane, inFlight } = turn;
  const { isWaiting, parkedTries, parkedFor } = await readLane(ctx.db.system, lane);
  // A part of the day is kept for reading, so what became of earlier calls is known before the next day.
  if (parkedFor === "xero_daily_limit") await lookUp(turn);
  if (isWaiting || (parkedTries > 0 && !(await isBackAgain(turn)))) return;
  await lookUp(turn);
  await requeueStaleDrafts(ctx.db.system, lane);
  for (const directory of await directoriesOf(turn)) if (directory.isDue) startReading(turn, directory);
  while (!turn.isOver && ctx.now().getTime() < turn.endsAt) {
    const next = await startNext(turn);
    if (next !== "nothing" && next !== "wait") continue;
    if (inFlight.size === 0) return;
    await somethingChanges(turn, next === "wait" ? turn.waitsUntil : null);
  }
}

/** A call in flight is answered; or, while some are, the budget comes back that `until` tells of. */
async function somethingChanges({ ctx, inFlight }: Turn, until: number | null): Promise<void> {
  const calls = [...inFlight.values()].map((call) => call.done);
  const waitMs = until === null ? 0 : until - ctx.now().getTime();
  if (waitMs <= 0) return Promise.race(calls);
  const over = new AbortController();
  const back = sleep(waitMs, undefined, { signal: over.signal }).catch(() => {});
  await Promise.race([...calls, back]);
  over.abort();
}

/** Not longer than half a turn, so that fresh work goes on beside a long list. */
async function lookUp(turn: Turn): Promise<void> {
  const { ctx, lane } = turn;
  const endsAt = turn.endsAt - ctx.durations.drainJobMs / 2;
  const mayGoOn = () => !turn.isOver && ctx.now().getTime() < endsAt;
  await lookUpUnconfirmed(ctx, { lane, mayGoOn });
  await readLedgerNews(ctx, { lane, mayGoOn });
}

type Next =
  | "started"
  /** Look again: what was ready is so no longer. */
  | "again"
  /** Something is ready, but it must wait for a call in flight. */
  | "wait"
  | "nothing";

async function startNext(turn: Turn): Promise<Next> {
  const { ctx, lane, lease, inFlight } = turn;
  if (inFlight.size >= CALLS_AT_ONCE) return "wait";
  const ledger = ctx.ledger[lane.environment];
  if (!ledger) throw new Error(`No Xero app is configured for ${lane.environment}.`);
  const ready = await listReady(turn, LOOK_AT);
  let call: PlannedCall | "again" | null;
  let request: LedgerRequest | null;
  try {
    call = await planCall(turn, ready);
    request = call === "again" || call === null ? null : ledger.request(call.operation);
  } catch (cause) {
    await setAsideUnsendable(ctx, { ready, ledger, cause });
    return "again";
  }
  if (call === "again") return "again";
  const first = call?.postings[0];
  if (!call || !first || !request) return "nothing";
  if (!call.isFull && [...inFlight.values()].some((other) => !other.isFull)) return "wait";
  if (await waitsForCompany(ctx, { lane, call })) {
    for (const { connectionId, kind } of call.postings) turn.collecting.add(`${connectionId}:${kind}`);
    return "again";
  }
  const { tenantId, connectionId } = first;
  const id = randomUUID();
  const ticket = await takeTicket(ctx, { lane, connectionId, holder: id });
  if (!ticket.ok) return goWithout(turn, { connectionId, lacking: ticket });
  const postings = call.beforeSending ? await call.beforeSending() : call.postings;
  if (postings === null) {
    await freeCallSlot(ctx.db.system, lane, { holder: id, afterMs: 0 });
    return "again";
  }
  const attempt = {
    id,
    tenantId,
    connectionId,
    idempotencyKey: randomBytes(32).toString("hex"),
    ...request,
  };
  const opened = await openAttempt(ctx.db.system, { lane, lease, attempt, postings });
  if (opened !== "opened") {
    await freeCallSlot(ctx.db.system, lane, { holder: id, afterMs: 0 });
    if (opened === "lease_lost") turn.isOver = true;
    return opened === "lease_lost" ? "nothing" : "again";
  }
  const postingIds = call.postings.map((posting) => posting.id);
  launch(turn, { attempt: { ...attempt, postingIds }, ticket, isFull: call.isFull });
  return "started";
}

/** Contacts are decided from a directory that is up to date; while it is read, everything else goes on. */
async function planCall(turn: Turn, ready: ReadyPosting[]): Promise<PlannedCall | "again" | null> {
  const { ctx, lane } = turn;
  const [first] = ready;
  if (first?.kind !== "contact" || first.state !== "planned") return buildCall(ready);
  const { connectionId } = first;
  const directory = (await directoriesOf(turn)).find((each) => each.connectionId === connectionId);
  if (!directory || directory.isStale) {
    turn.withoutDirectory.add(connectionId);
    if (directory) startReading(turn, directory);
    return "again";
  }
  const alike = ready.filter((posting) => posting.connectionId === connectionId);
  return planContactCall(ctx, { lane, organisationId: directory.organisationId, ready: alike });
}

function directoriesOf({ ctx, lane }: Turn): Promise<Directory[]> {
  return listDirectories(ctx.db.system, lane, { everyMs: ctx.durations.contactDirectoryEveryMs });
}

function startReading(turn: Turn, directory: Directory): void {
  const { ctx, lane, inFlight, withoutDirectory } = turn;
  const { connectionId } = directory;
  withoutDirectory.add(connectionId);
  const mayGoOn = () => !turn.isOver && ctx.now().getTime() < turn.endsAt;
  const done = readDirectory(ctx, { lane, directory, mayGoOn })
    .then((reading) => {
      if (reading.is === "whole") withoutDirectory.delete(connectionId);
      else if (reading.is === "without_ticket") goWithout(turn, { connectionId, lacking: reading.lacking });
      else turn.isOver = true;
    })
    .catch((error: unknown) => {
      ctx.log.error({ ...lane, connectionId, err: error }, "the contacts could not be read");
      turn.isOver = true;
    })
    .finally(() => inFlight.delete(connectionId));
  inFlight.set(connectionId, { isFull: true, done });
}

function listReady(turn: Turn, limit: number) {
  return listReadyPostings(turn.ctx.db.system, turn.lane, {
    limit,
    exceptConnections: [...turn.withoutAccess],
    exceptContactsOf: [...turn.withoutDirectory],
    exceptKindsOf: [...turn.collecting],
    minuteMs: turn.ctx.durations.minuteWindowMs,
  });
}

/** Without a budget the turn is over, unless one comes back while its own calls are still in flight: so it never only sleeps. */
function goWithout(
  turn: Turn,
  input: { connectionId: string; lacking: NoTicket },
): "again" | "wait" | "nothing" {
  const { connectionId, lacking } = input;
  const until = turn.ctx.now().getTime() + lacking.waitMs;
  if (lacking.lacks === "access") {
    turn.waitsUntil = Math.min(turn.waitsUntil ?? until, until);
    turn.withoutAccess.add(connectionId);
    return "again";
  }
  turn.waitsUntil = until;
  if (until < turn.endsAt && turn.inFlight.size > 0) return "wait";
  turn.isOver = true;
  return "nothing";
}

/** After trouble one small call goes before the rest: it spares documents from being sent into the next outage. */
async function isBackAgain(turn: Turn): Promise<boolean> {
  const { ctx, lane } = turn;
  const [first] = await listReady(turn, 1);
  const connectionId =
    first?.connectionId ??
    (await directoriesOf(turn)).find(({ isDue }) => isDue)?.connectionId ??
    (await findDueLookUp(ctx, lane))?.connectionId ??
    (await findReadingConnection(ctx.db.system, lane));
  return connectionId !== null && probeOrganisation(ctx, lane, connectionId);
}

/** Calls without an answer: the same bytes and key again, or, once Xero may have forgotten the key, left as unconfirmed. */
async function repeatUnanswered(turn: Turn): Promise<void> {
  const { ctx, lane } = turn;
  const { repeatWindowMs, repeatEveryMs } = ctx.durations;
  for (const attempt of await listOpenAttempts(ctx.db.system, lane, { repeatWindowMs })) {
    if (attempt.isExpired) {
      await giveUp(ctx, attempt);
      continue;
    }
    const { id: holder, connectionId } = attempt;
    const ticket = await takeTicket(ctx, { lane, connectionId, holder, isReserved: true });
    if (ticket.ok) launch(turn, { attempt, ticket, isFull: false });
    else {
      const afterMs = Math.min(ticket.waitMs, repeatEveryMs);
      await postponeAttempt(ctx.db.system, { attemptId: attempt.id, afterMs });
    }
  }
}

/** A call that was never sent is known not to have happened; any other is not known at all. */
async function giveUp(ctx: ServiceContext, attempt: UnansweredAttempt): Promise<void> {
  const limits = { minuteRemaining: null, dayRemaining: null, appMinuteRemaining: null };
  const outcome = { kind: "no-answer" as const, sent: attempt.sends > 0, detail: "no answer in time" };
  await settleAttempt(ctx, attempt, { ...outcome, limits, correlationId: null, httpStatus: null });
}

function launch(turn: Turn, call: { attempt: OpenAttempt; ticket: Ticket; isFull: boolean }): void {
  const { ctx, lane, lease, inFlight } = turn;
  const { attempt, ticket, isFull } = call;
  const done = sendAttempt(ctx, { lane, lease, attempt, ticket })
    .then((mayGoOn) => {
      if (!mayGoOn) turn.isOver = true;
    })
    .catch((error: unknown) => {
      // The attempt stays open: whoever drains next repeats it.
      ctx.log.error({ ...lane, attemptId: attempt.id, err: error }, "a call could not be concluded");
      turn.isOver = true;
    })
    .finally(() => inFlight.delete(attempt.id));
  inFlight.set(attempt.id, { isFull, done });
}
