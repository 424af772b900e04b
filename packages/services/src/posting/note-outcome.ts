import type { LedgerOutcome } from "@counterfoil/core/ports";
import { fullJitter } from "@counterfoil/core/retry";
import { noteLimits } from "@counterfoil/db/system/calls";
import { refuseConnection } from "@counterfoil/db/system/grants";
import { type Lane, parkLane, readLane, unparkLane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { refreshRefusedToken } from "../grant/access-token.ts";
import type { Ticket } from "./take-ticket.ts";

/**
 * What a call's outcome says about the organisation rather than its documents: trouble is written there, everything waits
 * as it is and goes on by itself. True when calls may go on at once.
 */
export async function noteOutcome(
  ctx: ServiceContext,
  input: { lane: Lane; ticket: Ticket; outcome: LedgerOutcome; ageMs: number },
): Promise<boolean> {
  const { lane, ticket, outcome, ageMs } = input;
  const dayStartsInMs = outcome.kind === "rate-limited" ? nextDayInMs(outcome) : null;
  await noteLimits(ctx.db.system, lane, { ...outcome.limits, ageMs, dayStartsInMs });
  switch (outcome.kind) {
    case "elements":
    case "refused":
    case "key-reused":
      await unparkLane(ctx.db.system, lane);
      return true;
    case "rate-limited":
      await parkAfterLimit(ctx, lane, outcome);
      return false;
    case "access":
      return noteRefusedAccess(ctx, { lane, ticket, problem: outcome.problem });
    case "no-answer":
    case "server-error":
      return parkOrganisation(ctx, lane);
    default:
      return outcome satisfies never;
  }
}

/** A token that Xero no longer takes is renewed once; whatever else it refuses needs a new consent. */
export async function noteRefusedAccess(
  ctx: ServiceContext,
  input: { lane: Lane; ticket: Ticket; problem: "token" | "scope" | "organisation" },
): Promise<boolean> {
  const { lane, ticket, problem } = input;
  const { connectionId } = ticket;
  if (problem === "token" && !ticket.isFreshToken) {
    const isRenewed = await refreshRefusedToken(ctx, ticket);
    return isRenewed || parkOrganisation(ctx, lane);
  }
  ctx.log.warn({ ...lane, connectionId, problem }, "Xero refuses the connection");
  await refuseConnection(ctx.db.system, { connectionId, reason: problem });
  return true;
}

/** When Xero's next day begins, where it refused a call because this one is used up. */
export function nextDayInMs(refusal: { problem: string; retryAfterSeconds: number | null }): number | null {
  const { problem, retryAfterSeconds } = refusal;
  return problem === "day" && retryAfterSeconds !== null ? retryAfterSeconds * 1_000 : null;
}

export async function parkAfterLimit(
  ctx: ServiceContext,
  lane: Lane,
  refusal: { problem: string; retryAfterSeconds: number | null },
): Promise<void> {
  // Our own bookkeeping must never let this happen.
  ctx.log.error({ ...lane, problem: refusal.problem }, "Xero answered 429");
  const parkMs =
    refusal.retryAfterSeconds === null ? ctx.durations.afterConcurrentMs : refusal.retryAfterSeconds * 1_000;
  const reason = refusal.problem === "day" ? "xero_daily_limit" : "xero_unavailable";
  await parkLane(ctx.db.system, lane, { parkMs, reason });
}

/** Always false: nothing goes on at once. */
export async function parkOrganisation(ctx: ServiceContext, lane: Lane): Promise<false> {
  const { parkedTries } = await readLane(ctx.db.system, lane);
  const { parkBaseMs, parkCapMs } = ctx.durations;
  const parkMs = fullJitter({
    attempt: parkedTries + 1,
    baseMs: parkBaseMs,
    capMs: parkCapMs,
    random: ctx.random(),
  });
  await parkLane(ctx.db.system, lane, { parkMs, reason: "xero_unavailable" });
  return false;
}
