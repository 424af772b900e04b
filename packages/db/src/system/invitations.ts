import type { SystemDoor } from "../database.ts";

export type OfferedSeat = {
  tenantId: string;
  tenantName: string;
  email: string;
  role: string;
  inviterName: string;
  state: "open" | "expired" | "accepted" | "revoked";
  /** Somebody with this address can sign in already. */
  hasAccount: boolean;
};

/** What a link offers, before any tenant is known. */
export async function findInvitation(
  door: SystemDoor,
  input: { tokenHash: string },
): Promise<OfferedSeat | null> {
  const { rows } = await door.query<OfferedSeat>(
    `SELECT i.tenant_id AS "tenantId", t.name AS "tenantName", i.email, i.role, coalesce(inviter.name, 'Somebody') AS "inviterName",
            CASE WHEN i.revoked_at IS NOT NULL OR t.closed_at IS NOT NULL THEN 'revoked' WHEN i.accepted_at IS NOT NULL THEN 'accepted'
                 WHEN i.expires_at <= now() THEN 'expired' ELSE 'open' END AS state,
            EXISTS (SELECT 1 FROM app_user u WHERE u.email = i.email) AS "hasAccount"
     FROM invitation i JOIN tenant t ON t.id = i.tenant_id LEFT JOIN app_user inviter ON inviter.id = i.invited_by
     WHERE i.token_hash = $1`,
    [input.tokenHash],
  );
  return rows[0] ?? null;
}

const TAKE = `
  taken AS (
    UPDATE invitation i SET accepted_at = now() FROM tenant t, person
    WHERE i.token_hash = $1 AND i.email = person.email AND t.id = i.tenant_id AND t.closed_at IS NULL
      AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
    RETURNING i.id, i.tenant_id, i.role, i.email, person.id AS user_id
  ), seat AS (
    INSERT INTO member (tenant_id, user_id, role) SELECT tenant_id, user_id, role FROM taken ON CONFLICT (tenant_id, user_id) DO NOTHING
  ), noted AS (
    INSERT INTO audit (tenant_id, actor_kind, actor_id, action, subject, detail)
    SELECT tenant_id, 'user', user_id::text, 'member.joined', user_id::text, jsonb_build_object('email', email, 'role', role) FROM taken
  )
  SELECT tenant_id AS "tenantId", user_id AS "userId" FROM taken`;

/** Gives the seat to a person with the offer's address, once. Null when the offer is not open, or is somebody else's. */
export async function takeOfferedSeat(
  door: SystemDoor,
  input: { tokenHash: string; userId: string },
): Promise<{ tenantId: string; userId: string } | null> {
  const { rows } = await door.query<{ tenantId: string; userId: string }>(
    `WITH person AS (SELECT id, email FROM app_user WHERE id = $2), ${TAKE}`,
    [input.tokenHash, input.userId],
  );
  return rows[0] ?? null;
}

/** The same for somebody new, who is made with the offer's address. Null when the offer is not open or the address has an account. */
export async function takeOfferedSeatAnew(
  door: SystemDoor,
  input: { tokenHash: string; name: string; passwordHash: string },
): Promise<{ tenantId: string; userId: string } | null> {
  const { rows } = await door.query<{ tenantId: string; userId: string }>(
    `WITH person AS (
       INSERT INTO app_user (email, name, password_hash)
       SELECT email, $2, $3 FROM invitation i
       WHERE token_hash = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now()
         AND EXISTS (SELECT 1 FROM tenant t WHERE t.id = i.tenant_id AND t.closed_at IS NULL)
       ON CONFLICT (email) DO NOTHING RETURNING id, email
     ), ${TAKE}`,
    [input.tokenHash, input.name, input.passwordHash],
  );
  return rows[0] ?? null;
}
