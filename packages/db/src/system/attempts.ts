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

/** A posting as it was read: anything that has happened to its row since makes the version differ. */
export type PostingVersion = { id: string; version: string };

/**
 * Writes an attempt down before its call: guarded by the lease's token and by every posting still being what the body was
 * made of. Unless "opened", nothing was written and nothing may be sent.
 */
export async function openAttempt(
  door: SystemDoor,
  input: { lane: Lane; lease: Lease; attempt: Omit<OpenAttempt, "postingIds">; postings: PostingVersion[] },
): Promise<"opened" | "lease_lost" | "postings_changed"> {
  const { lane, lease, attempt, postings } = input;
  const postingIds = postings.map(({ id }) => id);
  const client = await door.connect();
  let broken: Error | undefined;
  const rollBack = () =>
    client.query("ROLLBACK").catch((cause: Error) => {
      broken = cause;
    });
  try {
    await client.query("BEGIN");
    const held = await client.query(
      "SELECT 1 FROM lease WHERE name = $1 AND fence = $2 AND expires_at > now() FOR SHARE",
      [lease.name, lease.fence],
    );
    if (held.rowCount !== 1) {
      await rollBack();
      return "lease_lost";
    }
    const moved = await client.query(
      `UPDATE posting p SET state = CASE WHEN p.state = 'planned' THEN 'sending' ELSE p.state END, updated_at = now()
       FROM unnest($1::uuid[], $2::text[]) AS t (id, version)
       WHERE p.id = t.id AND p.xmin::text = t.version AND p.tenant_id = $3 AND p.state IN ('planned', 'reversing')`,
      [postingIds, postings.map(({ version }) => version), attempt.tenantId],
    );
    if (moved.rowCount !== postings.length) {
      await rollBack();
      return "postings_changed";
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
      [attempt.tenantId, attempt.id, postingIds],
    );
    await client.query("COMMIT");
    return "opened";
  } catch (error) {
    await rollBack();
    // Who plans these postings again at this moment was there first.
    if ((error as { code?: unknown }).code === "40P01") return "postings_changed";
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Writes a send down first; until `quietMs` have passed nobody else repeats it. Null when the lease has changed hands or the
 * attempt is decided or too old: do not send.
 */
export async function markSending(
  door: SystemDoor,
  input: { attemptId: string; lease: Lease; repeatWindowMs: number; quietMs: number },
): Promise<{ sends: number } | null> {
  const { rows } = await door.query<{ sends: number }>(
    `UPDATE attempt SET sending_at = clock_timestamp(), sendable_at = clock_timestamp() + $5 * interval '1 ms', sends = sends + 1
     WHERE id = $1 AND state = 'open' AND started_at > now() - $4 * interval '1 ms'
       AND EXISTS (SELECT 1 FROM lease WHERE name = $2 AND fence = $3 AND expires_at > now())
     RETURNING sends`,
    [input.attemptId, input.lease.name, input.lease.fence, input.repeatWindowMs, input.quietMs],
  );
  return rows[0] ?? null;
}

/** Not answered, and its client has stopped waiting: to be sent again after a while. */
export async function postponeAttempt(
  door: SystemDoor,
  input: { attemptId: string; afterMs: number },
): Promise<void> {
  await door.query(
    "UPDATE attempt SET sendable_at = now() + $2 * interval '1 ms' WHERE id = $1 AND state = 'open'",
    [input.attemptId, input.afterMs],
  );
}

export type UnansweredAttempt = OpenAttempt & {
  /** 0 = written down but never sent. */
  sends: number;
  isExpired: boolean;
};

/** Attempts without an answer that nobody waits for any more, oldest first: our own and a dead predecessor's alike. */
export async function listOpenAttempts(
  door: SystemDoor,
  lane: Lane,
  input: { repeatWindowMs: number },
): Promise<UnansweredAttempt[]> {
  const { rows } = await door.query<UnansweredAttempt>(
    `SELECT a.id, a.tenant_id AS "tenantId", a.connection_id AS "connectionId", a.idempotency_key AS "idempotencyKey", a.method, a.path, a.body, a.sends,
            ARRAY(SELECT posting_id FROM attempt_posting ap WHERE ap.attempt_id = a.id ORDER BY position) AS "postingIds",
            a.started_at <= now() - $3 * interval '1 ms' AS "isExpired"
     FROM attempt a WHERE a.environment = $1 AND a.xero_tenant_id = $2 AND a.state = 'open' AND (a.sendable_at IS NULL OR a.sendable_at <= now())
     ORDER BY a.started_at`,
    [lane.environment, lane.xeroTenantId, input.repeatWindowMs],
  );
  return rows;
}
