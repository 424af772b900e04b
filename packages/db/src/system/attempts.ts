import type { SystemDoor } from "../database.ts";
import type { Lane } from "./lanes.ts";
import type { Lease } from "./lease.ts";

export type OpenAttempt = {
  id: string;
  tenantId: string;
  connectionId: string;
  idempotencyKey: string;
  method: "PUT" | "POST";
  path: string;
  body: string;
  postingIds: string[];
};

/**
 * Writes an attempt down before its call: guarded by the lease's token and by every posting still being as planned.
 * False when either is no longer so; then nothing was written and nothing may be sent.
 */
export async function openAttempt(
  door: SystemDoor,
  input: { lane: Lane; lease: Lease; attempt: OpenAttempt },
): Promise<boolean> {
  const { lane, lease, attempt } = input;
  const client = await door.connect();
  try {
    await client.query("BEGIN");
    const held = await client.query(
      "SELECT 1 FROM lease WHERE name = $1 AND fence = $2 AND expires_at > now() FOR SHARE",
      [lease.name, lease.fence],
    );
    const moved = await client.query(
      `UPDATE posting SET state = CASE WHEN state = 'planned' THEN 'sending' ELSE state END, updated_at = now()
       WHERE id = ANY ($1) AND tenant_id = $2 AND state IN ('planned', 'reversing')`,
      [attempt.postingIds, attempt.tenantId],
    );
    if (held.rowCount !== 1 || moved.rowCount !== attempt.postingIds.length) {
      await client.query("ROLLBACK");
      return false;
    }
    await client.query(
      `INSERT INTO attempt (id, tenant_id, environment, xero_tenant_id, connection_id, idempotency_key, method, path, body, fence, started_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp())`,
      [
        attempt.id,
        attempt.tenantId,
        lane.environment,
        lane.xeroTenantId,
        attempt.connectionId,
        attempt.idempotencyKey,
        attempt.method,
        attempt.path,
        attempt.body,
        lease.fence,
      ],
    );
    await client.query(
      `INSERT INTO attempt_posting (tenant_id, attempt_id, position, posting_id)
       SELECT $1, $2, n - 1, id FROM unnest($3::uuid[]) WITH ORDINALITY AS t (id, n)`,
      [attempt.tenantId, attempt.id, attempt.postingIds],
    );
    await client.query("COMMIT");
    return true;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/** Writes a send down first. Null when the lease has changed hands or the attempt is decided or too old: do not send. */
export async function markSending(
  door: SystemDoor,
  input: { attemptId: string; lease: Lease; repeatWindowMs: number },
): Promise<{ sends: number } | null> {
  const { rows } = await door.query<{ sends: number }>(
    `UPDATE attempt SET sending_at = clock_timestamp(), sends = sends + 1
     WHERE id = $1 AND state = 'open' AND started_at > now() - $4 * interval '1 ms'
       AND EXISTS (SELECT 1 FROM lease WHERE name = $2 AND fence = $3 AND expires_at > now())
     RETURNING sends`,
    [input.attemptId, input.lease.name, input.lease.fence, input.repeatWindowMs],
  );
  return rows[0] ?? null;
}

export type UnansweredAttempt = OpenAttempt & {
  /** 0 = written down but never sent. */
  sends: number;
  isExpired: boolean /** Until it may be sent again: its client's timeout must have passed. */;
  waitMs: number;
};

/** Attempts without an answer, oldest first: our own and a dead predecessor's alike. */
export async function listOpenAttempts(
  door: SystemDoor,
  lane: Lane,
  input: { repeatWindowMs: number; callTimeoutMs: number },
): Promise<UnansweredAttempt[]> {
  const { rows } = await door.query<UnansweredAttempt>(
    `SELECT a.id, a.tenant_id AS "tenantId", a.connection_id AS "connectionId", a.idempotency_key AS "idempotencyKey", a.method, a.path, a.body, a.sends,
            ARRAY(SELECT posting_id FROM attempt_posting ap WHERE ap.attempt_id = a.id ORDER BY position) AS "postingIds",
            a.started_at <= now() - $3 * interval '1 ms' AS "isExpired",
            greatest(0, extract(epoch FROM coalesce(a.sending_at, a.started_at - interval '1 day') + $4 * interval '1 ms' - now()) * 1000)::float8 AS "waitMs"
     FROM attempt a WHERE a.environment = $1 AND a.xero_tenant_id = $2 AND a.state = 'open' ORDER BY a.started_at`,
    [lane.environment, lane.xeroTenantId, input.repeatWindowMs, input.callTimeoutMs],
  );
  return rows;
}
