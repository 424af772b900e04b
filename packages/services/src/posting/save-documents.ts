import type { DocumentSale } from "@counterfoil/core/sale";
import type { TenantClient } from "@counterfoil/db/database";
import type { DueDocument } from "./list-due-documents.ts";
import { customerNameOf } from "./save-sales.ts";

/** `day`: of the document in its store's own time, YYYY-MM-DD. */
export type Seen = { document: DueDocument; sale: DocumentSale; day: string };
export type Checked = { id: string; check: object | null };

/** There is nothing more to do for them. */
export async function settleDocuments(
  client: TenantClient,
  documents: readonly DueDocument[],
): Promise<void> {
  if (documents.length === 0) return;
  await client.query(
    `UPDATE document d SET next_run_at = ${NEXT_RUN_AT}, tries = 0, first_failed_at = NULL
     FROM unnest($1::uuid[], $2::timestamptz[]) AS t (id, due_at) WHERE d.id = t.id`,
    [documents.map(({ id }) => id), documents.map(({ dueAt }) => dueAt)],
  );
}

/** Done, unless somebody asked for it once more since it was listed. */
const NEXT_RUN_AT = "nullif(d.next_run_at, t.due_at)";

/** What Magento says of them, and that there is nothing more to do. */
export async function saveDocuments(client: TenantClient, seen: readonly Seen[]): Promise<void> {
  if (seen.length === 0) return;
  const rows = seen.map(({ document, sale, day }) => ({
    id: document.id,
    due_at: document.dueAt,
    number: sale.incrementId,
    currency: sale.currency,
    total: sale.grandTotal,
    customer: customerNameOf(sale),
    day,
    website: sale.websiteId,
    parent: sale.kind === "creditmemo" ? sale.invoiceId : null,
  }));
  await client.query(
    `UPDATE document d SET increment_id = t.number, currency = t.currency, grand_total = t.total, customer_name = t.customer, document_date = t.day,
            website_id = t.website, parent_magento_id = t.parent, next_run_at = ${NEXT_RUN_AT}, tries = 0, first_failed_at = NULL, updated_at = now()
     FROM jsonb_to_recordset($1)
       AS t (id uuid, due_at timestamptz, number text, currency text, total numeric, customer text, day date, website int, parent bigint)
     WHERE d.id = t.id`,
    [JSON.stringify(rows)],
  );
}

/** Before Start there are no postings: only what planning said. */
export async function saveChecks(client: TenantClient, checked: readonly Checked[]): Promise<void> {
  if (checked.length === 0) return;
  await client.query(
    `UPDATE document d SET state = 'waiting', reason = 'not_started', reason_params = '{}', "check" = t."check"
     FROM jsonb_to_recordset($1) AS t (id uuid, "check" jsonb) WHERE d.id = t.id`,
    [JSON.stringify(checked)],
  );
}
