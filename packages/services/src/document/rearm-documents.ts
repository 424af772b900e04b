import type { TenantClient } from "@counterfoil/db/database";
import { dependentDocuments } from "../posting/dependent-documents.ts";
import { refreshDocuments } from "../posting/refresh-documents.ts";

/**
 * What is held or failed of these documents is fetched and planned again, in a few statements for thousands. Answers the
 * documents of which something moved.
 */
export async function rearmDocuments(
  client: TenantClient,
  documentIds: readonly string[],
): Promise<string[]> {
  if (documentIds.length === 0) return [];
  const { rows } = await client.query<{ id: string }>(
    `WITH own AS (SELECT id FROM posting WHERE document_id = ANY ($1) AND ${RETRYABLE}),
     contact AS (
       SELECT c.id FROM posting c WHERE c.kind = 'contact' AND c.state IN ('held', 'failed') AND c.xero_id IS NULL AND c.id IN (
         SELECT d.parent_id FROM posting p JOIN posting_dependency d ON d.posting_id = p.id WHERE p.document_id = ANY ($1))
     ), locked AS (
       SELECT p.id FROM posting p WHERE p.id IN (SELECT id FROM own UNION ALL SELECT id FROM contact)
       ORDER BY CASE p.kind WHEN 'contact' THEN 0 WHEN 'invoice' THEN 1 WHEN 'credit_note' THEN 1 ELSE 2 END, p.id FOR NO KEY UPDATE
     )
     UPDATE posting p SET state = 'queued', reason = NULL, reason_params = '{}', next_run_at = now(), updated_at = now()
     FROM locked WHERE p.id = locked.id AND p.state IN ('held', 'failed') RETURNING p.id`,
    [documentIds],
  );
  const touched = await dependentDocuments(
    client,
    rows.map(({ id }) => id),
  );
  await refreshDocuments(client, touched);
  const chosen = new Set(documentIds);
  const rearmed = touched.filter((id) => chosen.has(id));
  await client.query(
    "UPDATE document SET next_run_at = now(), tries = 0, first_failed_at = NULL WHERE id = ANY ($1)",
    [rearmed],
  );
  return rearmed;
}

/**
 * Not what stands in Xero although it is wrong: a second one beside it would be a duplicate. A wrong document that Xero would not
 * let us take out is looked at again, and sent only once it is gone. Money behind what somebody voided or changed waits for that.
 */
const RETRYABLE = `state IN ('held', 'failed') AND (xero_id IS NULL OR reason = 'xero_total_differs')
  AND NOT (reason IN ('voided_in_xero', 'changed_in_xero') AND kind IN ('payment', 'refund', 'allocation'))`;
