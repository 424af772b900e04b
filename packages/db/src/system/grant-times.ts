import type { SystemDoor } from "../database.ts";

export type GrantTimes = {
  connectionId: string;
  /** When the access token ends; it is renewed before. */
  accessExpiresAt: Date | null;
  /** When the pair of tokens was last renewed; what nobody renews for sixty days Xero forgets. */
  renewedAt: Date | null;
};

/** Of connections that the caller has seen to be its own: grants belong to no tenant. */
export async function readGrantTimes(
  door: SystemDoor,
  connectionIds: readonly string[],
): Promise<Map<string, GrantTimes>> {
  const { rows } = await door.query<GrantTimes>(
    `SELECT c.id AS "connectionId", CASE WHEN g.access_token_sealed IS NOT NULL THEN g.access_expires_at END AS "accessExpiresAt",
            CASE WHEN g.refresh_token_sealed IS NOT NULL THEN g.refresh_issued_at END AS "renewedAt"
     FROM connection c JOIN xero_grant g ON g.id = c.grant_id WHERE c.id = ANY ($1::uuid[])`,
    [connectionIds],
  );
  return new Map(rows.map((row) => [row.connectionId, row]));
}
