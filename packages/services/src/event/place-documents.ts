import type { TenantClient } from "@counterfoil/db/database";
import { isSent } from "../posting/is-sent.ts";
import { moveDocuments } from "./move-documents.ts";

/** What events say of one document, and where it goes. Columns for `jsonb_to_recordset` are `CHANGE_COLUMNS`. */
export type DocumentChange = {
  environment: string;
  organisation: string;
  binding: string;
  kind: "invoice" | "creditmemo";
  magentoId: string;
  number: string | null;
  website: number;
  view: number;
  paidAt: Date | null;
  isOutside: boolean;
  /** All of it happened long before we heard of it. */
  isBackfill: boolean;
};

export const CHANGE_COLUMNS = `environment text, organisation uuid, binding uuid, kind text, "magentoId" bigint, number text, website int, view int,
  "paidAt" timestamptz, "isOutside" boolean, "isBackfill" boolean`;

/**
 * One document of Magento's is in one organisation: where it was sent, whatever the filters say since; else where they say now,
 * and what was prepared of it elsewhere moves there. Answers the changes with the places they keep.
 */
export async function placeDocuments(
  client: TenantClient,
  input: { storeId: string; documents: readonly DocumentChange[] },
): Promise<DocumentChange[]> {
  const { documents } = input;
  const elsewhere = await listElsewhere(client, input);
  if (elsewhere.length === 0) return [...documents];
  const sent = await lockSent(client, elsewhere);
  const kept = new Map<string, Elsewhere>();
  const moved = new Map<string, Elsewhere>();
  for (const each of elsewhere) {
    if (!sent.has(each.id)) moved.set(keyOf(each), each);
    else if (each.isOfTheEnvironment) kept.set(keyOf(each), each);
  }
  for (const key of kept.keys()) moved.delete(key);
  await moveDocuments(
    client,
    [...moved.values()].filter((each) => !each.isThereToo).map(({ id, wanted }) => ({ id, ...wanted })),
  );
  return together(
    documents.map((change) => {
      const place = kept.get(keyOf(change));
      return place
        ? { ...change, organisation: place.organisation, binding: place.binding, isOutside: false }
        : change;
    }),
  );
}

/** A document of the changes' in another organisation, and where the filters want it. */
type Elsewhere = Pick<DocumentChange, "kind" | "magentoId" | "organisation" | "binding"> & {
  id: string;
  isOfTheEnvironment: boolean;
  isThereToo: boolean;
  wanted: { environment: string; organisation: string; binding: string };
};

const keyOf = ({ kind, magentoId }: Pick<DocumentChange, "kind" | "magentoId">) => `${kind} ${magentoId}`;

/** By the organisations that the store has or had: a key each, and nothing to look for where there is only one. */
async function listElsewhere(
  client: TenantClient,
  { storeId, documents }: { storeId: string; documents: readonly DocumentChange[] },
): Promise<Elsewhere[]> {
  const { rows } = await client.query<Elsewhere>(
    `SELECT d.id, d.kind, d.magento_id::text AS "magentoId", d.xero_tenant_id AS organisation, d.binding_id AS binding,
            d.environment = t.environment AS "isOfTheEnvironment",
            EXISTS (SELECT 1 FROM document s WHERE s.environment = t.environment AND s.xero_tenant_id = t.organisation AND s.store_id = $1
                    AND s.kind = t.kind AND s.magento_id = t."magentoId") AS "isThereToo",
            jsonb_build_object('environment', t.environment, 'organisation', t.organisation, 'binding', t.binding) AS wanted
     FROM jsonb_to_recordset($2) AS t (${CHANGE_COLUMNS})
     JOIN (SELECT DISTINCT environment, xero_tenant_id FROM binding WHERE store_id = $1) o
       ON (o.environment, o.xero_tenant_id) <> (t.environment, t.organisation)
     JOIN document d ON d.environment = o.environment AND d.xero_tenant_id = o.xero_tenant_id AND d.store_id = $1 AND d.kind = t.kind
       AND d.magento_id = t."magentoId"
     WHERE d.environment = t.environment OR d.is_outside`,
    [storeId, JSON.stringify(documents)],
  );
  return rows;
}

/** Nothing of them is sent from here on until this is over. Answers those of which something was sent. */
async function lockSent(client: TenantClient, elsewhere: readonly Elsewhere[]): Promise<Set<string>> {
  const { rows } = await client.query<{ id: string; isSent: boolean }>(
    `SELECT p.document_id AS id, ${isSent("p")} AS "isSent" FROM posting p WHERE p.document_id = ANY ($1) ORDER BY p.id FOR UPDATE`,
    [elsewhere.map(({ id }) => id)],
  );
  return new Set(rows.flatMap(({ id, isSent }) => (isSent ? [id] : [])));
}

/** Events that named different store views may have come to one place. */
function together(documents: readonly DocumentChange[]): DocumentChange[] {
  const changes = new Map<string, DocumentChange>();
  for (const change of documents) {
    const key = `${change.environment} ${change.organisation} ${keyOf(change)}`;
    const known = changes.get(key);
    changes.set(
      key,
      known
        ? {
            ...known,
            paidAt: known.paidAt ?? change.paidAt,
            isBackfill: known.isBackfill && change.isBackfill,
          }
        : change,
    );
  }
  return [...changes.values()];
}
