import { isBehindPace } from "@counterfoil/core/pace";
import { collectPostings, readDayPace } from "@counterfoil/db/system/day-pace";
import type { Lane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import type { PlannedCall } from "./build-call.ts";

/**
 * Whether a call waits for more to go with it, because the organisation's day of calls goes too fast. Then its postings say so, and are
 * due again once the first of them has waited long enough. Never full calls, nor reversals.
 */
export async function waitsForCompany(
  ctx: ServiceContext,
  input: { lane: Lane; call: PlannedCall },
): Promise<boolean> {
  const { lane, call } = input;
  const { collectForMs, dayWindowMs } = ctx.durations;
  const mustGo = call.postings.some(
    ({ state, waitedMs }) => state === "reversing" || waitedMs >= collectForMs,
  );
  if (call.isFull || mustGo) return false;
  const pace = await readDayPace(ctx.db.system, lane, { dayMs: dayWindowMs });
  if (!isBehindPace(pace, dayWindowMs)) return false;
  const postingIds = call.postings.map(({ id }) => id);
  await collectPostings(ctx.db.system, { postingIds, forMs: collectForMs });
  return true;
}
