import type { SystemDoor } from "../database.ts";

export type DueWork = { lane: string; rows: number; oldestSeconds: number };

/** How many rows are due in each lane and for how long the oldest has been, for the metrics. Reads the small indexes only. */
export async function readDueWork(door: SystemDoor): Promise<DueWork[]> {
  const { rows } = await door.query<DueWork>(
    LANES.map(
      ({ lane, from, due }) =>
        `SELECT '${lane}' AS lane, count(*)::int AS rows, coalesce(extract(epoch FROM now() - min(${due})), 0)::float8 AS "oldestSeconds"
         FROM ${from} AND ${due} <= now()`,
    ).join(" UNION ALL "),
  );
  return rows;
}

export type Backlog = {
  oldestUnpostedSeconds: number;
  unfinished: { state: string; reason: string; documents: number }[];
  /** Of the organisation that has the fewest; null while nothing was ever sent. */
  dayCallsLeft: number | null;
  parked: { reason: string; organisations: number }[];
};

/** What operators are woken for. By partial indexes; the calls of a day are counted, so not more often than every few seconds. */
export async function readBacklog(door: SystemDoor, input: { dayMs: number }): Promise<Backlog> {
  const [oldest, unfinished, left, parked] = await Promise.all([
    door.query<{ seconds: number }>(
      // What was paused or ended, or has not begun, waits for a person, and nobody is woken for it.
      `SELECT extract(epoch FROM now() - d.created_at)::float8 AS seconds FROM document d
       JOIN binding b ON b.id = d.binding_id AND b.status = 'active' AND NOT b.paused AND b.started_at IS NOT NULL
       JOIN tenant t ON t.id = d.tenant_id AND t.paused_at IS NULL
       WHERE d.state IN (${ON_ITS_WAY}) ORDER BY d.created_at LIMIT 1`,
    ),
    door.query<Backlog["unfinished"][number]>(
      `SELECT state, coalesce(reason, '') AS reason, count(*)::int AS documents FROM document
       WHERE state IN ('waiting', 'held', 'failed') GROUP BY 1, 2`,
    ),
    door.query<{ left: number | null }>(
      `SELECT min(least(l.day_limit - (SELECT count(*) FROM call_start c WHERE c.environment = l.environment AND c.xero_tenant_id = l.xero_tenant_id
                                         AND c.started_at > now() - $1 * interval '1 ms'), l.header_day_left))::int AS left FROM organisation_lane l`,
      [input.dayMs],
    ),
    door.query<Backlog["parked"][number]>(
      `SELECT coalesce(parked_reason, '') AS reason, count(*)::int AS organisations FROM organisation_lane WHERE parked_until > now() GROUP BY 1`,
    ),
  ]);
  return {
    oldestUnpostedSeconds: oldest.rows[0]?.seconds ?? 0,
    unfinished: unfinished.rows,
    dayCallsLeft: left.rows[0]?.left ?? null,
    parked: parked.rows,
  };
}

const ON_ITS_WAY = "'queued', 'planned', 'sending', 'unconfirmed', 'reversing'";

const LANES = [
  { lane: "route", from: "event WHERE state = 'unrouted'", due: "next_run_at" },
  { lane: "prepare", from: "document WHERE next_run_at IS NOT NULL", due: "next_run_at" },
  {
    lane: "drain",
    from: "posting WHERE state IN ('planned', 'reversing') AND coalesce(collect_until <= now(), true)",
    due: "next_run_at",
  },
  { lane: "repeat", from: "attempt WHERE state = 'open'", due: "started_at" },
  { lane: "push", from: "storefront_state WHERE next_run_at IS NOT NULL", due: "next_run_at" },
];
