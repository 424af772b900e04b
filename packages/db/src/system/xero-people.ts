import type { SystemDoor } from "../database.ts";

type Person = { userId: string; name: string; email: string };

/** Who signs in with Xero as this user. */
export async function findXeroPerson(
  door: SystemDoor,
  input: { xeroUserId: string },
): Promise<Person | null> {
  const { rows } = await door.query<Person>(
    `SELECT id AS "userId", name, email FROM app_user WHERE xero_user_id = $1`,
    [input.xeroUserId],
  );
  return rows[0] ?? null;
}

/** From now on this person may sign in with Xero as this user. Null when either has another one already. Noted in each tenant they sit in. */
export async function linkXeroPerson(
  door: SystemDoor,
  input: { email: string; xeroUserId: string },
): Promise<Person | null> {
  const { rows } = await door.query<Person>(
    `WITH person AS (
       UPDATE app_user u SET xero_user_id = $2 WHERE u.email = $1 AND (u.xero_user_id IS NULL OR u.xero_user_id = $2)
         AND NOT EXISTS (SELECT 1 FROM app_user o WHERE o.xero_user_id = $2 AND o.email <> $1)
       RETURNING u.id, u.name, u.email
     ), noted AS (
       INSERT INTO audit (tenant_id, actor_kind, actor_id, action, subject)
       SELECT m.tenant_id, 'user', m.user_id::text, 'member.xero_linked', m.user_id::text FROM member m JOIN person ON person.id = m.user_id
     )
     SELECT id AS "userId", name, email FROM person`,
    [input.email, input.xeroUserId],
  );
  return rows[0] ?? null;
}
