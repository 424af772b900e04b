import type { SystemDoor } from "../database.ts";

/** Whoever has written into a tenant's audit log, also those who have no seat there any more. */
export async function listAuditPeople(
  door: SystemDoor,
  input: { tenantId: string },
): Promise<{ id: string; name: string }[]> {
  const { rows } = await door.query<{ id: string; name: string }>(
    `SELECT u.id, u.name FROM app_user u
     WHERE u.id::text IN (SELECT DISTINCT actor_id FROM audit WHERE tenant_id = $1 AND actor_kind IN ('user', 'operator'))
     ORDER BY u.name, u.id`,
    [input.tenantId],
  );
  return rows;
}
