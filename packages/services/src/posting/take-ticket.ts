import { freeCallSlot, takeCall } from "@counterfoil/db/system/calls";
import { type Lane, parkLane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { type AccessToken, accessToken } from "../grant/access-token.ts";
import { takeAppCall } from "./app-budget.ts";

/** Xero's, per app and organisation. */
const CALLS_A_MINUTE = 60;

/** What one call needs besides its bytes. The slot is held under the caller's id. */
export type Ticket = Omit<Extract<AccessToken, { ok: true }>, "ok"> & { connectionId: string };

/** `waitMs`: until it is worth asking again. "access" concerns this connection alone, "budget" the whole organisation. */
export type NoTicket = { ok: false; lacks: "access" | "budget"; waitMs: number };

/** Access and budget for one call, taken before anything is written down. A day that is used up parks the organisation. */
export async function takeTicket(
  ctx: ServiceContext,
  input: {
    lane: Lane;
    connectionId: string;
    holder: string;
    /** May use what of the day is kept for repeating and reading. */
    isReserved?: boolean;
  },
): Promise<({ ok: true } & Ticket) | NoTicket> {
  const { durations } = ctx;
  const { lane, connectionId } = input;
  const access = await accessToken(ctx, connectionId);
  if (!access.ok) return { ok: false, lacks: "access", waitMs: durations.parkBaseMs };
  const { holder } = input;
  const budget = await takeCall(ctx.db.system, lane, {
    holder,
    minuteMs: durations.minuteWindowMs,
    minuteLimit: ctx.callsAMinute ?? CALLS_A_MINUTE,
    dayMs: durations.dayWindowMs,
    slotMs: durations.ledgerCallTimeoutMs + durations.slotAfterNoAnswerMs,
    reserved: input.isReserved ?? false,
  });
  if (!budget.ok) {
    // Slots are held for as long as a call may take at worst; those in use now come back within seconds.
    const waitMs =
      budget.usedUp === "concurrent" ? Math.min(budget.waitMs, durations.afterConcurrentMs) : budget.waitMs;
    if (budget.usedUp === "day")
      await parkLane(ctx.db.system, lane, { parkMs: waitMs, reason: "xero_daily_limit" });
    return { ok: false, lacks: "budget", waitMs };
  }
  const app = await takeAppCall(ctx, lane.environment);
  if (!app.ok) {
    await freeCallSlot(ctx.db.system, lane, { holder, afterMs: 0 });
    return { ok: false, lacks: "budget", waitMs: app.waitMs };
  }
  return { ...access, connectionId };
}
