import type { SystemDoor } from "../database.ts";
import { retryDeadlock } from "../retry-deadlock.ts";
import { READY_SINCE } from "./day-pace.ts";
import type { Lane } from "./lanes.ts";

export type ReadyPosting = {
  id: string;
  /** Of the row as it was read: an attempt is opened only if it is still the same. */
  version: string;
  tenantId: string;
  connectionId: string;
  kind: "contact" | "invoice" | "credit_note" | "payment" | "refund" | "allocation";
  state: "planned" | "reversing";
  reversal: "rename" | "remove" | null;
  draft: unknown;
  xeroId: string | null;
  xeroStatus: string | null;
  number: string | null;
  batchMax: number;
  /** How long it has been ready, or on its way to be. */
  waitedMs: number;
  /** Xero's ids of what it depends on. */
  contactId: string | null;
  invoiceId: string | null;
  creditNoteId: string | null;
};

const STARTED_BINDING = `
  JOIN binding b ON b.id = p.binding_id AND b.status = 'active' AND NOT b.paused AND b.started_at IS NOT NULL
  JOIN tenant t ON t.id = b.tenant_id AND t.paused_at IS NULL
  JOIN organisation o ON o.id = b.organisation_id
  JOIN connection c ON c.organisation_id = o.id AND c.status = 'active'`;

/** Made with settings or reference data that there are newer versions of. A contact's draft is a level and has its own hash. */
const IS_STALE = `p.kind <> 'contact'
  AND (p.policy_version IS DISTINCT FROM b.policy_version OR p.reference_version IS DISTINCT FROM o.reference_version)`;

/** Allocations are one call each: in any minute they leave four fifths of the calls to whatever else waits. */
const ALLOCATIONS_A_MINUTE = 12;

const ALLOCATIONS_MAY_GO = `
  NOT EXISTS (SELECT 1 FROM posting other WHERE other.environment = $1 AND other.xero_tenant_id = $2 AND other.state IN ('planned', 'reversing')
                AND other.kind <> 'allocation')
  AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.environment = $1 AND a.xero_tenant_id = $2 AND a.state = 'open'
                    AND a.path NOT LIKE '/CreditNotes/%/Allocations%')
  OR (SELECT count(*) FROM attempt a WHERE a.environment = $1 AND a.xero_tenant_id = $2 AND a.path LIKE '/CreditNotes/%/Allocations%'
        AND a.started_at > now() - $5 * interval '1 ms') < ${ALLOCATIONS_A_MINUTE}`;

/**
 * The next postings to send: what has just happened before history, which fills up its calls; within each reversals first, then
 * contacts, invoices, credit notes, payments with refunds, allocations, each only when all it depends on stands in Xero, with
 * nothing to look at there first, and its draft follows the newest settings. Within a kind the bindings take turns. All of one
 * answer may share a call. What waits for company is among them, though it is not due.
 */
export async function listReadyPostings(
  door: SystemDoor,
  lane: Lane,
  input: {
    limit: number;
    exceptConnections: readonly string[] /** Their directory is not ready to decide about contacts. */;
    exceptContactsOf: readonly string[];
    /** Of a connection, as `{connection id}:{kind}`: they wait for company. Reversals never do. */
    exceptKindsOf?: readonly string[];
    minuteMs: number;
  },
): Promise<ReadyPosting[]> {
  const { rows } = await door.query<ReadyPosting>(
    `WITH allocations AS (SELECT (${ALLOCATIONS_MAY_GO}) AS may_go), ready AS (
       SELECT p.id, p.created_at, c.id AS connection_id,
              CASE WHEN p.state = 'reversing' THEN 0 WHEN p.kind = 'contact' THEN 1 WHEN p.kind = 'invoice' THEN 2 WHEN p.kind = 'credit_note' THEN 3
                   WHEN p.kind IN ('payment', 'refund') THEN 4 ELSE 5 END AS turn, p.is_backfill,
              row_number() OVER (PARTITION BY p.binding_id, p.kind, p.state, p.is_backfill ORDER BY p.created_at, p.id) AS place
       FROM posting p ${STARTED_BINDING}
       WHERE p.environment = $1 AND p.xero_tenant_id = $2 AND p.state IN ('planned', 'reversing') AND p.next_run_at <= now()
         AND (p.kind <> 'allocation' OR (SELECT may_go FROM allocations)) AND c.id <> ALL ($4::uuid[]) AND (p.kind <> 'contact' OR c.id <> ALL ($6::uuid[]))
         AND (p.state = 'reversing' OR NOT (${IS_STALE} OR c.id || ':' || p.kind = ANY ($7::text[])))
         AND NOT (p.state = 'reversing' AND EXISTS (
                    SELECT 1 FROM attempt_posting ap JOIN attempt a ON a.id = ap.attempt_id AND a.state = 'open' WHERE ap.posting_id = p.id))
         AND NOT EXISTS (SELECT 1 FROM posting_dependency d JOIN posting parent ON parent.id = d.parent_id
                         WHERE d.posting_id = p.id AND (parent.xero_id IS NULL OR parent.news_due_at IS NOT NULL OR parent.xero_news IS NOT NULL))
     ), next AS (
       SELECT * FROM ready WHERE turn = (SELECT turn FROM ready ORDER BY is_backfill, turn LIMIT 1)
       ORDER BY is_backfill, place, created_at, id LIMIT $3
     )
     SELECT p.id, p.xmin::text AS version, p.tenant_id AS "tenantId", n.connection_id AS "connectionId", p.kind, p.state, p.reversal, p.draft,
            p.xero_id AS "xeroId", p.xero_status AS "xeroStatus", p.number, p.batch_max AS "batchMax",
            (extract(epoch FROM now() - ${READY_SINCE}) * 1000)::float8 AS "waitedMs",
            parents."contactId", parents."invoiceId", parents."creditNoteId"
     FROM next n JOIN posting p ON p.id = n.id
     LEFT JOIN LATERAL (
       SELECT (array_agg(parent.xero_id) FILTER (WHERE parent.kind = 'contact'))[1] AS "contactId",
              (array_agg(parent.xero_id) FILTER (WHERE parent.kind = 'invoice'))[1] AS "invoiceId",
              (array_agg(parent.xero_id) FILTER (WHERE parent.kind = 'credit_note'))[1] AS "creditNoteId"
       FROM posting_dependency d JOIN posting parent ON parent.id = d.parent_id WHERE d.posting_id = p.id
     ) parents ON true
     ORDER BY n.is_backfill, n.place, n.created_at, n.id`,
    [
      lane.environment,
      lane.xeroTenantId,
      input.limit,
      input.exceptConnections,
      input.minuteMs,
      input.exceptContactsOf,
      input.exceptKindsOf ?? [],
    ],
  );
  return rows;
}

/** Stale drafts go back to be planned again. Never one that was sent. */
export async function requeueStaleDrafts(door: SystemDoor, lane: Lane): Promise<void> {
  const requeue = () =>
    door.query(
      `WITH stale AS (
       UPDATE posting p SET state = 'queued', updated_at = now()
       FROM binding b JOIN organisation o ON o.id = b.organisation_id
       WHERE b.id = p.binding_id AND p.environment = $1 AND p.xero_tenant_id = $2 AND p.state = 'planned' AND ${IS_STALE}
       RETURNING p.document_id
     )
     UPDATE document d SET state = 'queued', reason = NULL, next_run_at = now(), updated_at = now() FROM stale WHERE d.id = stale.document_id`,
      [lane.environment, lane.xeroTenantId],
    );
  await retryDeadlock(requeue);
}

/** Documents with a posting that waits to be planned again and that nobody has due any more: whatever lost them, they come back. */
export async function wakeQueuedPostings(door: SystemDoor): Promise<void> {
  await door.query(
    `UPDATE document d SET next_run_at = now() FROM posting p
     WHERE p.document_id = d.id AND p.state = 'queued' AND p.xero_id IS NULL AND d.next_run_at IS NULL
       AND EXISTS (SELECT 1 FROM binding b WHERE b.id = d.binding_id AND b.status = 'active')`,
  );
}
