import type { SystemDoor } from "../database.ts";

/** Counts one hit in the fixed window that is open by the database's clock, and says whether it is still within the limit. */
export async function takeRateWindow(
  door: SystemDoor,
  input: { key: string; windowMs: number; limit: number },
): Promise<boolean> {
  const { rows } = await door.query<{ hits: number }>(
    `INSERT INTO rate_window (key, starts_at)
     VALUES ($1, date_bin(make_interval(secs => $2 / 1000.0), now(), 'epoch'::timestamptz))
     ON CONFLICT (key, starts_at) DO UPDATE SET hits = rate_window.hits + 1
     RETURNING hits`,
    [input.key, input.windowMs],
  );
  return (rows[0]?.hits ?? 0) <= input.limit;
}
