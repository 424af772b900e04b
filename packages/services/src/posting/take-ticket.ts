import { takeCall } from "@counterfoil/db/system/calls";
import type { Lane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { accessToken } from "../grant/access-token.ts";

/** What one call needs besides its bytes. The slot is held under the attempt's id. */
export type Ticket = { accessToken: string; grantId: string; isFreshToken: boolean };

/** Access and budget for one call, taken before anything is written down. `waitMs`: until it is worth asking again. */
export async function takeTicket(
  ctx: ServiceContext,
  input: {
    lane: Lane;
    connectionId: string;
    holder: string /** May use what of the day is kept for reading. */;
    isReserved?: boolean;
  },
): Promise<({ ok: true } & Ticket) | { ok: false; waitMs: number }> {
  const { durations } = ctx;
  const access = await accessToken(ctx, input.connectionId);
  if (!access.ok) return { ok: false, waitMs: durations.parkBaseMs };
  const { accessToken: token, grantId, isFresh } = access;
  const budget = await takeCall(ctx.db.system, input.lane, {
    holder: input.holder,
    minuteMs: durations.minuteWindowMs,
    dayMs: durations.dayWindowMs,
    slotMs: durations.ledgerCallTimeoutMs + durations.slotAfterNoAnswerMs,
    reserved: input.isReserved ?? false,
  });
  if (!budget.ok) return { ok: false, waitMs: budget.waitMs };
  return { ok: true, accessToken: token, grantId, isFreshToken: isFresh };
}
