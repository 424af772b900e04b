import type { TenantClient } from "@counterfoil/db/database";
import { refreshDocuments } from "../posting/refresh-documents.ts";

/** With their postings, to be planned by the other binding's settings. Their marks follow then: they were never sent. */
export async function moveDocuments(
  client: TenantClient,
  documents: readonly { id: string; environment: string; organisation: string; binding: string }[],
): Promise<void> {
  if (documents.length === 0) return;
  const ids = documents.map(({ id }) => id);
  await client.query(
    "DELETE FROM posting_dependency d USING posting p WHERE p.id = d.posting_id AND p.document_id = ANY ($1)",
    [ids],
  );
  await client.query(
    `UPDATE document d SET environment = t.environment, xero_tenant_id = t.organisation, binding_id = t.binding
     FROM jsonb_to_recordset($1) AS t (id uuid, environment text, organisation uuid, binding uuid) WHERE d.id = t.id`,
    [JSON.stringify(documents)],
  );
  await client.query(
    `UPDATE posting p SET environment = d.environment, xero_tenant_id = d.xero_tenant_id, binding_id = d.binding_id,
            state = CASE WHEN p.state IN ('planned', 'waiting') THEN 'queued' ELSE p.state END,
            reason = CASE WHEN p.state IN ('planned', 'waiting') THEN NULL ELSE p.reason END,
            reason_params = CASE WHEN p.state IN ('planned', 'waiting') THEN '{}' ELSE p.reason_params END, updated_at = now()
     FROM document d WHERE d.id = p.document_id AND p.document_id = ANY ($1)`,
    [ids],
  );
  await refreshDocuments(client, ids);
}
