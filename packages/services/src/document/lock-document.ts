import { notFound } from "@counterfoil/core/errors";
import type { PostingKind, PostingState } from "@counterfoil/core/posting";
import type { TenantClient } from "@counterfoil/db/database";
import { z } from "zod";
import { isSent } from "../posting/is-sent.ts";

export type LockedDocument = {
  id: string;
  bindingId: string;
  organisationId: string;
  environment: "production" | "sandbox";
  xeroTenantId: string;
  kind: "invoice" | "creditmemo";
  state: PostingState;
  reason: string | null;
  isLeftOut: boolean;
  postings: LockedPosting[];
};

export type LockedPosting = {
  id: string;
  kind: PostingKind;
  state: PostingState;
  reason: string | null;
  isSent: boolean;
};

/**
 * One document for a decision about it: until the transaction ends nothing plans it (planning reads decisions under a lock of its
 * binding) and nothing sends what is its own. Locked in planning's order. `not_found` for whatever is not this tenant's.
 */
export async function lockDocument(client: TenantClient, documentId: string): Promise<LockedDocument> {
  const missing = notFound("There is no such document.");
  if (!z.uuid().safeParse(documentId).success) throw missing;
  await client.query(
    "SELECT 1 FROM binding WHERE id = (SELECT binding_id FROM document WHERE id = $1) FOR NO KEY UPDATE",
    [documentId],
  );
  const { rows: postings } = await client.query<LockedPosting>(
    `SELECT p.id, p.kind, p.state, p.reason, ${isSent("p")} AS "isSent" FROM posting p WHERE p.document_id = $1
     ORDER BY CASE p.kind WHEN 'invoice' THEN 1 WHEN 'credit_note' THEN 1 ELSE 2 END, p.id FOR UPDATE`,
    [documentId],
  );
  const { rows } = await client.query<Omit<LockedDocument, "postings">>(
    `SELECT d.id, d.binding_id AS "bindingId", b.organisation_id AS "organisationId", d.environment, d.xero_tenant_id AS "xeroTenantId", d.kind,
            d.state, d.reason, d.left_out_at IS NOT NULL AS "isLeftOut"
     FROM document d JOIN binding b ON b.id = d.binding_id WHERE d.id = $1 FOR UPDATE OF d`,
    [documentId],
  );
  const [document] = rows;
  if (!document) throw missing;
  return { ...document, postings };
}
