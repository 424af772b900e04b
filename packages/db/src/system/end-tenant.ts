import type { SystemDoor } from "../database.ts";

/** What the app's role may neither delete nor change: contacts and lists as we knew them, and customers' names in the audit log. */
export async function forgetCustomers(door: SystemDoor, input: { tenantId: string }): Promise<void> {
  for (const table of ["ledger_contact", "reference_data"])
    await door.query(`DELETE FROM ${table} WHERE tenant_id = $1`, [input.tenantId]);
  await door.query(
    `UPDATE audit SET detail = detail - ARRAY['name', 'note']
     WHERE tenant_id = $1 AND action IN ('document.left_out', 'document.contact_chosen')`,
    [input.tenantId],
  );
}

/** The last step: every seat and offer ends, and nobody gets in any more. Its rows stay, emptied. */
export async function endTenant(
  door: SystemDoor,
  input: { tenantId: string; userId: string },
): Promise<void> {
  await door.query(
    `WITH closed AS (
       UPDATE tenant SET closed_at = now() WHERE id = $1 AND closed_at IS NULL RETURNING id
     ), noted AS (
       INSERT INTO audit (tenant_id, actor_kind, actor_id, action) SELECT id, 'user', $2, 'tenant.closed' FROM closed
     ), offers AS (
       UPDATE invitation SET revoked_at = now() WHERE tenant_id = $1 AND accepted_at IS NULL AND revoked_at IS NULL
     ), links AS (
       UPDATE step_link SET revoked_at = now() WHERE tenant_id = $1 AND revoked_at IS NULL AND done_at IS NULL
     ), step AS (
       UPDATE closure SET done = array_append(done, 'people'), closed_at = now() WHERE tenant_id = $1 AND closed_at IS NULL
     )
     DELETE FROM member WHERE tenant_id = $1`,
    [input.tenantId, input.userId],
  );
}
