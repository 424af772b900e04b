import type { SystemDoor } from "../database.ts";

/** The person behind a sign-in, before any tenant is known. `email` is trimmed and lower-cased. */
export async function findSignIn(
  door: SystemDoor,
  input: { email: string },
): Promise<{ userId: string; name: string; passwordHash: string | null } | null> {
  const { rows } = await door.query<{ id: string; name: string; password_hash: string | null }>(
    "SELECT id, name, password_hash FROM app_user WHERE email = $1",
    [input.email],
  );
  const row = rows[0];
  return row ? { userId: row.id, name: row.name, passwordHash: row.password_hash } : null;
}
