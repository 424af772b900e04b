import type { DocumentSale } from "@counterfoil/core/sale";
import type { TenantClient } from "@counterfoil/db/database";
import type { Gathered } from "./gather-sales.ts";
import type { DueDocument } from "./list-due-documents.ts";

/** Keeps what Magento said, the newest only. */
export async function saveSale(
  client: TenantClient,
  input: {
    storeId: string;
    document: DueDocument;
    gathered: Extract<Gathered, { sale: DocumentSale | null }>;
  },
): Promise<void> {
  const { storeId, document, gathered } = input;
  const { sale, parent, payment } = gathered;
  const documents = [sale, parent].filter((each) => each !== null);
  const sales = [
    ...documents.map((body) => ({ kind: body.kind, magento_id: body.magentoId, body })),
    ...(payment ? [{ kind: payment.kind, magento_id: payment.invoiceId, body: payment }] : []),
  ];
  if (sales.length === 0) return;
  await client.query(
    `INSERT INTO sale (tenant_id, store_id, kind, magento_id, body, fetched_at)
     SELECT current_setting('app.tenant_id')::uuid, $1, t.kind, t.magento_id, t.body, now()
     FROM jsonb_to_recordset($2) AS t (kind text, magento_id bigint, body jsonb)
     ON CONFLICT (store_id, kind, magento_id) DO UPDATE SET body = excluded.body, fetched_at = excluded.fetched_at`,
    [storeId, JSON.stringify(sales)],
  );
  if (!sale) return;
  await client.query(
    "UPDATE store_view SET last_number = $3, last_currency = $4 WHERE store_id = $1 AND magento_store_id = $2",
    [storeId, document.magentoStoreId, sale.incrementId, sale.currency],
  );
}

/** As a bookkeeper would look for them: the company, else the person, else the address. */
export function customerNameOf(sale: DocumentSale): string {
  const { company, firstName, lastName, email } = sale.customer;
  const person = [firstName, lastName].filter(Boolean).join(" ");
  return company || person || email || "Guest";
}
