import type { SystemDoor } from "../database.ts";
import type { Lane } from "./lanes.ts";

export type CallGrant =
  | { ok: true }
  | {
      ok: false;
      usedUp: "minute" | "day" | "concurrent" /** From now until a call may be free again. */;
      waitMs: number;
    };

/** Slot, minute and day for one call, taken before it is made. `reserved`: look-ups, approvals, reference data may use the day's last twentieth. */
export async function takeCall(
  door: SystemDoor,
  lane: Lane,
  input: {
    holder: string;
    minuteMs: number;
    minuteLimit: number;
    dayMs: number;
    slotMs: number;
    reserved: boolean;
  },
): Promise<CallGrant> {
  const { rows } = await door.query<{
    usedUp: "minute" | "day" | "concurrent" | null;
    waitMs: number | null;
  }>(
    `SELECT refused_by AS "usedUp", greatest(0, extract(epoch FROM retry_at - now()) * 1000)::float8 AS "waitMs"
     FROM take_call($1, $2, $3, $4 * interval '1 ms', $5 * interval '1 ms', $6 * interval '1 ms', $7, $8)`,
    [
      lane.environment,
      lane.xeroTenantId,
      input.holder,
      input.minuteMs,
      input.dayMs,
      input.slotMs,
      input.reserved,
      input.minuteLimit,
    ],
  );
  const row = rows[0];
  return row?.usedUp ? { ok: false, usedUp: row.usedUp, waitMs: row.waitMs ?? 0 } : { ok: true };
}

/** The call is over: its slots are free after `afterMs`, 0 where it was answered. Never later than they would be anyhow. */
export async function freeCallSlot(
  door: SystemDoor,
  lane: Lane,
  input: { holder: string; afterMs: number },
): Promise<void> {
  await door.query(
    `UPDATE call_slot SET held_until = least(held_until, now() + $4 * interval '1 ms')
     WHERE environment = $1 AND xero_tenant_id = $2 AND holder = $3`,
    [lane.environment, lane.xeroTenantId, input.holder, input.afterMs],
  );
}

/** Five calls in flight are counted in another order than they started: a header that rises by more than that begins a new day. */
const MORE_THAN_DISORDER = 10;

/**
 * What the headers of a call said that began `ageMs` ago; an older call's never replace a younger one's. A remaining day of
 * 1,000 or more proves the higher tier; nothing else raises a limit. `dayStartsInMs`: Xero refused the call because its day is used up,
 * and said when the next one begins. Both at once: whoever asks for a call in between would wait for a day after our last one.
 */
export async function noteLimits(
  door: SystemDoor,
  lane: Lane,
  limits: {
    minuteRemaining: number | null;
    dayRemaining: number | null;
    ageMs: number;
    dayStartsInMs?: number | null;
  },
): Promise<void> {
  const dayStartsInMs = limits.dayStartsInMs ?? null;
  // A refusal says it, with the header or without.
  const dayRemaining = dayStartsInMs === null ? limits.dayRemaining : 0;
  if (limits.minuteRemaining === null && dayRemaining === null) return;
  await door.query(
    `UPDATE organisation_lane SET header_minute_left = $3, header_day_left = $4, header_at = now() - $5 * interval '1 ms',
            day_starts_at = CASE WHEN $7::float8 IS NOT NULL THEN now() + $7 * interval '1 ms'
                                 WHEN $4 > header_day_left + $6 THEN now() - $5 * interval '1 ms' ELSE day_starts_at END,
            day_limit = CASE WHEN $4 >= 1000 THEN greatest(day_limit, 5000, $4) ELSE day_limit END
     WHERE environment = $1 AND xero_tenant_id = $2 AND (header_at IS NULL OR header_at < now() - $5 * interval '1 ms')`,
    [
      lane.environment,
      lane.xeroTenantId,
      limits.minuteRemaining,
      dayRemaining,
      limits.ageMs,
      MORE_THAN_DISORDER,
      dayStartsInMs,
    ],
  );
}

/** Takes a chunk of the app's own minute (10,000 over all organisations); false when it is used up. */
export async function takeAppChunk(
  door: SystemDoor,
  input: { environment: string; chunk: number; minuteMs: number; limit: number },
): Promise<boolean> {
  const { rowCount } = await door.query(
    `INSERT INTO app_budget AS a (environment, starts_at, taken)
     VALUES ($1, to_timestamp(floor(extract(epoch FROM now()) * 1000 / $3) * $3 / 1000), $2)
     ON CONFLICT (environment, starts_at) DO UPDATE SET taken = a.taken + excluded.taken WHERE a.taken + excluded.taken <= $4
     RETURNING 1`,
    [input.environment, input.chunk, input.minuteMs, input.limit],
  );
  return rowCount === 1;
}

/** Forgets what no window reaches any more. */
export async function pruneCalls(
  door: SystemDoor,
  input: { dayMs: number; minuteMs: number },
): Promise<void> {
  await door.query("DELETE FROM call_start WHERE started_at < now() - $1 * interval '1 ms'", [input.dayMs]);
  await door.query("DELETE FROM app_budget WHERE starts_at < now() - 2 * $1 * interval '1 ms'", [
    input.minuteMs,
  ]);
  await door.query("DELETE FROM seen_token WHERE expires_at < now() - interval '5 minutes'");
}
