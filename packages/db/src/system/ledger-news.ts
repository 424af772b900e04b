import type { SystemDoor } from "../database.ts";
import type { Lane } from "./lanes.ts";

/** What Xero says has happened to something there, by its own clock. */
export type LedgerEvent = { xeroTenantId: string; resourceId: string; at: Date };

/** A posted invoice or credit note of one of our tenants, as we know it. */
export type KnownPosting = {
  id: string;
  /** Of the row as it was read: what is found is applied only if it is still the same. */
  version: string;
  tenantId: string;
  kind: "invoice" | "credit_note";
  xeroId: string;
  number: string | null;
  total: string | null;
  currencyCode: string | null;
  magentoTotal: string | null;
  status: string | null;
  news: "voided_in_xero" | "changed_in_xero" | null;
  paymentState: string | null;
  isPaymentInXero: boolean | null;
  /** Newest change that was looked at, or is to be. */
  changedAt: Date | null;
  isMarked: boolean;
};

/** Money that is still to go to a document, or may be. */
const UNSENT_CHILD = `
  SELECT 1 FROM posting_dependency d JOIN posting child ON child.id = d.posting_id
  WHERE d.parent_id = p.id AND child.kind IN ('payment', 'refund', 'allocation') AND child.state IN ('queued', 'planned', 'waiting', 'held')`;

/** About the document itself or the money for it; Xero's clock may be off by a little. */
const OWN_CALL = `
  SELECT 1 FROM attempt_posting ap JOIN attempt a ON a.id = ap.attempt_id
  WHERE (ap.posting_id = p.id OR ap.posting_id IN (SELECT d.posting_id FROM posting_dependency d WHERE d.parent_id = p.id))
    AND e.at BETWEEN a.started_at - $3 * interval '1 ms' AND coalesce(a.ended_at, now()) + $3 * interval '1 ms'`;

/**
 * Marks what is to be looked at, of every tenant that posts there; what is nobody's is dropped, as is what we know already and what
 * our own calls did. What nothing waits for may wait for company. How many documents were marked.
 */
export async function markLedgerNews(
  door: SystemDoor,
  input: {
    environment: "production" | "sandbox";
    events: readonly LedgerEvent[];
    ownChangeMs: number;
    waitMs: number;
  },
): Promise<number> {
  const { environment, events, ownChangeMs, waitMs } = input;
  const { rowCount } = await door.query(
    `WITH e AS (
       SELECT t."xeroTenantId" AS organisation, t."resourceId" AS id, t.at
       FROM jsonb_to_recordset($2) AS t ("xeroTenantId" uuid, "resourceId" uuid, at timestamptz)
     ), news AS (
       SELECT p.id, max(e.at) AS at FROM e JOIN posting p ON p.xero_id = e.id AND p.xero_tenant_id = e.organisation
       WHERE p.environment = $1 AND p.state = 'posted' AND p.kind IN ('invoice', 'credit_note')
         AND (p.xero_changed_at IS NULL OR p.xero_changed_at < e.at) AND NOT EXISTS (${OWN_CALL})
       GROUP BY p.id
     ), locked AS (
       SELECT p.id FROM posting p JOIN news USING (id) ORDER BY p.id FOR UPDATE OF p
     )
     UPDATE posting p SET xero_changed_at = greatest(p.xero_changed_at, least(news.at, now())),
            news_due_at = least(p.news_due_at, CASE WHEN EXISTS (${UNSENT_CHILD}) THEN now() ELSE now() + $4 * interval '1 ms' END)
     FROM news JOIN locked USING (id) WHERE p.id = news.id AND p.state = 'posted'`,
    [environment, JSON.stringify(events), ownChangeMs, waitMs],
  );
  return rowCount ?? 0;
}

const KNOWN = `
  SELECT p.id, p.xmin::text AS version, p.tenant_id AS "tenantId", p.kind, p.xero_id AS "xeroId", p.number, p.xero_total::text AS total,
         p.currency AS "currencyCode", p.planned_total::text AS "magentoTotal", p.xero_status AS status, p.xero_news AS news,
         pay.state AS "paymentState", pay.xero_id IS NOT NULL AS "isPaymentInXero", p.xero_changed_at AS "changedAt", p.news_due_at IS NOT NULL AS "isMarked"
  FROM posting p
  LEFT JOIN LATERAL (
    SELECT child.state, child.xero_id FROM posting_dependency d JOIN posting child ON child.id = d.posting_id AND child.kind = 'payment'
    WHERE d.parent_id = p.id LIMIT 1
  ) pay ON p.kind = 'invoice'
  WHERE p.environment = $1 AND p.xero_tenant_id = $2 AND p.state = 'posted'`;

/**
 * What is to be looked at, the most urgent first; nothing while none of it is due. Money that is about to go to a document makes
 * that document's turn come.
 */
export async function listMarkedPostings(
  door: SystemDoor,
  lane: Lane,
  limit: number,
): Promise<KnownPosting[]> {
  const { rows } = await door.query<KnownPosting>(
    `WITH marked AS (
       SELECT p.id, least(p.news_due_at, CASE WHEN EXISTS (${UNSENT_CHILD} AND child.state = 'planned') THEN now() END) AS due_at
       FROM posting p WHERE p.environment = $1 AND p.xero_tenant_id = $2 AND p.news_due_at IS NOT NULL
     )
     SELECT known.* FROM marked JOIN (${KNOWN} AND p.news_due_at IS NOT NULL) known USING (id)
     WHERE EXISTS (SELECT 1 FROM marked WHERE due_at <= now()) ORDER BY marked.due_at, known.id LIMIT $3`,
    [lane.environment, lane.xeroTenantId, limit],
  );
  return rows;
}

export async function findKnownPostings(
  door: SystemDoor,
  lane: Lane,
  xeroIds: readonly string[],
): Promise<KnownPosting[]> {
  const { rows } = await door.query<KnownPosting>(
    `${KNOWN} AND p.kind IN ('invoice', 'credit_note') AND p.xero_id = ANY ($3)`,
    [lane.environment, lane.xeroTenantId, xeroIds],
  );
  return rows;
}

/** Xero could not be asked. */
export async function postponeNews(door: SystemDoor, lane: Lane, waitMs: number): Promise<void> {
  await door.query(
    `UPDATE posting SET news_due_at = now() + $3 * interval '1 ms'
     WHERE environment = $1 AND xero_tenant_id = $2 AND news_due_at <= now() + $3 * interval '1 ms'`,
    [lane.environment, lane.xeroTenantId, waitMs],
  );
}

/** Somebody's connection to the organisation. */
export async function findReadingConnection(door: SystemDoor, lane: Lane): Promise<string | null> {
  const { rows } = await door.query<{ id: string }>(
    `SELECT c.id FROM organisation o JOIN connection c ON c.organisation_id = o.id AND c.status = 'active'
     WHERE o.environment = $1 AND o.xero_tenant_id = $2 ORDER BY c.id LIMIT 1`,
    [lane.environment, lane.xeroTenantId],
  );
  return rows[0]?.id ?? null;
}

/** What of an organisation is to be watched now; each is due again after its interval, whatever becomes of it. */
export async function takeDueWatch(
  door: SystemDoor,
  lane: Lane,
  input: { approvalsMs: number; sweepMs: number },
): Promise<{ approvals: boolean; sweep: boolean }> {
  const { rows } = await door.query<{ approvals: boolean; sweep: boolean }>(
    `WITH due AS (
       SELECT environment, xero_tenant_id, approvals_due_at <= now() AS approvals, sweep_due_at <= now() AS sweep FROM organisation_lane
       WHERE environment = $1 AND xero_tenant_id = $2 AND (approvals_due_at <= now() OR sweep_due_at <= now()) FOR UPDATE
     )
     UPDATE organisation_lane l SET approvals_due_at = CASE WHEN due.approvals THEN now() + $3 * interval '1 ms' ELSE l.approvals_due_at END,
            sweep_due_at = CASE WHEN due.sweep THEN now() + $4 * interval '1 ms' ELSE l.sweep_due_at END
     FROM due WHERE l.environment = due.environment AND l.xero_tenant_id = due.xero_tenant_id RETURNING due.approvals, due.sweep`,
    [lane.environment, lane.xeroTenantId, input.approvalsMs, input.sweepMs],
  );
  return rows[0] ?? { approvals: false, sweep: false };
}

/** Marks invoices whose money waits for their approval, those first that were looked at longest ago. */
export async function markApprovals(door: SystemDoor, lane: Lane, limit: number): Promise<void> {
  await door.query(
    `UPDATE posting SET news_due_at = now() WHERE state = 'posted' AND id IN (
       SELECT parent.id FROM posting child
       JOIN posting_dependency d ON d.posting_id = child.id
       JOIN posting parent ON parent.id = d.parent_id AND parent.kind = 'invoice' AND parent.state = 'posted' AND parent.xero_status IN ('DRAFT', 'SUBMITTED')
       WHERE child.environment = $1 AND child.xero_tenant_id = $2 AND child.state = 'waiting' AND child.reason = 'awaiting_approval'
       GROUP BY parent.id ORDER BY parent.updated_at LIMIT $3)`,
    [lane.environment, lane.xeroTenantId, limit],
  );
}

export type Waiting = { since: Date; withCreditNotes: boolean };

/** What waits on Xero for longer than an interval, and from when on its changes matter; null when nothing does. */
export async function findWaiting(
  door: SystemDoor,
  lane: Lane,
  input: { longerThanMs: number; overlapMs: number },
): Promise<Waiting | null> {
  const { rows } = await door.query<{ since: Date | null; withCreditNotes: boolean }>(
    `WITH waiting AS (
       SELECT id, binding_id, created_at FROM posting p WHERE p.environment = $1 AND p.xero_tenant_id = $2 AND p.state = 'planned'
         AND p.kind IN ('payment', 'refund', 'allocation')
       UNION ALL
       SELECT id, binding_id, created_at FROM posting p WHERE p.environment = $1 AND p.xero_tenant_id = $2 AND p.state = 'waiting'
         AND p.kind IN ('payment', 'refund', 'allocation')
       UNION ALL
       SELECT child.id, child.binding_id, child.created_at FROM posting p JOIN posting_dependency d ON d.parent_id = p.id
       JOIN posting child ON child.id = d.posting_id AND child.state = 'held'
       WHERE p.environment = $1 AND p.xero_tenant_id = $2 AND p.xero_news IS NOT NULL AND p.xero_news = 'changed_in_xero'
     )
     SELECT greatest(min(w.created_at), l.swept_until) - $4 * interval '1 ms' AS since, bool_or(parent.kind = 'credit_note') AS "withCreditNotes"
     FROM waiting w JOIN binding b ON b.id = w.binding_id AND b.status = 'active' AND NOT b.paused
     JOIN posting_dependency d ON d.posting_id = w.id
     JOIN posting parent ON parent.id = d.parent_id AND parent.kind IN ('invoice', 'credit_note') AND parent.state = 'posted'
     JOIN organisation_lane l ON l.environment = $1 AND l.xero_tenant_id = $2
     WHERE w.created_at <= now() - $3 * interval '1 ms' GROUP BY l.swept_until`,
    [lane.environment, lane.xeroTenantId, input.longerThanMs, input.overlapMs],
  );
  const [row] = rows;
  return row?.since ? { since: row.since, withCreditNotes: row.withCreditNotes } : null;
}

export async function readClock(door: SystemDoor): Promise<Date> {
  const { rows } = await door.query<{ now: Date }>("SELECT now()");
  return (rows[0] as { now: Date }).now;
}

/** Changes up to then are known; `againMs`: there is more, or it could not be read, and it is due again by then. */
export async function saveSweep(
  door: SystemDoor,
  lane: Lane,
  input: { until: Date | null; againMs: number | null },
): Promise<void> {
  await door.query(
    `UPDATE organisation_lane SET swept_until = greatest(swept_until, $3), sweep_due_at = coalesce(now() + $4 * interval '1 ms', sweep_due_at)
     WHERE environment = $1 AND xero_tenant_id = $2`,
    [lane.environment, lane.xeroTenantId, input.until, input.againMs],
  );
}
