import type { SystemDoor } from "../database.ts";
import type { Lane } from "./lanes.ts";

export type ReadyPosting = {
  id: string;
  /** Of the row as it was read: an attempt is opened only if it is still the same. */
  version: string;
  tenantId: string;
  connectionId: string;
  kind: "contact" | "invoice" | "credit_note";
  state: "planned" | "reversing";
  reversal: "rename" | "remove" | null;
  draft: unknown;
  xeroId: string | null;
  xeroStatus: string | null;
  number: string | null;
  nameIndex: number;
  batchMax: number;
  /** Of the contact it depends on. */
  contactId: string | null;
};

const STARTED_BINDING = `
  JOIN binding b ON b.id = p.binding_id AND b.status = 'active' AND NOT b.paused AND b.started_at IS NOT NULL
  JOIN organisation o ON o.id = b.organisation_id
  JOIN connection c ON c.organisation_id = o.id AND c.status = 'active'`;

/** Made with settings or reference data that there are newer versions of. A contact's draft is a level and has its own hash. */
const IS_STALE = `p.kind IN ('invoice', 'credit_note')
  AND (p.policy_version IS DISTINCT FROM b.policy_version OR p.reference_version IS DISTINCT FROM o.reference_version)`;

/**
 * The next postings to send: reversals first, then contacts, invoices, credit notes, each only when all it depends on
 * stands in Xero and its draft follows the newest settings. Within a kind the bindings take turns. All of one answer have
 * the same kind.
 */
export async function listReadyPostings(
  door: SystemDoor,
  lane: Lane,
  input: { limit: number; exceptConnections: readonly string[] },
): Promise<ReadyPosting[]> {
  const { rows } = await door.query<ReadyPosting>(
    `WITH ready AS (
       SELECT p.id, p.created_at, c.id AS connection_id,
              CASE WHEN p.state = 'reversing' THEN 0 WHEN p.kind = 'contact' THEN 1 WHEN p.kind = 'invoice' THEN 2 ELSE 3 END AS turn,
              row_number() OVER (PARTITION BY p.binding_id, p.kind, p.state ORDER BY p.created_at, p.id) AS place
       FROM posting p ${STARTED_BINDING}
       WHERE p.environment = $1 AND p.xero_tenant_id = $2 AND p.state IN ('planned', 'reversing') AND p.next_run_at <= now()
         AND p.kind IN ('contact', 'invoice', 'credit_note') AND c.id <> ALL ($4::uuid[])
         AND (p.state = 'reversing' OR NOT (${IS_STALE}))
         AND NOT (p.state = 'reversing' AND EXISTS (
                    SELECT 1 FROM attempt_posting ap JOIN attempt a ON a.id = ap.attempt_id AND a.state = 'open' WHERE ap.posting_id = p.id))
         AND NOT EXISTS (SELECT 1 FROM posting_dependency d JOIN posting parent ON parent.id = d.parent_id
                         WHERE d.posting_id = p.id AND parent.xero_id IS NULL)
     ), next AS (
       SELECT * FROM ready WHERE turn = (SELECT min(turn) FROM ready) ORDER BY place, created_at, id LIMIT $3
     )
     SELECT p.id, p.xmin::text AS version, p.tenant_id AS "tenantId", n.connection_id AS "connectionId", p.kind, p.state, p.reversal, p.draft,
            p.xero_id AS "xeroId", p.xero_status AS "xeroStatus", p.number, p.name_index AS "nameIndex", p.batch_max AS "batchMax",
            (SELECT parent.xero_id FROM posting_dependency d JOIN posting parent ON parent.id = d.parent_id AND parent.kind = 'contact'
             WHERE d.posting_id = p.id) AS "contactId"
     FROM next n JOIN posting p ON p.id = n.id ORDER BY n.place, n.created_at, n.id`,
    [lane.environment, lane.xeroTenantId, input.limit, input.exceptConnections],
  );
  return rows;
}

/** Stale drafts go back to be planned again. Never one that was sent. */
export async function requeueStaleDrafts(door: SystemDoor, lane: Lane): Promise<void> {
  await door.query(
    `WITH stale AS (
       UPDATE posting p SET state = 'queued', updated_at = now()
       FROM binding b JOIN organisation o ON o.id = b.organisation_id
       WHERE b.id = p.binding_id AND p.environment = $1 AND p.xero_tenant_id = $2 AND p.state = 'planned' AND ${IS_STALE}
       RETURNING p.document_id
     )
     UPDATE document d SET state = 'queued', reason = NULL, next_run_at = now(), updated_at = now() FROM stale WHERE d.id = stale.document_id`,
    [lane.environment, lane.xeroTenantId],
  );
}
