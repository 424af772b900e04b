import type { TenantClient } from "@counterfoil/db/database";

/**
 * Lets postings go whose parents now all stand in Xero, approved where that matters; the others say what they still wait for.
 * Asks of the postings themselves, of all that depend on `parentIds`, or of both. The one place that knows what waits for what.
 */
export async function releaseWaiting(
  client: TenantClient,
  input: { postingIds?: readonly string[]; parentIds?: readonly string[] },
): Promise<void> {
  await holdBehindNews(client, input);
  await client.query(
    `UPDATE posting p SET state = CASE WHEN b.reason IS NULL THEN 'planned' ELSE 'waiting' END, reason = b.reason,
            reason_params = CASE WHEN b.reason IS NULL THEN '{}' WHEN b.reason = p.reason AND b.number IS NULL THEN p.reason_params
                                 ELSE jsonb_strip_nulls(jsonb_build_object('number', b.number, 'document', b.document)) END,
            next_run_at = CASE WHEN b.reason IS NULL THEN now() ELSE p.next_run_at END, updated_at = now()
     FROM (SELECT unnest($1::uuid[]) AS id UNION SELECT posting_id FROM posting_dependency WHERE parent_id = ANY ($2)) c
     LEFT JOIN LATERAL (${FIRST_BLOCKER}) b ON true
     WHERE p.id = c.id AND p.state = 'waiting' AND p.draft IS NOT NULL AND p.reason = ANY ($3)`,
    [input.postingIds ?? [], input.parentIds ?? [], WAITS],
  );
}

/** What somebody voided or changed in Xero gets nothing more: money for it is held, with what was done there. */
export async function holdBehindNews(
  client: TenantClient,
  input: { postingIds?: readonly string[]; parentIds?: readonly string[] },
): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `UPDATE posting p SET state = 'queued', updated_at = now() FROM (${MONEY_BEHIND_NEWS}) c
     WHERE p.id = c.id AND p.state IN ('waiting', 'planned') AND p.kind IN ('payment', 'refund', 'allocation') AND p.xero_id IS NULL
     RETURNING p.id`,
    [input.postingIds ?? [], input.parentIds ?? []],
  );
  if (rows.length === 0) return;
  await client.query(
    `UPDATE posting p SET state = 'held', reason = news.reason, updated_at = now(),
            reason_params = news.params || jsonb_build_object('of', p.kind, 'notSent', 'yes')
     FROM (SELECT DISTINCT ON (d.posting_id) d.posting_id, parent.xero_news AS reason, parent.xero_news_params AS params
           FROM posting_dependency d JOIN posting parent ON parent.id = d.parent_id AND parent.xero_news IS NOT NULL
           WHERE d.posting_id = ANY ($1) ORDER BY d.posting_id, parent.xero_news DESC) news
     WHERE p.id = news.posting_id AND p.state = 'queued'`,
    [rows.map(({ id }) => id)],
  );
}

/** OFFSET 0 keeps the look-ups by key, also on tables that the planner knows nothing of yet. */
const MONEY_BEHIND_NEWS = `
  SELECT c.id FROM (SELECT unnest($1::uuid[]) AS id UNION SELECT posting_id FROM posting_dependency WHERE parent_id = ANY ($2)) c
  JOIN LATERAL (SELECT d.parent_id FROM posting_dependency d WHERE d.posting_id = c.id OFFSET 0) d ON true
  JOIN LATERAL (SELECT parent.xero_news FROM posting parent WHERE parent.id = d.parent_id OFFSET 0) parent ON parent.xero_news IS NOT NULL`;

/** What becomes of these postings changes how others are settled: those are planned again. */
export async function wakeDependents(client: TenantClient, parentIds: readonly string[]): Promise<void> {
  await client.query(
    `UPDATE document SET next_run_at = now()
     WHERE id IN (SELECT child.document_id FROM posting_dependency d JOIN posting child ON child.id = d.posting_id
                  WHERE d.parent_id = ANY ($1) AND child.kind IN ('refund', 'allocation') AND child.state <> 'posted')`,
    [parentIds],
  );
}

const WAITS = [
  "waiting_for_contact",
  "waiting_for_invoice",
  "waiting_for_payment",
  "waiting_for_credit_note",
  "awaiting_approval",
];

/** What is missing first of all that one posting depends on. A contact that is being changed is there all the same. */
const FIRST_BLOCKER = `
  SELECT r.reason, r.number, CASE WHEN r.reason = 'awaiting_approval' AND r.kind = 'credit_note' THEN 'credit note' END AS document FROM (
    SELECT CASE WHEN parent.xero_id IS NULL OR (parent.kind <> 'contact' AND parent.state <> 'posted') THEN 'waiting_for_' || parent.kind
                WHEN parent.kind IN ('invoice', 'credit_note') AND parent.xero_status IN ('DRAFT', 'SUBMITTED') THEN 'awaiting_approval' END AS reason,
           CASE WHEN parent.kind IN ('invoice', 'credit_note') THEN parent.number END AS number, parent.kind,
           CASE parent.kind WHEN 'contact' THEN 0 WHEN 'credit_note' THEN 1 WHEN 'invoice' THEN 2 ELSE 3 END AS place
    FROM posting_dependency d JOIN posting parent ON parent.id = d.parent_id WHERE d.posting_id = c.id
  ) r WHERE r.reason IS NOT NULL ORDER BY r.place LIMIT 1`;
