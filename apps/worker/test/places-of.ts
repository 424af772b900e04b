import type { RaisedDocument, WholeSystem } from "./whole-system.ts";

/** Xero's ids of the organisations that a document belongs to. */
export async function placesOf(system: WholeSystem, document: RaisedDocument): Promise<string[]> {
  const rows = await system.rows<{ organisation: string }>(
    "SELECT xero_tenant_id AS organisation FROM document WHERE kind = $1 AND increment_id = $2",
    [document.kind, document.increment_id],
  );
  return rows.map(({ organisation }) => organisation);
}
