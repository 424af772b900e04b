import type { TenantClient } from "@counterfoil/db/database";
import { moveDocuments } from "../event/move-documents.ts";
import type { Gathered } from "./gather-sales.ts";
import { isSent } from "./is-sent.ts";
import type { DueDocument } from "./list-due-documents.ts";

type Place = {
  id: string;
  environment: string;
  organisation: string;
  binding: string;
  isThereToo: boolean;
};

/**
 * A credit memo belongs into the books in which its invoice is, whatever the filters say of its store view since. Which invoice
 * that is says only the fetched memo, so those that were not sent yet move now. Answers the documents with their places.
 * Their postings are locked by whoever calls this.
 */
export async function followInvoices(
  client: TenantClient,
  input: {
    storeId: string;
    documents: readonly DueDocument[];
    sales: ReadonlyMap<string, Gathered>;
  },
): Promise<DueDocument[]> {
  const { storeId, documents, sales } = input;
  const memos = documents.flatMap(({ id, isFrozen }) => {
    const gathered = sales.get(id);
    const sale = gathered && "sale" in gathered ? gathered.sale : null;
    const isOfInvoice = !isFrozen && sale?.kind === "creditmemo" && sale.invoiceId !== null;
    return isOfInvoice ? [{ id, invoice: String(sale.invoiceId) }] : [];
  });
  if (memos.length === 0) return [...documents];
  const { rows } = await client.query<Place>(PLACES, [storeId, JSON.stringify(memos)]);
  if (rows.length === 0) return [...documents];
  // The one that is there already goes there, and this one nowhere.
  const doubles = rows.filter(({ isThereToo }) => isThereToo).map(({ id }) => id);
  const moved = rows.filter(({ isThereToo }) => !isThereToo);
  await moveDocuments(client, moved);
  await client.query("UPDATE document SET is_outside = (id = ANY ($2)) WHERE id = ANY ($1)", [
    rows.map(({ id }) => id),
    doubles,
  ]);
  const places = new Map(rows.map((place) => [place.id, place]));
  return documents.map((document) => {
    const place = places.get(document.id);
    if (!place) return document;
    if (place.isThereToo) return { ...document, isOutside: true };
    return {
      ...document,
      bindingId: place.binding,
      xeroTenantId: place.organisation,
      isOutside: false,
    };
  });
}

/** By the organisations that the store has or had. What stays where it is has no row: its invoice is there, or nowhere. */
const PLACES = `
  SELECT DISTINCT ON (d.id) d.id, d.environment, i.xero_tenant_id AS organisation, i.binding_id AS binding,
         EXISTS (SELECT 1 FROM document s WHERE s.id <> d.id AND s.environment = d.environment AND s.xero_tenant_id = i.xero_tenant_id
                 AND s.store_id = $1 AND s.kind = d.kind AND s.magento_id = d.magento_id) AS "isThereToo"
  FROM jsonb_to_recordset($2) AS t (id uuid, invoice text) JOIN document d ON d.id = t.id
  JOIN (SELECT DISTINCT environment, xero_tenant_id FROM binding WHERE store_id = $1) o ON o.environment = d.environment
  JOIN posting i ON i.environment = o.environment AND i.xero_tenant_id = o.xero_tenant_id AND i.store_id = $1 AND i.kind = 'invoice'
    AND i.magento_key = t.invoice AND ${isSent("i")}
  WHERE (o.xero_tenant_id <> d.xero_tenant_id OR d.is_outside)
    AND NOT EXISTS (SELECT 1 FROM posting own WHERE own.document_id = d.id AND ${isSent("own")})
    AND (d.is_outside OR NOT EXISTS (
      SELECT 1 FROM posting here WHERE here.environment = d.environment AND here.xero_tenant_id = d.xero_tenant_id AND here.store_id = $1
        AND here.kind = 'invoice' AND here.magento_key = t.invoice AND ${isSent("here")}))
  ORDER BY d.id, i.xero_tenant_id = d.xero_tenant_id DESC, i.posted_at`;
