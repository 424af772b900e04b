import type { SystemDoor } from "../database.ts";

/** The row of one Xero user's grant, made without tokens where there is none yet: its id is part of what seals them. */
export async function openGrant(
  door: SystemDoor,
  input: { environment: string; xeroUserId: string },
): Promise<{ id: string }> {
  const { rows } = await door.query<{ id: string }>(
    `INSERT INTO xero_grant (environment, xero_user_id, status) VALUES ($1, $2, 'reconnect_required')
     ON CONFLICT (environment, xero_user_id) DO UPDATE SET xero_user_id = excluded.xero_user_id
     RETURNING id`,
    [input.environment, input.xeroUserId],
  );
  const row = rows[0];
  if (!row) throw new Error("The grant's row was not returned.");
  return row;
}
