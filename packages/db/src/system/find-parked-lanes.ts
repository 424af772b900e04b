import type { SystemDoor } from "../database.ts";

/** Which of these organisations accept no calls at the moment, and why. Lanes are shared by tenants; nothing else of them is told. */
export async function findParkedLanes(
  door: SystemDoor,
  input: { environment: string; xeroTenantIds: string[] },
): Promise<{ xeroTenantId: string; parkedUntil: Date; parkedReason: string | null }[]> {
  if (input.xeroTenantIds.length === 0) return [];
  const { rows } = await door.query<{
    xero_tenant_id: string;
    parked_until: Date;
    parked_reason: string | null;
  }>(
    `SELECT xero_tenant_id, parked_until, parked_reason FROM organisation_lane
     WHERE environment = $1 AND xero_tenant_id = ANY($2::uuid[]) AND parked_until > now()`,
    [input.environment, input.xeroTenantIds],
  );
  return rows.map((row) => ({
    xeroTenantId: row.xero_tenant_id,
    parkedUntil: row.parked_until,
    parkedReason: row.parked_reason,
  }));
}
