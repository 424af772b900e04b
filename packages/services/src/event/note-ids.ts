import type { TenantClient } from "@counterfoil/db/database";

export type SeenId = { kind: "invoice" | "creditmemo"; magentoId: string | number };

/** Widens what is known of a store's ids; what lies between the first and the last and was never seen is a hole. */
export async function noteIds(client: TenantClient, storeId: string, seen: readonly SeenId[]): Promise<void> {
  if (seen.length === 0) return;
  await client.query(
    `INSERT INTO id_series AS s (tenant_id, store_id, kind, first_id, last_id, scanned_from, scanned_to)
     SELECT current_setting('app.tenant_id')::uuid, $1, t.kind, min(t.id), max(t.id), min(t.id), min(t.id)
     FROM jsonb_to_recordset($2) AS t (kind text, id bigint) GROUP BY t.kind ORDER BY t.kind
     ON CONFLICT (store_id, kind) DO UPDATE
       SET first_id = least(s.first_id, excluded.first_id), last_id = greatest(s.last_id, excluded.last_id)
       WHERE s.first_id > excluded.first_id OR s.last_id < excluded.last_id`,
    [storeId, JSON.stringify(seen.map(({ kind, magentoId }) => ({ kind, id: magentoId })))],
  );
}
