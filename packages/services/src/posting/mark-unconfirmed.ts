import type { TenantClient } from "@counterfoil/db/database";

/** Frozen: the call may or may not have taken effect, so nothing plans or sends this posting again until that is known. */
export async function markUnconfirmed(client: TenantClient, postingId: string): Promise<void> {
  await client.query(
    `UPDATE posting SET state = 'unconfirmed', reason = 'unconfirmed', reason_params = jsonb_build_object('number', number), updated_at = now()
     WHERE id = $1 AND state = 'sending'`,
    [postingId],
  );
}
