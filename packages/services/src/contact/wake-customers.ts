import type { TenantTransaction } from "@counterfoil/db/database";

/** A store's customers are looked at again, those too whom no binding wanted so far. */
export async function wakeCustomers(tx: TenantTransaction, storeId: string): Promise<void> {
  await tx.$executeRaw`UPDATE customer SET next_run_at = now(), tries = 0 WHERE store_id = ${storeId}::uuid`;
  await tx.$executeRaw`
    UPDATE event SET state = 'unrouted', next_run_at = now()
    WHERE store_id = ${storeId}::uuid AND name = 'customer.upserted' AND state = 'ignored'`;
}
