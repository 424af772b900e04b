import {
  documentState,
  type PostingKind,
  type PostingState,
  storefrontVerdict,
} from "@counterfoil/core/posting";
import type { TenantClient } from "@counterfoil/db/database";

type Row = {
  documentId: string;
  storeId: string;
  entityType: "invoice" | "creditmemo";
  magentoId: string;
  kind: PostingKind;
  state: PostingState;
  reason: string | null;
  reasonParams: unknown;
  xeroId: string | null;
  xeroNumber: string | null;
  xeroTotal: string | null;
  postedAt: string | null;
  /** Magento cancelled it after it was sent. */
  isCancelled: boolean;
  /** What somebody did to it in Xero after it was posted. */
  news: "voided_in_xero" | "changed_in_xero" | null;
  newsParams: { xeroTotal?: unknown };
  /** A person has dealt with that news, or that cancellation, as it stands. */
  isDealtWith: boolean;
};

/**
 * Recomputes, in the transaction that moved a posting, what its documents are and what Magento is told of them. Both are
 * levels: a function of all postings, the contact included for as long as one of them waits for it.
 */
export async function refreshDocuments(client: TenantClient, documentIds: readonly string[]): Promise<void> {
  if (documentIds.length === 0) return;
  // A statement of its own: whoever waits here reads what the other has committed, and overwrites it with nothing older.
  await client.query("SELECT 1 FROM document WHERE id = ANY ($1) ORDER BY id FOR UPDATE", [documentIds]);
  const { rows } = await client.query<Row>(POSTINGS_OF, [documentIds]);
  const documents = new Map<string, Row[]>();
  for (const row of rows) documents.set(row.documentId, [...(documents.get(row.documentId) ?? []), row]);
  const changes = [...documents].map(([id, postings]) => ({ id, ...levelOf(postings), ...inXero(postings) }));
  await client.query(
    `UPDATE document d SET state = c.state, reason = c.reason, reason_params = c.params, xero_number = c."xeroNumber", xero_total = c."xeroTotal",
            posted_at = c."postedAt", "check" = NULL, updated_at = now()
     FROM jsonb_to_recordset($1) AS c (id uuid, state text, reason text, params jsonb, "xeroNumber" text, "xeroTotal" numeric, "postedAt" timestamptz)
     WHERE d.id = c.id`,
    [JSON.stringify(changes)],
  );
  const told = onePerDocument([...documents.values()].flatMap(wantedOf));
  if (told.length > 0) await client.query(TELL, [JSON.stringify(told)]);
}

/** SQL: all that may stand in Xero against Magento's or a person's will, of a posting and its document. What is changed again is another. */
export const standingSql = (posting: string, isCancelled: string) =>
  `jsonb_build_object('news', ${posting}xero_news, 'params', ${posting}xero_news_params, 'isCancelled', ${isCancelled})`;

const IS_DEALT_WITH = `coalesce(dealt_with = ${standingSql("", "is_cancelled")}, false)`;

/**
 * Each document's own postings, and the contacts of those that are not posted yet: what becomes of a contact afterwards, an update
 * of its address say, is no longer about the document. OFFSET 0 keeps the look-ups by key in this order: on tables that
 * have just been filled the planner knows nothing and would read the organisation's contacts for each document.
 */
const POSTINGS_OF = `
  WITH own AS MATERIALIZED (
    SELECT d.id AS document, d.store_id, d.kind AS entity_type, d.magento_id, d.cancelled_at IS NOT NULL AS is_cancelled, d.dealt_with, p.*
    FROM document d
    JOIN LATERAL (SELECT q.id AS posting, q.kind, q.state, q.reason, q.reason_params, q.xero_id, q.xero_number, q.xero_total, q.posted_at, q.xero_news, q.xero_news_params
                  FROM posting q WHERE q.document_id = d.id OFFSET 0) p ON true
    WHERE d.id = ANY ($1)
  )
  SELECT document AS "documentId", store_id AS "storeId", entity_type AS "entityType", magento_id::text AS "magentoId", kind, state, reason,
         reason_params AS "reasonParams", xero_id AS "xeroId", xero_number AS "xeroNumber", xero_total::text AS "xeroTotal", posted_at::text AS "postedAt", is_cancelled AS "isCancelled",
         xero_news AS news, xero_news_params AS "newsParams", ${IS_DEALT_WITH} AS "isDealtWith" FROM own
  UNION ALL
  SELECT own.document, own.store_id, own.entity_type, own.magento_id::text, c.kind, c.state, c.reason, c.reason_params, c.xero_id, c.xero_number,
         NULL, NULL, own.is_cancelled, NULL, NULL, false
  FROM own
  JOIN LATERAL (SELECT dep.parent_id FROM posting_dependency dep WHERE dep.posting_id = own.posting OFFSET 0) dep ON true
  JOIN LATERAL (SELECT * FROM posting contact WHERE contact.id = dep.parent_id OFFSET 0) c ON c.kind = 'contact'
  WHERE own.state <> 'posted'`;

const TELL = `
  INSERT INTO storefront_state AS s (tenant_id, store_id, entity_type, magento_id, wanted, next_run_at)
  SELECT current_setting('app.tenant_id')::uuid, t.store_id, t.entity_type, t.magento_id, t.wanted, now()
  FROM jsonb_to_recordset($1) AS t (store_id uuid, entity_type text, magento_id bigint, wanted jsonb)
  ON CONFLICT (store_id, entity_type, magento_id) DO UPDATE
    SET wanted = excluded.wanted, wanted_version = s.wanted_version + 1, next_run_at = now(), tries = 0
    WHERE s.wanted <> excluded.wanted`;

function levelOf(postings: Row[]): { state: PostingState; reason: string | null; params: unknown } {
  const standing = standingInXero(postings);
  if (standing) return standing;
  const state = documentState(postings);
  const alike = postings.filter((posting) => posting.state === state && posting.reason !== null);
  // What is said is said of the document itself, where that is in this state too.
  const because = alike.find(({ kind }) => kind === "invoice" || kind === "credit_note") ?? alike[0];
  return { state, reason: because?.reason ?? null, params: because?.reasonParams ?? {} };
}

/** What stands in the books there now, by all that we know: what was voided does not, what was changed does as it is. */
function inXero(postings: Row[]): Pick<Row, "xeroNumber" | "xeroTotal" | "postedAt"> {
  const main = postings.find(({ kind }) => kind === "invoice" || kind === "credit_note");
  if (main?.state !== "posted" || main.news === "voided_in_xero")
    return { xeroNumber: main?.xeroNumber ?? null, xeroTotal: null, postedAt: null };
  const changed = main.news === "changed_in_xero" ? main.newsParams.xeroTotal : null;
  const { xeroNumber, postedAt } = main;
  return { xeroNumber, xeroTotal: typeof changed === "string" ? changed : main.xeroTotal, postedAt };
}

type Standing = { state: "held" | "skipped"; reason: string; params: unknown };

/**
 * What stands in Xero although Magento has cancelled it, or was voided or changed there: the posting stays posted, the document
 * needs a person. Voided there as Magento wants it is done with.
 */
function standingInXero(postings: Row[]): Standing | null {
  const main = postings.find(({ kind }) => kind === "invoice" || kind === "credit_note");
  if (main?.state !== "posted") return null;
  const isCancelled = main.isCancelled && main.kind === "invoice";
  if (main.news === "voided_in_xero" && (isCancelled || main.isDealtWith))
    return { state: "skipped", reason: "left_out_by_you", params: {} };
  if (main.isDealtWith) return null;
  if (main.news) return { state: "held", reason: main.news, params: main.newsParams };
  if (!isCancelled) return null;
  return { state: "held", reason: "cancelled_in_magento", params: { number: main.xeroNumber } };
}

const toldOf = { held: "failed", skipped: "skipped" } as const;

/** Nothing while it is pending: Magento shows that by itself. The document's own ids are always kept. */
function wantedOf(postings: Row[]): Told[] {
  const standing = standingInXero(postings);
  const verdict = storefrontVerdict(postings);
  const status = standing ? toldOf[standing.state] : verdict.status;
  const because = standing ?? verdict.because;
  const main = postings.find((posting) => posting.kind === "invoice" || posting.kind === "credit_note");
  if (status === "pending" || !main) return [];
  const wanted = {
    status,
    providerEntityId: main.xeroId,
    providerReference: main.xeroNumber,
    skipReason: status === "skipped" ? (because?.reason ?? null) : null,
    errorCode: status === "failed" ? (because?.reason ?? null) : null,
  };
  return [{ store_id: main.storeId, entity_type: main.entityType, magento_id: main.magentoId, wanted }];
}

type Told = { store_id: string; entity_type: string; magento_id: string; wanted: { status: string } };

/** Magento has one row for a document that stands in two organisations, a sandbox's and a real one: what was left out says least. */
function onePerDocument(told: readonly Told[]): Told[] {
  const rows = new Map<string, Told>();
  for (const each of told) {
    const key = `${each.store_id} ${each.entity_type} ${each.magento_id}`;
    if (rows.get(key) === undefined || each.wanted.status !== "skipped") rows.set(key, each);
  }
  return [...rows.values()];
}
