import { type PostingState, storefrontVerdict } from "@counterfoil/core/posting";
import type { TenantClient } from "@counterfoil/db/database";

type Row = {
  storeId: string;
  magentoId: string;
  kind: "contact";
  state: PostingState;
  reason: string | null;
  xeroId: string | null;
  xeroNumber: string | null;
};

/** What Magento is told of customers whom it announced: a level, a function of all their postings. In the transaction that moved one. */
export async function refreshCustomers(client: TenantClient, postingIds: readonly string[]): Promise<void> {
  const contacts = await client.query<{ id: string }>(
    "SELECT id FROM posting WHERE id = ANY ($1) AND kind = 'contact'",
    [postingIds],
  );
  if (contacts.rows.length === 0) return;
  const { rows } = await client.query<Row>(
    `SELECT p.store_id AS "storeId", p.magento_key AS "magentoId", p.kind, p.state, p.reason, p.xero_id AS "xeroId", p.xero_number AS "xeroNumber"
     FROM posting p JOIN (
       SELECT DISTINCT m.store_id, m.magento_key FROM posting m
       JOIN customer c ON c.store_id = m.store_id AND c.magento_id::text = m.magento_key
       WHERE m.id = ANY ($1)
     ) moved ON moved.store_id = p.store_id AND moved.magento_key = p.magento_key
     WHERE p.kind = 'contact' ORDER BY p.created_at, p.id`,
    [contacts.rows.map(({ id }) => id)],
  );
  const customers = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.storeId} ${row.magentoId}`;
    customers.set(key, [...(customers.get(key) ?? []), row]);
  }
  const told = [...customers.values()].flatMap(wantedOf);
  if (told.length === 0) return;
  await client.query(
    `INSERT INTO storefront_state AS s (tenant_id, store_id, entity_type, magento_id, wanted, next_run_at)
     SELECT current_setting('app.tenant_id')::uuid, t.store_id, 'customer', t.magento_id, t.wanted, now()
     FROM jsonb_to_recordset($1) AS t (store_id uuid, magento_id bigint, wanted jsonb)
     ON CONFLICT (store_id, entity_type, magento_id) DO UPDATE
       SET wanted = excluded.wanted, wanted_version = s.wanted_version + 1, next_run_at = now(), tries = 0
       WHERE s.wanted <> excluded.wanted`,
    [JSON.stringify(told)],
  );
}

/** Failed or held > synced; nothing while it is on its way. Its ids are always kept. */
function wantedOf(postings: Row[]): { store_id: string; magento_id: string; wanted: object }[] {
  const trouble = postings.find(({ state }) => state === "held" || state === "failed");
  const { status, because } = storefrontVerdict(trouble ? [trouble] : postings);
  const [first] = postings;
  if (status === "pending" || !first) return [];
  const named = because?.xeroId ? because : (postings.find(({ xeroId }) => xeroId !== null) ?? first);
  const wanted = {
    status,
    providerEntityId: named.xeroId,
    providerReference: named.xeroNumber,
    skipReason: null,
    errorCode: status === "failed" ? (because?.reason ?? null) : null,
  };
  return [{ store_id: first.storeId, magento_id: first.magentoId, wanted }];
}
