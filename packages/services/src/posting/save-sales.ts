import { plainText } from "@counterfoil/core/plan/text";
import type { DocumentSale } from "@counterfoil/core/sale";
import type { TenantClient } from "@counterfoil/db/database";
import type { Gathered } from "./gather-sales.ts";
import type { DueDocument } from "./list-due-documents.ts";

type Fetched = { document: DueDocument; gathered: Extract<Gathered, { sale: DocumentSale | null }> };

/** Keeps what Magento said, the newest only. */
export async function saveSales(
  client: TenantClient,
  input: { storeId: string; fetched: readonly Fetched[] },
): Promise<void> {
  const { storeId, fetched } = input;
  const bodies = fetched.flatMap(({ gathered: { sale, parent, payment } }) => [
    // The document itself last: it is newer than what another one brought of it.
    ...(parent ? [{ kind: parent.kind, magento_id: parent.magentoId, body: parent }] : []),
    ...(payment ? [{ kind: payment.kind, magento_id: payment.invoiceId, body: payment }] : []),
    ...(sale ? [{ kind: sale.kind, magento_id: sale.magentoId, body: sale }] : []),
  ]);
  if (bodies.length === 0) return;
  const newest = new Map(bodies.map((each) => [`${each.kind} ${each.magento_id}`, each]));
  await client.query(
    `INSERT INTO sale (tenant_id, store_id, kind, magento_id, body, fetched_at)
     SELECT current_setting('app.tenant_id')::uuid, $1, t.kind, t.magento_id, t.body, now()
     FROM jsonb_to_recordset($2) AS t (kind text, magento_id bigint, body jsonb) ORDER BY t.kind, t.magento_id
     ON CONFLICT (store_id, kind, magento_id) DO UPDATE SET body = excluded.body, fetched_at = excluded.fetched_at`,
    [storeId, JSON.stringify([...newest.values()])],
  );
  const views = new Map(
    fetched.flatMap(({ document, gathered: { sale } }) =>
      sale
        ? [
            [
              document.magentoStoreId,
              { view: document.magentoStoreId, number: sale.incrementId, currency: sale.currency },
            ] as const,
          ]
        : [],
    ),
  );
  await client.query(
    `UPDATE store_view v SET last_number = t.number, last_currency = t.currency
     FROM jsonb_to_recordset($2) AS t (view int, number text, currency text) WHERE v.store_id = $1 AND v.magento_store_id = t.view`,
    [storeId, JSON.stringify([...views.values()])],
  );
}

/** As a bookkeeper would look for them: the company, else the person, else the address. */
export function customerNameOf(sale: DocumentSale): string {
  const { company, firstName, lastName, email } = sale.customer;
  const person = [firstName, lastName].filter(Boolean).join(" ");
  const names = [company ?? "", person, email].map((name) => plainText(name, { max: 255 }));
  return names.find((name) => name !== "") ?? "Guest";
}
