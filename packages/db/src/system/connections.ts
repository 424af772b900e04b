import type { SystemDoor } from "../database.ts";

export type EndingConnection = {
  id: string;
  environment: "production" | "sandbox";
  xeroConnectionId: string;
  grantId: string;
  /** A connection of this or another tenant that lives has the same id at Xero. */
  isShared: boolean;
};

/** The advisory lock under which a connection is saved, and under which it is decided whether it ends at Xero. */
export function connectionLockKey(connection: { environment: string; xeroConnectionId: string }): string {
  return `connection ${connection.environment} ${connection.xeroConnectionId}`;
}

/** Connections that were disconnected here and not yet at Xero. */
export async function listEndingConnections(door: SystemDoor, limit: number): Promise<string[]> {
  const { rows } = await door.query<{ id: string }>(
    "SELECT id FROM connection WHERE status = 'revoked' AND status_reason = 'ending' ORDER BY id LIMIT $1",
    [limit],
  );
  return rows.map((row) => row.id);
}

/**
 * What is to be ended, and whether somebody else's right hangs on it; null when there is nothing to end. Whoever saves the
 * same connection at this moment holds the lock until it can be seen.
 */
export async function decideEnding(
  door: SystemDoor,
  input: { connectionId: string },
): Promise<EndingConnection | null> {
  const client = await door.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    await client.query(
      `SELECT pg_advisory_xact_lock(hashtextextended('connection ' || environment || ' ' || xero_connection_id, 0)) FROM connection WHERE id = $1`,
      [input.connectionId],
    );
    const { rows } = await client.query<EndingConnection>(
      `SELECT c.id, c.environment, c.xero_connection_id AS "xeroConnectionId", c.grant_id AS "grantId",
              EXISTS (SELECT 1 FROM connection o WHERE o.environment = c.environment AND o.xero_connection_id = c.xero_connection_id
                      AND o.status <> 'revoked') AS "isShared"
       FROM connection c WHERE c.id = $1 AND c.status = 'revoked' AND c.status_reason = 'ending'`,
      [input.connectionId],
    );
    await client.query("COMMIT");
    return rows[0] ?? null;
  } catch (error) {
    await client.query("ROLLBACK").catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * It has ended at Xero, or must stand there for another tenant. Its grant's tokens are wiped with the last connection; not
 * right after they were issued, when their new connection may be on its way: a sweep comes back for those.
 */
export async function concludeConnection(
  door: SystemDoor,
  input: { connectionId: string; freshMs: number },
): Promise<void> {
  await door.query(
    "UPDATE connection SET status_reason = 'disconnected' WHERE id = $1 AND status = 'revoked' AND status_reason = 'ending'",
    [input.connectionId],
  );
  await wipeUnusedGrants(door, input);
}

export async function wipeUnusedGrants(door: SystemDoor, input: { freshMs: number }): Promise<number> {
  const { rowCount } = await door.query(
    `UPDATE xero_grant g SET status = 'reconnect_required', access_token_sealed = NULL, refresh_token_sealed = NULL, next_refresh_at = NULL,
            lease_until = NULL, fence = fence + 1
     WHERE g.refresh_token_sealed IS NOT NULL AND g.refresh_issued_at < now() - $1 * interval '1 ms'
       AND NOT EXISTS (SELECT 1 FROM connection c WHERE c.grant_id = g.id AND c.status <> 'revoked')`,
    [input.freshMs],
  );
  return rowCount ?? 0;
}
