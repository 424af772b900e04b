import { invalid } from "@counterfoil/core/errors";
import type { PostingKind, PostingState } from "@counterfoil/core/posting";
import type { Fix, ReasonParams } from "@counterfoil/core/reasons";
import type { Word } from "@counterfoil/core/words";
import { z } from "zod";
import { hostOf } from "../binding/host-of.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { describeDocument, describeMark, documentCheckSchema, type Mark } from "./describe-document.ts";
import { readFilters } from "./document-filters.ts";
import { type Cursor, documentPage, type Order, orderOf, readCursor, writeCursor } from "./document-page.ts";
import { type BindingParking, findParking } from "./find-parking.ts";

const MAX_LIMIT = 500;

const pageSchema = z.object({
  cursor: z.string().max(200).nullish(),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(50),
});

export type DocumentRow = {
  id: string;
  kind: "invoice" | "creditmemo";
  magentoId: string;
  number: string | null;
  customer: string | null;
  /** YYYY-MM-DD, the store's day. */
  date: string | null;
  currency: string | null;
  /** Decimal texts, in the document's currency. */
  magentoTotal: string | null;
  xeroTotal: string | null;
  /** Xero − Magento; null until both are known. */
  difference: string | null;
  xeroNumber: string | null;
  xeroId: string | null;
  state: PostingState;
  word: Word;
  reason: string | null;
  sentence: string;
  note: string | null;
  fix: Fix | null;
  marks: Mark[];
  bindingId: string;
  store: string;
  organisation: string;
  createdAt: string;
  updatedAt: string;
};

export type DocumentList = {
  rows: DocumentRow[];
  /** Of the next older page; null where there is none. */
  nextCursor: string | null;
  /** Of the page of newer ones; null on the first page. */
  previousCursor: string | null;
};

/**
 * Newest first, by keyset, both ways; by the documents' own days where a range of days is asked for. A word filters by what is shown,
 * so what waits behind a parked store or organisation counts as Waiting. Input: DocumentFilters, `cursor`, `limit`.
 */
export async function listDocuments(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown,
): Promise<DocumentList> {
  const filters = readFilters(input);
  const parsed = pageSchema.safeParse(input);
  if (!parsed.success) throw invalid("These filters cannot be read.");
  const { limit } = parsed.data;
  const order = orderOf(filters);
  const cursor = readCursor(parsed.data.cursor, order);
  const parking = await findParking(ctx, actor);
  const values: unknown[] = [];
  const value = (given: unknown) => `$${values.push(given)}`;
  const isBack = cursor?.towards === "newer";
  const page = documentPage({ filters, parking: [...parking.values()], cursor, limit: limit + 1, value });
  const raw = await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const { rows } = await client.query<RawRow>(rowsOf(page, { order, isBack }), values);
    return rows;
  });
  const hasMore = raw.length > limit;
  // Back at the beginning: a whole first page instead of the few rows that are newer.
  if (isBack && !hasMore) return listDocuments(ctx, actor, { ...filters, limit });
  const shown = raw.slice(0, limit);
  if (isBack) shown.reverse();
  const cursorAt = (row: RawRow | undefined, towards: Cursor["towards"]) =>
    row ? writeCursor({ towards, order, key: row.cursorKey, id: row.id }) : null;
  return {
    rows: shown.map((row) => present(row, parking)),
    nextCursor: isBack || hasMore ? cursorAt(shown.at(-1), "older") : null,
    previousCursor: (isBack ? hasMore : cursor !== null) ? cursorAt(shown[0], "newer") : null,
  };
}

type RawRow = {
  id: string;
  kind: "invoice" | "creditmemo";
  magentoId: string;
  number: string | null;
  customer: string | null;
  date: string | null;
  currency: string | null;
  magentoTotal: string | null;
  state: PostingState;
  reason: string | null;
  reasonParams: ReasonParams;
  check: unknown;
  xeroTotal: string | null;
  difference: string | null;
  xeroNumber: string | null;
  xeroId: string | null;
  bindingId: string;
  baseUrl: string;
  organisation: string;
  createdAt: Date;
  updatedAt: Date;
  cursorKey: string;
  postings: {
    kind: PostingKind;
    state: PostingState;
    reason: string | null;
    reasonParams: ReasonParams;
    isCollecting: boolean;
  }[];
};

// numeric(20,4) keeps four places; trim_scale drops the empty ones and the screen puts the currency's own back.
// OFFSET 0 keeps the look-ups by key in this order: on tables that have just been filled the planner would read the organisation's contacts.
const rowsOf = (page: string, { order, isBack }: { order: Order; isBack: boolean }) => `
  WITH page AS MATERIALIZED (${page})
  SELECT d.id, d.kind, d.magento_id::text AS "magentoId", d.increment_id AS number, d.customer_name AS customer,
         d.document_date::text AS date, d.currency, trim_scale(d.grand_total)::text AS "magentoTotal", d.state, d.reason,
         d.reason_params AS "reasonParams", d."check", trim_scale(m.xero_total)::text AS "xeroTotal",
         trim_scale(m.xero_total - d.grand_total)::text AS difference, m.xero_number AS "xeroNumber", m.xero_id AS "xeroId",
         d.binding_id AS "bindingId", s.base_url AS "baseUrl", o.name AS organisation, d.created_at AS "createdAt",
         d.updated_at AS "updatedAt", coalesce(p.postings, '[]') AS postings, ${cursorKeys[order]} AS "cursorKey"
  FROM page
  JOIN document d ON d.id = page.id
  JOIN store s ON s.id = d.store_id
  JOIN binding b ON b.id = d.binding_id
  JOIN organisation o ON o.id = b.organisation_id
  LEFT JOIN LATERAL (
    SELECT coalesce(d.xero_total, xero_total) AS xero_total, xero_number, xero_id FROM posting
    WHERE document_id = d.id AND kind IN ('invoice', 'credit_note') LIMIT 1
  ) m ON true
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('kind', kind, 'state', state, 'reason', reason, 'reasonParams', reason_params,
                                        'isCollecting', state = 'planned' AND coalesce(collect_until > now(), false)) ORDER BY kind) AS postings
    FROM (
      SELECT kind, state, reason, reason_params, collect_until FROM posting WHERE document_id = d.id
      UNION ALL
      SELECT contact.kind, contact.state, contact.reason, contact.reason_params, contact.collect_until
      FROM (SELECT id FROM posting WHERE document_id = d.id AND kind IN ('invoice', 'credit_note') OFFSET 0) own
      JOIN LATERAL (SELECT parent_id FROM posting_dependency WHERE posting_id = own.id OFFSET 0) dependency ON true
      JOIN LATERAL (SELECT * FROM posting WHERE id = dependency.parent_id OFFSET 0) contact ON contact.kind = 'contact'
    ) each
  ) p ON true
  ORDER BY page.key ${isBack ? "ASC" : "DESC"}, d.id ${isBack ? "ASC" : "DESC"}`;

const cursorKeys = {
  heard: `to_char(page.key AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  day: "page.key::text",
} as const satisfies Record<Order, string>;

function present(row: RawRow, parking: Map<string, BindingParking>): DocumentRow {
  const isFetched = row.magentoTotal !== null;
  const description = describeDocument(
    { ...row, isFetched, check: documentCheckSchema.nullable().catch(null).parse(row.check) },
    row.postings,
    parking.get(row.bindingId) ?? null,
  );
  return {
    id: row.id,
    kind: row.kind,
    magentoId: row.magentoId,
    number: row.number,
    customer: row.customer,
    date: row.date,
    currency: row.currency,
    magentoTotal: row.magentoTotal,
    xeroTotal: row.xeroTotal,
    difference: row.difference,
    xeroNumber: row.xeroNumber,
    xeroId: row.xeroId,
    state: row.state,
    ...description,
    marks: row.postings
      .map(describeMark)
      .toSorted((one, other) => ORDER_OF_MARKS.indexOf(one.kind) - ORDER_OF_MARKS.indexOf(other.kind)),
    bindingId: row.bindingId,
    store: hostOf(row.baseUrl),
    organisation: row.organisation,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

const ORDER_OF_MARKS: readonly PostingKind[] = [
  "contact",
  "invoice",
  "credit_note",
  "payment",
  "allocation",
  "refund",
];
