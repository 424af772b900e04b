import type { ReasonParams } from "@counterfoil/core/reasons";
import type { Actor, ServiceContext } from "../context.ts";
import { type DocumentCheck, describeDocument, documentCheckSchema } from "./describe-document.ts";

const SHOWN = 8;

export type DocumentPreview = {
  id: string;
  kind: "invoice" | "creditmemo";
  number: string | null;
  magentoId: string;
  customer: string | null;
  /** YYYY-MM-DD, the store's day. */
  date: string | null;
  currency: string | null;
  /** Decimal texts, in the document's currency; the draft's is what Xero would come to. */
  magentoTotal: string | null;
  draftTotal: string | null;
  would: "go" | "need_you" | "be_left_out" | "be_checked";
  /** Why, where it would not simply go. */
  sentence: string | null;
};

/** Before Start: some of the documents that are prepared as they would look in Xero, what needs a person first, then the newest. */
export async function previewDocuments(
  ctx: ServiceContext,
  actor: Actor,
  input: { bindingId: string },
): Promise<DocumentPreview[]> {
  const rows = await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const found = await client.query<Row>(
      `SELECT id, kind, increment_id AS number, magento_id::text AS "magentoId", customer_name AS customer, document_date::text AS date,
              currency, trim_scale(grand_total)::text AS "magentoTotal", "check", state, reason, reason_params AS "reasonParams"
       FROM document WHERE binding_id = $1 AND grand_total IS NOT NULL
       ORDER BY CASE "check"->>'outcome' WHEN 'hold' THEN 0 WHEN 'skip' THEN 2 ELSE CASE WHEN state = 'skipped' THEN 2 ELSE 1 END END,
                created_at DESC, id DESC LIMIT ${SHOWN}`,
      [input.bindingId],
    );
    return found.rows;
  });
  return rows.map((row) => {
    const check = documentCheckSchema.nullable().catch(null).parse(row.check);
    const { note, sentence } = describeDocument({ ...row, isFetched: true, check }, [], null);
    const would = wouldBe(row, check);
    return {
      id: row.id,
      kind: row.kind,
      number: row.number,
      magentoId: row.magentoId,
      customer: row.customer,
      date: row.date,
      currency: row.currency,
      magentoTotal: row.magentoTotal,
      draftTotal: check?.total ?? null,
      would,
      sentence: would === "go" || would === "be_checked" ? null : (note ?? sentence),
    };
  });
}

type Row = Omit<DocumentPreview, "draftTotal" | "would" | "sentence"> & {
  check: unknown;
  state: Parameters<typeof describeDocument>[0]["state"];
  reason: string | null;
  reasonParams: ReasonParams;
};

function wouldBe(row: Row, check: DocumentCheck | null): DocumentPreview["would"] {
  if (row.state === "skipped" || check?.outcome === "skip") return "be_left_out";
  if (check?.outcome === "hold") return "need_you";
  return check ? "go" : "be_checked";
}
