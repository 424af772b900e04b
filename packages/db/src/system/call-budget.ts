import type { SystemDoor } from "../database.ts";
import { readDayPace } from "./day-pace.ts";
import type { Lane } from "./lanes.ts";

export type CallBudget = {
  minuteLimit: number;
  minuteLeft: number;
  dayLimit: number;
  /** As far as we know: Xero counts the calls of the merchant's other apps for those alone. */
  dayLeft: number;
  /** When Xero's day turns, once it has been seen to. */
  dayTurnsAt: Date | null;
  /** Nothing is sent until then. */
  parkedUntil: Date | null;
  parkedReason: string | null;
};

/** What an organisation's budget of calls is at this moment; null where nothing was ever asked of it. Counts nothing down. */
export async function readCallBudget(
  door: SystemDoor,
  lane: Lane,
  input: { minuteMs: number; dayMs: number; minuteLimit: number },
): Promise<CallBudget | null> {
  const { rows } = await door.query<{
    minuteUsed: number;
    headerMinuteLeft: number | null;
    dayTurnsAt: Date | null;
    parkedUntil: Date | null;
    parkedReason: string | null;
  }>(
    `SELECT (SELECT count(*)::int FROM call_start c WHERE c.environment = $1 AND c.xero_tenant_id = $2
               AND c.started_at > now() - $3 * interval '1 ms') AS "minuteUsed",
            CASE WHEN header_at > now() - $3 * interval '1 ms' THEN header_minute_left END AS "headerMinuteLeft",
            day_starts_at + greatest(0, ceil(extract(epoch FROM now() - day_starts_at) * 1000 / $4)) * $4 * interval '1 ms' AS "dayTurnsAt",
            CASE WHEN parked_until > now() THEN parked_until END AS "parkedUntil",
            CASE WHEN parked_until > now() THEN parked_reason END AS "parkedReason"
     FROM organisation_lane WHERE environment = $1 AND xero_tenant_id = $2`,
    [lane.environment, lane.xeroTenantId, input.minuteMs, input.dayMs],
  );
  const [row] = rows;
  if (!row) return null;
  const { limit, used } = await readDayPace(door, lane, { dayMs: input.dayMs });
  const { minuteUsed, headerMinuteLeft, dayTurnsAt, parkedUntil, parkedReason } = row;
  const { minuteLimit } = input;
  return {
    minuteLimit,
    minuteLeft: Math.max(0, Math.min(minuteLimit - minuteUsed, headerMinuteLeft ?? minuteLimit)),
    dayLimit: limit,
    dayLeft: Math.max(0, limit - used),
    dayTurnsAt,
    parkedUntil,
    parkedReason,
  };
}
