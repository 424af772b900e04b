import { money } from "@counterfoil/core/money";
import type { PostingState } from "@counterfoil/core/posting";
import { isReasonCode, reasonSentence } from "@counterfoil/core/reasons";
import { wordOf } from "@counterfoil/core/words";
import { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";
import { parkedBy } from "./describe-document.ts";
import { type BindingParking, findParking } from "./find-parking.ts";

/** Documents, and their money as decimal text in the row's currency. Credit memos count negative. */
export type Figure = { documents: number; total: string };

/** Of all that has this word; `missing` of it does not stand in Xero. (An invoice whose payment needs somebody does.) */
export type WordFigure = Figure & { missing: Figure };

/**
 * One month of one organisation in one currency. Everything that Magento raised is in exactly one of `inXero`, `leftOut`, `needsYou.missing`,
 * `waiting.missing` and `onItsWay.missing`, so the difference is explained whole:
 * `difference = unexplained − (leftOut + needsYou.missing + waiting.missing + onItsWay.missing)`.
 */
export type MonthAgreement = {
  /** YYYY-MM, by the document's own day. */
  month: string;
  organisationId: string;
  organisation: string;
  currency: string;
  /** All that the stores raised. */
  magento: Figure;
  /** Of those, what stands in Xero, with Xero's totals. */
  xero: Figure;
  /** Xero − Magento. */
  difference: string;
  /** Xero − Magento of what stands in both: 0.00, or the books do not agree. */
  unexplained: string;
  /** By reason, most documents first. */
  leftOut: (Figure & { reason: string; sentence: string })[];
  needsYou: WordFigure;
  waiting: WordFigure;
  onItsWay: WordFigure;
};

export type BooksAgreement = {
  /** Newest month first; within one the organisations by name, then currencies. */
  months: MonthAgreement[];
  /** Known of, but not fetched from Magento yet: neither month nor money is known. */
  unfetched: number;
  /** There are older months than those asked for. */
  hasOlder: boolean;
};

const inputSchema = z.object({
  /** The newest so many months in which there are documents. */
  months: z.coerce.number().int().min(1).max(240).default(12),
  organisationId: z.uuid().nullish(),
});

/**
 * Do the books agree? From the counters alone: the same few milliseconds for ten documents and for a million. `parking`: where the
 * caller knows it already.
 */
export async function booksAgreement(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown = {},
  known: { parking?: Map<string, BindingParking> } = {},
): Promise<BooksAgreement> {
  const { months, organisationId } = inputSchema.parse(input);
  const parking = known.parking ?? (await findParking(ctx, actor));
  const rows = await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const { rows } = await client.query<Row>(ROWS, [organisationId ?? null, months + 1]);
    return rows;
  });
  const fetched = rows.filter((row): row is Fetched => row.month !== null && row.currency !== null);
  const newest = [...new Set(fetched.map(({ month }) => month))].toSorted().toReversed().slice(0, months);
  const oldest = newest.at(-1) ?? "";
  const groups = new Map<string, Gathered>();
  for (const row of fetched.filter(({ month }) => month >= oldest)) {
    const key = `${row.month} ${row.organisationId} ${row.currency}`;
    const group = groups.get(key) ?? { row, parts: [] };
    group.parts.push({
      ...row,
      word: parkedBy(row, parking.get(row.bindingId) ?? null) ? "Waiting" : wordOf(row.state),
    });
    groups.set(key, group);
  }
  return {
    months: [...groups.values()].map(agreementOf).toSorted(inOrder),
    unfetched: rows.filter(({ month }) => month === null).reduce((sum, row) => sum + row.documents, 0),
    hasOlder: fetched.some(({ month }) => month < oldest),
  };
}

type Row = {
  month: string | null;
  organisationId: string;
  organisation: string;
  currency: string | null;
  bindingId: string;
  state: PostingState;
  reason: string | null;
  isFetched: boolean;
  isInXero: boolean;
  documents: number;
  magentoTotal: string;
  xeroTotal: string;
};
type Fetched = Row & { month: string; currency: string };
type Part = Fetched & { word: ReturnType<typeof wordOf> };
type Gathered = { row: Fetched; parts: Part[] };

const ROWS = `
  WITH own AS (
    SELECT t.*, b.organisation_id, CASE t.kind WHEN 'invoice' THEN 1 ELSE -1 END AS sign
    FROM tally t JOIN binding b ON b.id = t.binding_id
    WHERE b.environment = (SELECT environment FROM tenant) AND ($1::uuid IS NULL OR b.organisation_id = $1)
  ), newest AS (
    SELECT month FROM own WHERE month IS NOT NULL GROUP BY month HAVING sum(documents) > 0 ORDER BY month DESC LIMIT $2
  )
  SELECT to_char(own.month, 'YYYY-MM') AS month, o.id AS "organisationId", o.name AS organisation, own.currency, own.binding_id AS "bindingId",
         own.state, own.reason, own.is_fetched AS "isFetched", own.is_in_xero AS "isInXero", sum(own.documents)::int AS documents,
         sum(own.sign * own.magento_total)::text AS "magentoTotal", sum(own.sign * own.xero_total)::text AS "xeroTotal"
  FROM own JOIN organisation o ON o.id = own.organisation_id
  WHERE own.month IS NULL OR own.month IN (SELECT month FROM newest)
  GROUP BY own.month, o.id, o.name, own.currency, own.binding_id, own.state, own.reason, own.is_fetched, own.is_in_xero
  HAVING sum(own.documents) > 0`;

function agreementOf({ row, parts }: Gathered): MonthAgreement {
  const inXero = parts.filter((part) => part.isInXero);
  const magento = figure(parts);
  const xero = { documents: documentsIn(inXero), total: sum(inXero.map(({ xeroTotal }) => xeroTotal)) };
  return {
    month: row.month,
    organisationId: row.organisationId,
    organisation: row.organisation,
    currency: row.currency,
    magento,
    xero,
    difference: money(xero.total).minus(magento.total).toFixed(2),
    unexplained: money(xero.total).minus(figure(inXero).total).toFixed(2),
    leftOut: leftOutOf(parts.filter(({ word }) => word === "Left out")),
    needsYou: wordFigure(parts, "Needs you"),
    waiting: wordFigure(parts, "Waiting"),
    onItsWay: wordFigure(parts, "On its way"),
  };
}

function leftOutOf(parts: readonly Part[]): MonthAgreement["leftOut"] {
  const reasons = [...new Set(parts.flatMap(({ reason }) => (reason === null ? [] : [reason])))];
  return reasons
    .map((reason) => ({
      reason,
      sentence: isReasonCode(reason) ? reasonSentence(reason) : "Left out.",
      ...figure(parts.filter((part) => part.reason === reason)),
    }))
    .toSorted((one, other) => other.documents - one.documents);
}

function wordFigure(parts: readonly Part[], word: Part["word"]): WordFigure {
  const own = parts.filter((part) => part.word === word);
  return { ...figure(own), missing: figure(own.filter(({ isInXero }) => !isInXero)) };
}

function figure(parts: readonly Part[]): Figure {
  return { documents: documentsIn(parts), total: sum(parts.map(({ magentoTotal }) => magentoTotal)) };
}

const documentsIn = (parts: readonly Part[]) => parts.reduce((total, { documents }) => total + documents, 0);

const sum = (amounts: readonly string[]) =>
  amounts.reduce((total, amount) => total.plus(amount), money("0")).toFixed(2);

function inOrder(one: MonthAgreement, other: MonthAgreement): number {
  return (
    other.month.localeCompare(one.month) ||
    one.organisation.localeCompare(other.organisation) ||
    one.currency.localeCompare(other.currency)
  );
}
