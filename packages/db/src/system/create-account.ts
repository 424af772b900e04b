import type { SystemDoor } from "../database.ts";

/** A tenant, its first person and that person's seat as owner, or null when the address has an account already. */
export async function createAccount(
  door: SystemDoor,
  input: {
    email: string;
    personName: string;
    /** Null for somebody who signs in with Xero, as `xeroUserId`. */
    passwordHash: string | null;
    xeroUserId?: string;
    tenantName: string;
  },
): Promise<{ userId: string; tenantId: string } | null> {
  const { rows } = await door.query<{ user_id: string; tenant_id: string }>(
    `WITH person AS (
       INSERT INTO app_user (email, name, password_hash, xero_user_id) VALUES ($1, $2, $3, $5)
       ON CONFLICT DO NOTHING RETURNING id
     ), merchant AS (
       INSERT INTO tenant (name) SELECT $4 FROM person RETURNING id
     ), seat AS (
       INSERT INTO member (tenant_id, user_id, role) SELECT merchant.id, person.id, 'owner' FROM merchant, person
       RETURNING tenant_id, user_id
     ), noted AS (
       INSERT INTO audit (tenant_id, actor_kind, actor_id, action)
       SELECT tenant_id, 'user', user_id::text, 'tenant.created' FROM seat
     )
     SELECT user_id, tenant_id FROM seat`,
    [input.email, input.personName, input.passwordHash, input.tenantName, input.xeroUserId ?? null],
  );
  const row = rows[0];
  return row ? { userId: row.user_id, tenantId: row.tenant_id } : null;
}
