import type { SystemDoor } from "../database.ts";

/** The grant of one Xero user that is in use, or null. */
export async function findLiveGrant(
  door: SystemDoor,
  input: { environment: string; xeroUserId: string },
): Promise<{ id: string } | null> {
  const { rows } = await door.query<{ id: string }>(
    "SELECT id FROM xero_grant WHERE environment = $1 AND xero_user_id = $2 AND status = 'active'",
    [input.environment, input.xeroUserId],
  );
  return rows[0] ?? null;
}
