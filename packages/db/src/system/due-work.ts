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

const LANES = [
  { lane: "route", from: "event WHERE state = 'unrouted'", due: "next_run_at" },
  { lane: "prepare", from: "document WHERE next_run_at IS NOT NULL", due: "next_run_at" },
  { lane: "drain", from: "posting WHERE state IN ('planned', 'reversing')", due: "next_run_at" },
  { lane: "repeat", from: "attempt WHERE state = 'open'", due: "started_at" },
  { lane: "push", from: "storefront_state WHERE next_run_at IS NOT NULL", due: "next_run_at" },
];
