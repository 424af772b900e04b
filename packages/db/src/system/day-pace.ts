import type { DayPace } from "@counterfoil/core/pace";
import type { SystemDoor } from "../database.ts";
import { retryDeadlock } from "../retry-deadlock.ts";
import type { Lane } from "./lanes.ts";

/**
 * How fast an organisation's day of calls goes, by what `take_call` counts: since Xero's day began where that is known, else in any
 * sliding day. Calls that only the header knows of count as made when it came.
 */
export async function readDayPace(door: SystemDoor, lane: Lane, input: { dayMs: number }): Promise<DayPace> {
  const { rows } = await door.query<{ limit: number; used: number; calls: number; ms: number }>(
    `WITH lane AS (
       SELECT *, CASE WHEN day_starts_at <= now() THEN day_starts_at
                   + floor(extract(epoch FROM now() - day_starts_at) * 1000 / $3) * $3 * interval '1 ms' END AS day_at
       FROM organisation_lane WHERE environment = $1 AND xero_tenant_id = $2
     ), ours AS (
       SELECT c.started_at FROM call_start c, lane WHERE c.environment = $1 AND c.xero_tenant_id = $2
         AND c.started_at > coalesce(lane.day_at, now() - $3 * interval '1 ms')
     ), counted AS (
       SELECT started_at AS at, 1 AS calls FROM ours
       UNION ALL
       SELECT header_at, greatest(0, day_limit - header_day_left - (SELECT count(*)::int FROM ours WHERE started_at <= header_at))
       FROM lane WHERE header_at > coalesce(day_at, now() - $3 * interval '1 ms')
     ), stretches AS (
       SELECT sum(calls) OVER (ORDER BY at DESC)::int AS calls, (extract(epoch FROM now() - at) * 1000)::float8 AS ms FROM counted
     )
     SELECT lane.day_limit AS limit, (SELECT coalesce(sum(calls), 0) FROM counted)::int AS used, furthest.calls, furthest.ms
     FROM lane, LATERAL (
       (SELECT coalesce(sum(calls), 0)::int AS calls, (extract(epoch FROM now() - lane.day_at) * 1000)::float8 AS ms
        FROM counted WHERE lane.day_at IS NOT NULL)
       UNION ALL
       (SELECT calls, ms FROM stretches WHERE lane.day_at IS NULL ORDER BY calls::float8 / lane.day_limit - ms / $3 DESC LIMIT 1)
     ) furthest
     WHERE furthest.ms IS NOT NULL`,
    [lane.environment, lane.xeroTenantId, input.dayMs],
  );
  const [row] = rows;
  if (!row) return { limit: 1, used: 0, stretch: { calls: 0, ms: 0 } };
  const { limit, used, calls, ms } = row;
  return { limit, used, stretch: { calls, ms } };
}

/** Postings that wait for company are not due before they have waited `forMs`; whatever makes their call full takes them along. */
export async function collectPostings(
  door: SystemDoor,
  input: { postingIds: readonly string[]; forMs: number },
): Promise<void> {
  const collect = () =>
    door.query(
      `UPDATE posting p SET collect_until = ${READY_SINCE} + $2 * interval '1 ms'
       WHERE id = ANY ($1) AND state = 'planned' AND collect_until IS DISTINCT FROM ${READY_SINCE} + $2 * interval '1 ms'`,
      [input.postingIds, input.forMs],
    );
  await retryDeadlock(collect);
}

/**
 * From when on a posting waits for company: its document's whole way, contact to payment, is one wait, and a later try is none. What
 * stands in Xero already, a contact to be changed, is made again and again: it counts from when it was due.
 */
export const READY_SINCE = "(CASE WHEN p.xero_id IS NULL THEN p.created_at ELSE p.next_run_at END)";
