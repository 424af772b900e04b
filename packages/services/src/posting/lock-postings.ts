import type { DocumentSale } from "@counterfoil/core/sale";
import type { TenantClient } from "@counterfoil/db/database";

/**
 * Holds what these documents' postings are and depend on, until the transaction ends. Whoever settles one of them meanwhile waits,
 * and releases afterwards what is planned here to wait for it; or we wait for them. Otherwise a payment could be saved as
 * waiting for an invoice that is posted in the same moment, and neither would see the other.
 * In settling's own order, what others wait for first and documents last, so that the two never wait for each other.
 */
export async function lockPostings(
  client: TenantClient,
  input: { storeId: string; documentIds: readonly string[]; sales: readonly (DocumentSale | null)[] },
): Promise<void> {
  const invoiceIds = input.sales.flatMap((sale) =>
    sale?.kind === "creditmemo" && sale.invoiceId !== null ? [sale.invoiceId] : [],
  );
  await client.query(
    `WITH own AS (
       SELECT id FROM posting WHERE document_id = ANY ($1)
       UNION SELECT p.id FROM document d JOIN posting p ON p.document_id = d.id
       WHERE d.store_id = $2 AND d.kind = 'invoice' AND d.magento_id = ANY ($3)
     )
     SELECT 1 FROM posting p
     WHERE p.id = ANY (ARRAY(SELECT id FROM own UNION SELECT parent_id FROM posting_dependency WHERE posting_id IN (SELECT id FROM own)))
     ORDER BY CASE p.kind WHEN 'contact' THEN 0 WHEN 'invoice' THEN 1 WHEN 'credit_note' THEN 1 ELSE 2 END, p.id FOR NO KEY UPDATE`,
    [input.documentIds, input.storeId, invoiceIds],
  );
}
