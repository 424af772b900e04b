import type { SystemDoor } from "../database.ts";

export type DueReference = { organisationId: string; tenantId: string };

/** Organisations whose lists are to be read (again), claimed for a while so that a lost job comes back. */
export async function claimDueReferences(
  door: SystemDoor,
  input: { claimMs: number; limit: number },
): Promise<DueReference[]> {
  const { rows } = await door.query<DueReference>(
    `UPDATE organisation o SET reference_due_at = now() + $1 * interval '1 ms'
     WHERE o.id IN (SELECT d.id FROM organisation d JOIN connection c ON c.organisation_id = d.id AND c.status = 'active'
                    WHERE d.reference_due_at <= now() ORDER BY d.reference_due_at LIMIT $2 FOR UPDATE OF d SKIP LOCKED)
     RETURNING o.id AS "organisationId", o.tenant_id AS "tenantId"`,
    [input.claimMs, input.limit],
  );
  return rows;
}
