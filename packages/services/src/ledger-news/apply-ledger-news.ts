import { type LedgerNews, readLedgerNews } from "@counterfoil/core/ledger-news";
import type { LedgerDocument } from "@counterfoil/core/ports";
import type { PostingState } from "@counterfoil/core/posting";
import type { TenantClient } from "@counterfoil/db/database";
import type { KnownPosting } from "@counterfoil/db/system/ledger-news";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import type { ServiceContext } from "../context.ts";
import { dependentDocuments } from "../posting/dependent-documents.ts";
import { refreshDocuments } from "../posting/refresh-documents.ts";
import { holdBehindNews, releaseWaiting, wakeDependents } from "../posting/release-waiting.ts";

/** `document`: null when Xero does not know it; then nothing is said of it. */
export type Looked = { posting: KnownPosting; document: LedgerDocument | null };

/** Which of our postings these documents of Xero's are. */
export function looked(postings: readonly KnownPosting[], documents: readonly LedgerDocument[]): Looked[] {
  const byId = new Map(documents.map((document) => [document.xeroId.toLowerCase(), document]));
  return postings.map((posting) => ({ posting, document: byId.get(posting.xeroId.toLowerCase()) ?? null }));
}

/** Worth writing down: it was asked for, or is not as we know it. */
export function isNews({ posting, document }: Looked): boolean {
  return posting.isMarked || (document !== null && decide(posting, document).isDifferent);
}

/** Writes down what was found, one transaction for each tenant: each only if nothing has happened to its row since it was read. */
export async function applyLedgerNews(ctx: ServiceContext, found: readonly Looked[]): Promise<void> {
  const tenants = new Map<string, Looked[]>();
  for (const each of found) {
    const { tenantId } = each.posting;
    tenants.set(tenantId, [...(tenants.get(tenantId) ?? []), each]);
  }
  for (const [tenantId, own] of tenants) {
    const news = await ctx.db.withTenantSql(tenantId, (client) => apply(client, own));
    for (const { id, status, news: shows, isPaidThere } of news)
      ctx.log.info({ postingId: id, status, news: shows?.reason, isPaidThere }, "news from Xero");
  }
}

type Change = { id: string; changedAt: Date | null } & LedgerNews;

async function apply(client: TenantClient, found: readonly Looked[]): Promise<Change[]> {
  const same = await lockUnchanged(client, found);
  const current = found.filter(({ posting }) => same.has(posting.id));
  const changes = current.flatMap(({ posting, document }): Change[] =>
    document ? [{ id: posting.id, changedAt: document.updatedAt, ...decide(posting, document) }] : [],
  );
  await client.query(
    `UPDATE posting p SET news_due_at = NULL, updated_at = now(), xero_status = coalesce(t.status, p.xero_status),
            xero_changed_at = greatest(p.xero_changed_at, t."changedAt"),
            xero_news = CASE WHEN t.status IS NULL THEN p.xero_news ELSE t.reason END,
            xero_news_params = CASE WHEN t.status IS NULL THEN p.xero_news_params ELSE coalesce(t.params, '{}') END
     FROM unnest($1::uuid[]) AS looked (id)
     LEFT JOIN jsonb_to_recordset($2) AS t (id uuid, status text, reason text, params jsonb, "changedAt" timestamptz) ON t.id = looked.id
     WHERE p.id = looked.id AND p.state = 'posted'`,
    [current.map(({ posting }) => posting.id), JSON.stringify(changes.map(toRow))],
  );
  const different = changes.filter(({ isDifferent }) => isDifferent);
  const ids = different.map(({ id }) => id);
  if (ids.length === 0) return [];
  await leaveOutPayments(
    client,
    different.filter(({ isPaidThere }) => isPaidThere).map(({ id }) => id),
  );
  await holdBehindNews(client, { parentIds: ids });
  await goOn(
    client,
    different.filter(({ news }) => news === null).map(({ id }) => id),
  );
  await releaseWaiting(client, { parentIds: ids });
  await refreshDocuments(client, await dependentDocuments(client, ids));
  await client.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`);
  return different;
}

const toRow = ({ id, status, news, changedAt }: Change) => ({
  id,
  status,
  reason: news?.reason ?? null,
  params: news?.params ?? {},
  changedAt,
});

function decide(posting: KnownPosting, document: LedgerDocument): LedgerNews {
  const { paymentState, isPaymentInXero } = posting;
  const payment =
    paymentState === null
      ? null
      : { state: paymentState as PostingState, isInXero: isPaymentInXero ?? false };
  return readLedgerNews({ ...posting, payment }, document);
}

async function lockUnchanged(client: TenantClient, found: readonly Looked[]): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT p.id FROM posting p JOIN unnest($1::uuid[], $2::text[]) AS t (id, version) ON t.id = p.id AND p.xmin::text = t.version
     WHERE p.state = 'posted' ORDER BY p.id FOR UPDATE OF p`,
    [found.map(({ posting }) => posting.id), found.map(({ posting }) => posting.version)],
  );
  return new Set(rows.map((row) => row.id));
}

/** Somebody else's payment: ours is left out, and how the invoice's credit notes are settled is decided anew. */
async function leaveOutPayments(client: TenantClient, invoiceIds: readonly string[]): Promise<void> {
  if (invoiceIds.length === 0) return;
  const payments = `p.kind = 'payment' AND p.xero_id IS NULL AND EXISTS (
    SELECT 1 FROM posting_dependency d WHERE d.posting_id = p.id AND d.parent_id = ANY ($1))`;
  await client.query(
    `UPDATE posting p SET state = 'queued', updated_at = now() WHERE ${payments} AND p.state IN ('waiting', 'held', 'failed')`,
    [invoiceIds],
  );
  const { rows } = await client.query<{ id: string }>(
    `UPDATE posting p SET state = 'skipped', reason = 'already_paid_in_xero', reason_params = '{}', updated_at = now()
     WHERE ${payments} AND p.state IN ('queued', 'planned') RETURNING p.id`,
    [invoiceIds],
  );
  await wakeDependents(
    client,
    rows.map(({ id }) => id),
  );
}

/** It is again as it was: what was kept back for it is planned again. */
async function goOn(client: TenantClient, parentIds: readonly string[]): Promise<void> {
  await client.query(
    `WITH freed AS (
       UPDATE posting p SET state = 'queued', reason = NULL, reason_params = '{}', next_run_at = now(), updated_at = now()
       WHERE p.state = 'held' AND p.reason_params->>'notSent' = 'yes' AND p.xero_id IS NULL
         AND EXISTS (SELECT 1 FROM posting_dependency d WHERE d.posting_id = p.id AND d.parent_id = ANY ($1))
         AND NOT EXISTS (SELECT 1 FROM posting_dependency d JOIN posting parent ON parent.id = d.parent_id
                         WHERE d.posting_id = p.id AND parent.xero_news IS NOT NULL)
       RETURNING p.document_id
     )
     UPDATE document SET next_run_at = now() WHERE id IN (SELECT document_id FROM freed)`,
    [parentIds],
  );
}
