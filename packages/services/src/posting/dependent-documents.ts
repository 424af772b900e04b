import type { TenantClient } from "@counterfoil/db/database";

/** The postings' own documents, and those that wait for a contact among them; in one order, so that no two wait for each other. */
export async function dependentDocuments(
  client: TenantClient,
  postingIds: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT document_id AS id FROM posting WHERE id = ANY ($1) AND document_id IS NOT NULL
     UNION
     SELECT child.document_id FROM posting_dependency d JOIN posting child ON child.id = d.posting_id
     WHERE d.parent_id = ANY ($1) AND child.document_id IS NOT NULL AND child.state <> 'posted'
     ORDER BY id`,
    [postingIds],
  );
  return rows.map((row) => row.id);
}
