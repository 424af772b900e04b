import type { TenantClient } from "@counterfoil/db/database";

export type DueDocument = {
  id: string;
  bindingId: string;
  environment: "production" | "sandbox";
  xeroTenantId: string;
  kind: "invoice" | "creditmemo";
  magentoId: number;
  incrementId: string | null;
  magentoStoreId: number;
  paidAt: Date | null;
  createdAt: Date;
  isOutside: boolean;
  isBackfill: boolean;
  tries: number;
  /** Since the first failure, by the database's clock; 0 when there was none. */
  failingMs: number;
  /** What was sent once is never planned again. */
  isFrozen: boolean;
  /** Magento calls it paid, and what it says of the payment has not been fetched. */
  lacksPayment: boolean;
  /** When it came due, to the millisecond: what wakes it while it is being planned is another time, and stands. */
  dueAt: string;
  /** As last fetched. */
  paymentMethod: string | null;
};

export type DueDocuments = {
  store: {
    code: string;
    guestSecretSealed: string;
    /** Nothing can be fetched from it at the moment. */
    isParked: boolean;
  };
  documents: DueDocument[];
};

const BATCH = 50;

/** Two lists, since the second is read only where the first does not fill the batch. */
const due = (which: string) => `
  (SELECT d.id FROM document d JOIN binding b ON b.id = d.binding_id AND b.status = 'active'
   WHERE d.store_id = $1 AND d.next_run_at <= now() AND ${which} ORDER BY d.next_run_at, d.id LIMIT ${BATCH})`;

/** At most fifty, what has just happened before history. */
export async function listDueDocuments(client: TenantClient, storeId: string): Promise<DueDocuments> {
  const store = await client.query<DueDocuments["store"]>(
    `SELECT code, guest_secret_sealed AS "guestSecretSealed", coalesce(parked_until > now(), false) AS "isParked" FROM store WHERE id = $1`,
    [storeId],
  );
  const { rows } = await client.query<DueDocument>(
    `SELECT d.id, d.binding_id AS "bindingId", d.environment, d.xero_tenant_id AS "xeroTenantId", d.kind, d.magento_id::float8 AS "magentoId",
            d.increment_id AS "incrementId", d.magento_store_id AS "magentoStoreId", d.paid_at AS "paidAt", d.created_at AS "createdAt",
            d.is_outside AS "isOutside", d.is_backfill AS "isBackfill", d.tries, d.next_run_at::text AS "dueAt",
            coalesce(extract(epoch FROM now() - d.first_failed_at) * 1000, 0)::float8 AS "failingMs",
            EXISTS (SELECT 1 FROM posting p WHERE p.document_id = d.id AND p.kind IN ('invoice', 'credit_note')
                    AND p.state IN ('sending', 'unconfirmed', 'reversing', 'posted')) AS "isFrozen",
            d.kind = 'invoice' AND d.paid_at IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM sale s WHERE s.store_id = d.store_id AND s.kind = 'payment' AND s.magento_id = d.magento_id) AS "lacksPayment",
            (SELECT s.body->>'paymentMethod' FROM sale s WHERE s.store_id = d.store_id AND s.kind = d.kind AND s.magento_id = d.magento_id) AS "paymentMethod"
     FROM (SELECT id FROM (${due("NOT d.is_backfill")} UNION ALL ${due("d.is_backfill")}) next LIMIT ${BATCH}) next JOIN document d USING (id)
     ORDER BY d.is_backfill, d.next_run_at, d.id`,
    [storeId],
  );
  const found = store.rows[0];
  if (!found) throw new Error(`Store ${storeId} is not there.`);
  return { store: found, documents: rows };
}
