import type { LedgerOutcome } from "@counterfoil/core/ports";
import { markSending, type OpenAttempt, postponeAttempt } from "@counterfoil/db/system/attempts";
import { freeCallSlot } from "@counterfoil/db/system/calls";
import type { Lane } from "@counterfoil/db/system/lanes";
import type { Lease } from "@counterfoil/db/system/lease";
import type { ServiceContext } from "../context.ts";
import { noteOutcome } from "./note-outcome.ts";
import { settleAttempt } from "./settle-attempt.ts";
import type { Ticket } from "./take-ticket.ts";

/**
 * Makes one call of an attempt that is written down: writes the send down, checks that it is not old, sends the stored
 * bytes with the stored key, applies the answer. Without an answer the attempt stays open. True when calls may go on at once.
 */
export async function sendAttempt(
  ctx: ServiceContext,
  input: { lane: Lane; lease: Lease; attempt: OpenAttempt; ticket: Ticket },
): Promise<boolean> {
  const { lane, lease, attempt, ticket } = input;
  const { durations } = ctx;
  const ledger = ctx.ledger[lane.environment];
  if (!ledger) throw new Error(`No Xero app is configured for ${lane.environment}.`);
  const writtenAt = performance.now();
  const marked = await markSending(ctx.db.system, {
    attemptId: attempt.id,
    lease,
    repeatWindowMs: durations.repeatWindowMs,
    quietMs: durations.preSocketMs + durations.ledgerCallTimeoutMs,
  });
  // A process that was frozen between the two must not send what a successor may have sent since.
  if (!marked || performance.now() - writtenAt > durations.preSocketMs) {
    await freeCallSlot(ctx.db.system, lane, { holder: attempt.id, afterMs: 0 });
    return false;
  }
  const { method, path, body, idempotencyKey } = attempt;
  const sentAt = performance.now();
  const outcome = await ledger.send({
    accessToken: ticket.accessToken,
    xeroTenantId: lane.xeroTenantId,
    request: { method, path, body },
    idempotencyKey,
  });
  const ageMs = performance.now() - sentAt;
  ctx.log.info(
    {
      ...lane,
      attemptId: attempt.id,
      path: path.split("?")[0],
      documents: attempt.postingIds.length,
      sends: marked.sends,
      outcome: outcome.kind,
      ageMs: Math.round(ageMs),
    },
    "call to Xero",
  );
  // Xero may still be at work on a call that we stopped waiting for.
  const slotMs = outcome.kind === "no-answer" && outcome.sent ? durations.slotAfterNoAnswerMs : 0;
  await freeCallSlot(ctx.db.system, lane, { holder: attempt.id, afterMs: slotMs });
  // Trouble is noted before anything else may start because this call has ended.
  const mayGoOn = await noteOutcome(ctx, { lane, ticket, outcome, ageMs });
  if (isDecisive(outcome, marked.sends)) await settleAttempt(ctx, attempt, outcome);
  else await postponeAttempt(ctx.db.system, { attemptId: attempt.id, afterMs: durations.repeatEveryMs });
  return mayGoOn;
}

/**
 * Whether this answer says what became of the attempt. Access and limits are refused in front of what remembers keys, so
 * after an unanswered send they say nothing of that one; nor does a repeat that never left us.
 */
function isDecisive(outcome: LedgerOutcome, sends: number): boolean {
  switch (outcome.kind) {
    case "no-answer":
      return !outcome.sent && sends === 1;
    case "access":
    case "rate-limited":
      return sends === 1;
    default:
      return true;
  }
}
