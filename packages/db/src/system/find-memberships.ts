import type { SystemDoor } from "../database.ts";

/** The tenants in which one person has a seat, oldest seat first. */
export async function findMemberships(
  door: SystemDoor,
  input: { userId: string },
): Promise<{ tenantId: string; tenantName: string; environment: string; role: string }[]> {
  const { rows } = await door.query<{ id: string; name: string; environment: string; role: string }>(
    `SELECT t.id, t.name, t.environment, m.role FROM member m JOIN tenant t ON t.id = m.tenant_id
     WHERE m.user_id = $1 AND t.closed_at IS NULL ORDER BY m.created_at, t.id`,
    [input.userId],
  );
  return rows.map((row) => ({
    tenantId: row.id,
    tenantName: row.name,
    environment: row.environment,
    role: row.role,
  }));
}
