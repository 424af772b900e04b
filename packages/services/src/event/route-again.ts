import type { TenantTransaction } from "@counterfoil/db/database";

/** Which binding takes a document follows the filters, and which bindings there are, until it has been sent. */
export async function routeAgain(tx: TenantTransaction, storeId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE event e SET state = 'unrouted', next_run_at = now() FROM document d
    WHERE d.store_id = ${storeId}::uuid AND d.state IN ('queued', 'planned', 'waiting', 'held', 'skipped', 'failed')
      AND e.store_id = d.store_id AND e.magento_entity_id = d.magento_id AND e.state = 'routed'
      AND e.name = ANY (CASE d.kind WHEN 'invoice' THEN ARRAY['invoice.created', 'invoice.paid'] ELSE ARRAY['creditmemo.created'] END)`;
}

/**
 * Until the end of this transaction nothing is routed by what the filters were. To be taken before documents are touched: whoever
 * routes holds the same lock and touches them too. Without it an event under way could be routed the old way and never again.
 */
export async function keepRoutingOut(tx: TenantTransaction, storeId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${routingLock(storeId)}, 0))`;
}

/** The advisory lock under which events of a store are routed. */
export const routingLock = (storeId: string) => `routing ${storeId}`;
