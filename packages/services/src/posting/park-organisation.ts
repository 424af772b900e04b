import type { LedgerOutcome } from "@counterfoil/core/ports";
import { fullJitter } from "@counterfoil/core/retry";
import { noteLimits } from "@counterfoil/db/system/calls";
import { refuseConnection } from "@counterfoil/db/system/grants";
import { type Lane, parkLane, readLane, unparkLane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { refreshGrant } from "../grant/refresh-grant.ts";

/**
 * What a call's outcome says about the organisation rather than its documents: trouble is written there, everything waits
 * as it is and goes on by itself. True when calls may go on at once.
 */
export async function noteOutcome(
  ctx: ServiceContext,
  input: { lane: Lane; connectionId: string; grantId: string; outcome: LedgerOutcome; isFreshToken: boolean },
): Promise<boolean> {
  const { lane, outcome, connectionId } = input;
  await noteLimits(ctx.db.system, lane, outcome.limits);
  switch (outcome.kind) {
    case "elements":
    case "refused":
    case "key-reused":
      await unparkLane(ctx.db.system, lane);
      return true;
    case "rate-limited": {
      // Our own bookkeeping must never let this happen.
      ctx.log.error({ ...lane, problem: outcome.problem }, "Xero answered 429");
      const waitMs = outcome.retryAfterSeconds === null ? 2_000 : outcome.retryAfterSeconds * 1_000;
      const reason = outcome.problem === "day" ? "xero_daily_limit" : "xero_unavailable";
      await parkLane(ctx.db.system, lane, { parkMs: waitMs, reason });
      return false;
    }
    case "access":
      if (outcome.problem === "token" && !input.isFreshToken) {
        const result = await refreshGrant(ctx, input.grantId);
        if (result !== "unavailable") return true;
      } else {
        ctx.log.warn({ ...lane, connectionId, problem: outcome.problem }, "Xero refuses the connection");
        await refuseConnection(ctx.db.system, { connectionId, reason: outcome.problem });
        return true;
      }
      return park(ctx, lane);
    case "no-answer":
    case "server-error":
      return park(ctx, lane);
    default:
      return outcome satisfies never;
  }
}

async function park(ctx: ServiceContext, lane: Lane): Promise<false> {
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
