import type { SystemDoor } from "../database.ts";

export type GrantTokens = {
  id: string;
  environment: "production" | "sandbox";
  status: "active" | "reconnect_required";
  accessTokenSealed: string | null;
  refreshTokenSealed: string | null;
  /** Milliseconds until the access token ends; negative when it has. */
  accessLeftMs: number;
  /** Since the pair was issued. */
  tokenAgeMs: number;
  /** How often in a row refreshing did not work out. */
  refreshTries: number;
};

const TOKENS = `g.id, g.environment, g.status, g.access_token_sealed AS "accessTokenSealed", g.refresh_token_sealed AS "refreshTokenSealed",
  coalesce(extract(epoch FROM g.access_expires_at - now()) * 1000, -1)::float8 AS "accessLeftMs",
  coalesce(extract(epoch FROM now() - g.refresh_issued_at) * 1000, 0)::float8 AS "tokenAgeMs", g.refresh_tries AS "refreshTries"`;

export async function readGrantOfConnection(
  door: SystemDoor,
  connectionId: string,
): Promise<GrantTokens | null> {
  const { rows } = await door.query<GrantTokens>(
    `SELECT ${TOKENS} FROM connection c JOIN xero_grant g ON g.id = c.grant_id WHERE c.id = $1 AND c.status = 'active'`,
    [connectionId],
  );
  return rows[0] ?? null;
}

export async function readGrant(door: SystemDoor, grantId: string): Promise<GrantTokens | null> {
  const { rows } = await door.query<GrantTokens>(`SELECT ${TOKENS} FROM xero_grant g WHERE g.id = $1`, [
    grantId,
  ]);
  return rows[0] ?? null;
}

/** Claims one grant for refreshing; null when another holds it, or, with `ifDue`, has done it. The HTTP call that follows runs outside any transaction. */
export async function claimGrant(
  door: SystemDoor,
  input: { grantId: string; leaseMs: number; ifDue?: boolean },
): Promise<(GrantTokens & { fence: string }) | null> {
  const { rows } = await door.query<GrantTokens & { fence: string }>(
    `UPDATE xero_grant g SET lease_until = now() + $2 * interval '1 ms', fence = g.fence + 1
     WHERE g.id = $1 AND g.status = 'active' AND (g.lease_until IS NULL OR g.lease_until <= now())
       AND (NOT $3 OR g.next_refresh_at <= now())
     RETURNING ${TOKENS}, g.fence::text`,
    [input.grantId, input.leaseMs, input.ifDue ?? false],
  );
  return rows[0] ?? null;
}

/** Grants whose refresh is due. */
export async function listDueGrants(door: SystemDoor, limit: number): Promise<string[]> {
  const { rows } = await door.query<{ id: string }>(
    `SELECT id FROM xero_grant WHERE status = 'active' AND next_refresh_at <= now() AND (lease_until IS NULL OR lease_until <= now())
     ORDER BY next_refresh_at LIMIT $1`,
    [limit],
  );
  return rows.map((row) => row.id);
}

/**
 * Stores a fresh pair, only under the fence that fetched it. A grant that no open binding uses is next refreshed only to be
 * kept alive; whoever needs it before does so in line.
 */
export async function storeGrantTokens(
  door: SystemDoor,
  input: {
    grantId: string;
    fence: string;
    accessTokenSealed: string;
    refreshTokenSealed: string;
    expiresInMs: number;
    refreshInMs: number;
    keepAliveMs: number;
  },
): Promise<boolean> {
  const { rowCount } = await door.query(
    `UPDATE xero_grant g SET access_token_sealed = $3, refresh_token_sealed = $4, access_expires_at = now() + $5 * interval '1 ms',
            refresh_issued_at = now(), lease_until = NULL, refresh_tries = 0,
            next_refresh_at = now() + interval '1 ms' *
              CASE WHEN EXISTS (SELECT 1 FROM connection c JOIN binding b ON b.organisation_id = c.organisation_id AND b.status = 'active'
                                WHERE c.grant_id = g.id AND c.status = 'active') THEN $6::float8 ELSE $7::float8 END
     WHERE g.id = $1 AND g.fence = $2`,
    [
      input.grantId,
      input.fence,
      input.accessTokenSealed,
      input.refreshTokenSealed,
      input.expiresInMs,
      input.refreshInMs,
      input.keepAliveMs,
    ],
  );
  return rowCount === 1;
}

/** The refresh did not work out this time: free it and try again later. */
export async function postponeGrant(
  door: SystemDoor,
  input: { grantId: string; fence: string; afterMs: number },
): Promise<void> {
  await door.query(
    `UPDATE xero_grant SET lease_until = NULL, refresh_tries = refresh_tries + 1, next_refresh_at = now() + $3 * interval '1 ms'
     WHERE id = $1 AND fence = $2`,
    [input.grantId, input.fence, input.afterMs],
  );
}

/** Xero no longer knows the token we sent: the user must consent again. Only if it still is the stored one. */
export async function endGrant(
  door: SystemDoor,
  input: { grantId: string; fence: string; refreshTokenSealed: string },
): Promise<boolean> {
  const { rowCount } = await door.query(
    `WITH ended AS (
       UPDATE xero_grant SET status = 'reconnect_required', lease_until = NULL, access_token_sealed = NULL
       WHERE id = $1 AND fence = $2 AND refresh_token_sealed = $3 RETURNING id
     )
     UPDATE connection c SET status = 'reconnect_required', status_reason = 'invalid_grant' FROM ended WHERE c.grant_id = ended.id`,
    [input.grantId, input.fence, input.refreshTokenSealed],
  );
  return (rowCount ?? 0) > 0;
}

export async function refuseConnection(
  door: SystemDoor,
  input: { connectionId: string; reason: string },
): Promise<void> {
  await door.query(
    "UPDATE connection SET status = 'reconnect_required', status_reason = $2 WHERE id = $1 AND status = 'active'",
    [input.connectionId, input.reason],
  );
}
