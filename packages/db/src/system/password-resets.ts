import type { SystemDoor } from "../database.ts";

/** Writes a way to a new password down for whoever has this address; older ones end. Null when nobody has it. */
export async function openPasswordReset(
  door: SystemDoor,
  input: { email: string; tokenHash: string; lifeMs: number },
): Promise<{ name: string } | null> {
  const { rows } = await door.query<{ name: string }>(
    `WITH person AS (SELECT id, name FROM app_user WHERE email = $1),
     ended AS (UPDATE password_reset r SET used_at = now() FROM person WHERE r.user_id = person.id AND r.used_at IS NULL),
     over AS (DELETE FROM password_reset WHERE expires_at < now() - interval '1 day')
     INSERT INTO password_reset (token_hash, user_id, expires_at)
     SELECT $2, person.id, now() + $3 * interval '1 ms' FROM person RETURNING (SELECT name FROM person)`,
    [input.email, input.tokenHash, input.lifeMs],
  );
  return rows[0] ?? null;
}

export async function isResetOpen(door: SystemDoor, input: { tokenHash: string }): Promise<boolean> {
  const { rowCount } = await door.query(
    "SELECT 1 FROM password_reset WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()",
    [input.tokenHash],
  );
  return rowCount === 1;
}

/** Sets the password and ends every session of that person; noted in each tenant they sit in. False when the way is closed. */
export async function usePasswordReset(
  door: SystemDoor,
  input: { tokenHash: string; passwordHash: string },
): Promise<boolean> {
  const { rows } = await door.query<{ done: number }>(
    `WITH used AS (
       UPDATE password_reset SET used_at = now() WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now() RETURNING user_id
     ), person AS (
       UPDATE app_user u SET password_hash = $2, sessions_valid_from = now() FROM used WHERE u.id = used.user_id RETURNING u.id
     ), noted AS (
       INSERT INTO audit (tenant_id, actor_kind, actor_id, action, subject)
       SELECT m.tenant_id, 'user', m.user_id::text, 'member.password_reset', m.user_id::text FROM member m JOIN person ON person.id = m.user_id
     )
     SELECT count(*)::int AS done FROM person`,
    [input.tokenHash, input.passwordHash],
  );
  return rows[0]?.done === 1;
}
