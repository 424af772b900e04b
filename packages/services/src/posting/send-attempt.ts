import { markSending, type OpenAttempt } from "@counterfoil/db/system/attempts";
import { freeCallSlot } from "@counterfoil/db/system/calls";
import type { Lane } from "@counterfoil/db/system/lanes";
import type { Lease } from "@counterfoil/db/system/lease";
import type { ServiceContext } from "../context.ts";
import { noteOutcome } from "./park-organisation.ts";
import { settleAttempt } from "./settle-attempt.ts";
import type { Ticket } from "./take-ticket.ts";

export type SendResult =
  | { goOn: true }
  | { goOn: false /** Until it is worth another turn. */; waitMs: number | null };

/**
 * Makes one call of an attempt that is written down: writes the send down, checks that it is not old, sends the stored
 * bytes with the stored key, applies the answer. Without an answer the attempt stays open.
 */
export async function sendAttempt(
  ctx: ServiceContext,
  input: { lane: Lane; lease: Lease; attempt: OpenAttempt; ticket: Ticket },
): Promise<SendResult> {
  const { lane, lease, attempt, ticket } = input;
  const { durations } = ctx;
  const ledger = ctx.ledger[lane.environment];
  if (!ledger) throw new Error(`No Xero app is configured for ${lane.environment}.`);
  const writtenAt = performance.now();
  const marked = await markSending(ctx.db.system, {
    attemptId: attempt.id,
    lease,
    repeatWindowMs: durations.repeatWindowMs,
  });
  // A process that was frozen between the two must not send what a successor may have sent since.
  if (!marked || performance.now() - writtenAt > durations.preSocketMs) {
    await freeCallSlot(ctx.db.system, lane, attempt.id);
    return { goOn: false, waitMs: null };
  }
  const { method, path, body, idempotencyKey } = attempt;
  const outcome = await ledger.send({
    accessToken: ticket.accessToken,
    xeroTenantId: lane.xeroTenantId,
    request: { method, path, body },
    idempotencyKey,
  });
  ctx.log.info(
    {
      ...lane,
      attemptId: attempt.id,
      path: path.split("?")[0],
      documents: attempt.postingIds.length,
      sends: marked.sends,
      outcome: outcome.kind,
    },
    "call to Xero",
  );
  const isUnanswered = outcome.kind === "no-answer" && outcome.sent;
  if (!isUnanswered) {
    await freeCallSlot(ctx.db.system, lane, attempt.id);
    await settleAttempt(ctx, attempt, outcome);
  }
  const goOn = await noteOutcome(ctx, {
    lane,
    connectionId: attempt.connectionId,
    grantId: ticket.grantId,
    outcome,
    isFreshToken: ticket.isFreshToken,
  });
  if (isUnanswered) return { goOn: false, waitMs: durations.ledgerCallTimeoutMs };
  return goOn ? { goOn: true } : { goOn: false, waitMs: null };
}
