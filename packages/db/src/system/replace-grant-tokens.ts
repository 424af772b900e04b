import type { SystemDoor } from "../database.ts";

/**
 * Stores the tokens of a new consent. The fence rises, so that a refresh that is under way with the old pair cannot store
 * its answer over them. With `reconnects` the connections of this grant that waited for it are active again, in every tenant.
 */
export async function replaceGrantTokens(
  door: SystemDoor,
  input: {
    grantId: string;
    accessTokenSealed: string;
    refreshTokenSealed: string;
    accessExpiresAt: Date;
    refreshIssuedAt: Date;
    nextRefreshAt: Date;
    reconnects: boolean;
  },
): Promise<void> {
  await door.query(
    `WITH stored AS (
       UPDATE xero_grant SET status = 'active', access_token_sealed = $2, refresh_token_sealed = $3, access_expires_at = $4,
              refresh_issued_at = $5, next_refresh_at = $6, fence = fence + 1, lease_until = NULL, refresh_tries = 0
       WHERE id = $1 RETURNING id
     )
     UPDATE connection SET status = 'active', status_reason = NULL
     FROM stored WHERE grant_id = stored.id AND connection.status = 'reconnect_required' AND $7`,
    [
      input.grantId,
      input.accessTokenSealed,
      input.refreshTokenSealed,
      input.accessExpiresAt,
      input.refreshIssuedAt,
      input.nextRefreshAt,
      input.reconnects,
    ],
  );
}
