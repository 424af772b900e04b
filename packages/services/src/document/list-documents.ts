import { invalid } from "@counterfoil/core/errors";
import type { PostingKind, PostingState } from "@counterfoil/core/posting";
import type { Fix, ReasonParams } from "@counterfoil/core/reasons";
import { statesOf, type Word, words } from "@counterfoil/core/words";
import { z } from "zod";
import { hostOf } from "../binding/host-of.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { isStorable } from "../event/scrub-text.ts";
import { describeDocument, describeMark, documentCheckSchema, type Mark } from "./describe-document.ts";
import { type BindingParking, findParking } from "./find-parking.ts";

const MAX_LIMIT = 200;

export const listDocumentsSchema = z.object({
  word: z.enum(words).nullish(),
  reason: z.string().max(64).refine(isStorable).nullish(),
  /** A document number, or how it begins. */
  search: z.string().trim().max(50).refine(isStorable).nullish(),
  kind: z.enum(["invoice", "creditmemo"]).nullish(),
  bindingId: z.uuid().nullish(),
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

/** Newest first, by keyset. A word filters by what is shown, so what waits behind a parked store or organisation counts as Waiting. */
export async function listDocuments(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown,
): Promise<{ rows: DocumentRow[]; nextCursor: string | null }> {
  const parsed = listDocumentsSchema.safeParse(input);
  if (!parsed.success) throw invalid("These filters cannot be read.");
  const { limit } = parsed.data;
  const parking = await findParking(ctx, actor);
  const { where, values } = conditions(parsed.data, [...parking.values()]);
  const raw = await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const { rows } = await client.query<RawRow>(`${SELECT} ${where} ${ORDER} LIMIT ${limit + 1}`, values);
    return rows;
  });
  const shown = raw.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown.map((row) => present(row, parking)),
    nextCursor: raw.length > limit && last ? `${last.cursorAt}_${last.id}` : null,
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
  cursorAt: string;
  postings: {
    kind: PostingKind;
    state: PostingState;
    reason: string | null;
    reasonParams: ReasonParams;
    isCollecting: boolean;
  }[];
};

// numeric(20,4) keeps four places; trim_scale drops the empty ones and the screen puts the currency's own back.
const SELECT = `
  SELECT d.id, d.kind, d.magento_id::text AS "magentoId", d.increment_id AS number, d.customer_name AS customer,
         d.document_date::text AS date, d.currency, trim_scale(d.grand_total)::text AS "magentoTotal", d.state, d.reason,
         d.reason_params AS "reasonParams", d."check", trim_scale(m.xero_total)::text AS "xeroTotal",
         trim_scale(m.xero_total - d.grand_total)::text AS difference, m.xero_number AS "xeroNumber", m.xero_id AS "xeroId",
         d.binding_id AS "bindingId", s.base_url AS "baseUrl", o.name AS organisation, d.created_at AS "createdAt",
         d.updated_at AS "updatedAt", to_char(d.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') AS "cursorAt",
         coalesce(p.postings, '[]') AS postings
  FROM document d
  JOIN store s ON s.id = d.store_id
  JOIN binding b ON b.id = d.binding_id
  JOIN organisation o ON o.id = b.organisation_id
  LEFT JOIN LATERAL (
    SELECT xero_total, xero_number, xero_id FROM posting WHERE document_id = d.id AND kind IN ('invoice', 'credit_note') LIMIT 1
  ) m ON true
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('kind', kind, 'state', state, 'reason', reason, 'reasonParams', reason_params,
                                        'isCollecting', state = 'planned' AND coalesce(collect_until > now(), false)) ORDER BY kind) AS postings
    FROM (
      SELECT kind, state, reason, reason_params, collect_until FROM posting WHERE document_id = d.id
      UNION ALL
      SELECT contact.kind, contact.state, contact.reason, contact.reason_params, contact.collect_until FROM posting own
        JOIN posting_dependency dependency ON dependency.posting_id = own.id
        JOIN posting contact ON contact.id = dependency.parent_id AND contact.kind = 'contact'
      WHERE own.document_id = d.id
    ) each
  ) p ON true`;

const ORDER = "ORDER BY d.created_at DESC, d.id DESC";

function conditions(
  input: z.infer<typeof listDocumentsSchema>,
  parking: BindingParking[],
): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const value = (given: unknown) => `$${values.push(given)}`;
  // The tenant's own rows only, by row-level security; nothing here names a tenant.
  const all: string[] = [];
  if (input.word) all.push(wordCondition(input.word, parking, value));
  if (input.reason) all.push(`d.reason = ${value(input.reason)}`);
  if (input.kind) all.push(`d.kind = ${value(input.kind)}`);
  if (input.bindingId) all.push(`d.binding_id = ${value(input.bindingId)}::uuid`);
  if (input.search) all.push(searchCondition(input.search, value));
  const cursor = readCursor(input.cursor ?? null);
  if (cursor)
    all.push(`(d.created_at, d.id) < (${value(cursor.createdAt)}::timestamptz, ${value(cursor.id)}::uuid)`);
  return { where: all.length > 0 ? `WHERE ${all.join(" AND ")}` : "", values };
}

/** The five words as people see them: parked documents are Waiting, whatever their own state. */
export function wordCondition(
  word: Word,
  parking: BindingParking[],
  value: (given: unknown) => string,
): string {
  const ids = (side: "fetching" | "sending") =>
    parking.filter((each) => each[side] !== null).map((each) => each.bindingId);
  const parked = `((d.state = 'queued' AND d.grand_total IS NULL AND d.binding_id = ANY (${value(ids("fetching"))}::uuid[]))
    OR (d.state = 'planned' AND d.binding_id = ANY (${value(ids("sending"))}::uuid[])))`;
  const own = `d.state = ANY (${value(statesOf(word))}::text[])`;
  if (word === "Waiting") return `(${own} OR ${parked})`;
  return word === "On its way" ? `(${own} AND NOT ${parked})` : own;
}

/** A prefix as a range in collation "C", which an index can serve under row-level security; people leave out leading zeros. */
function searchCondition(search: string, value: (given: unknown) => string): string {
  const starts = [search, ...(/^\d{1,8}$/.test(search) ? [search.padStart(9, "0")] : [])];
  const ranges = starts.map((start) => {
    const from = value(start);
    return `(d.increment_id COLLATE "C" >= ${from} AND d.increment_id COLLATE "C" < ${value(`${start}\u{10ffff}`)})`;
  });
  return `(${ranges.join(" OR ")})`;
}

function readCursor(cursor: string | null): { createdAt: string; id: string } | null {
  if (cursor === null || cursor === "") return null;
  const [createdAt, id] = cursor.split("_");
  const isWhole =
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}$/.test(createdAt ?? "") &&
    !Number.isNaN(Date.parse(`${createdAt}Z`)) &&
    z.uuid().safeParse(id).success;
  if (!isWhole || !createdAt || !id)
    throw invalid("This page's address is incomplete. Start from the first page.");
  return { createdAt: `${createdAt}Z`, id };
}

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
