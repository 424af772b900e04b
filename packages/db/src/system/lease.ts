import type { SystemDoor } from "../database.ts";

export type Lease = { name: string; holder: string /** Rises with every change of hands. */; fence: string };

/** Takes a free or expired lease, by the database's clock; null when somebody else holds it. */
export async function acquireLease(
  door: SystemDoor,
  input: { name: string; holder: string; leaseMs: number },
): Promise<Lease | null> {
  const { rows } = await door.query<{ fence: string }>(
    `INSERT INTO lease AS l (name, holder, fence, expires_at) VALUES ($1, $2, 1, now() + $3 * interval '1 ms')
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, fence = l.fence + 1, expires_at = excluded.expires_at
       WHERE l.holder IS NULL OR l.expires_at <= now()
     RETURNING fence::text`,
    [input.name, input.holder, input.leaseMs],
  );
  const fence = rows[0]?.fence;
  return fence === undefined ? null : { name: input.name, holder: input.holder, fence };
}

/** False when the lease is no longer ours: whoever held it must start nothing more. */
export async function renewLease(door: SystemDoor, lease: Lease, leaseMs: number): Promise<boolean> {
  const { rowCount } = await door.query(
    `UPDATE lease SET expires_at = now() + $3 * interval '1 ms' WHERE name = $1 AND fence = $2 AND holder IS NOT NULL AND expires_at > now()`,
    [lease.name, lease.fence, leaseMs],
  );
  return rowCount === 1;
}

export async function releaseLease(door: SystemDoor, lease: Lease): Promise<void> {
  await door.query("UPDATE lease SET holder = NULL, expires_at = NULL WHERE name = $1 AND fence = $2", [
    lease.name,
    lease.fence,
  ]);
}
