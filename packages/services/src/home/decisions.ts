import { isReasonCode, type ReasonParams, reasonFix, reasonSentence } from "@counterfoil/core/reasons";
import type { TenantClient } from "@counterfoil/db/database";
import type { Task } from "./task.ts";

type Decision = Omit<Extract<Task, { kind: "decide" }>, "store" | "organisation">;

type Row = {
  bindingId: string;
  reason: string;
  documents: number;
  documentId: string;
  /** Of the decision that all of them wait for. */
  shared: ReasonParams;
  /** Of the only one. */
  own: ReasonParams;
};

/** What somebody has to decide about documents, most documents first: those that one choice releases are one decision. */
export async function listDecisions(client: TenantClient): Promise<Decision[]> {
  const { rows } = await client.query<Row>(
    `SELECT d.binding_id AS "bindingId", d.reason, count(*)::int AS documents, (array_agg(d.id))[1] AS "documentId",
            ${SHARED} AS shared, (array_agg(d.reason_params))[1] AS own
     FROM document d JOIN binding b ON b.id = d.binding_id AND b.status = 'active'
     WHERE d.state IN ('held', 'failed') AND d.reason IS NOT NULL
     GROUP BY d.binding_id, d.reason, ${SHARED} ORDER BY documents DESC, d.reason LIMIT ${MOST}`,
  );
  return rows.map(({ bindingId, reason, documents, documentId, shared, own }) => {
    const params = documents === 1 ? own : shared;
    return {
      kind: "decide",
      bindingId,
      reason,
      documents,
      documentId: documents === 1 ? documentId : null,
      sentence: isReasonCode(reason)
        ? reasonSentence(reason, { ...params, count: documents })
        : "Needs a decision from you.",
      fix: isReasonCode(reason) ? reasonFix(reason) : null,
      isWhole: rows.filter((row) => row.bindingId === bindingId && row.reason === reason).length === 1,
    };
  });
}

const MOST = 50;

/** By what a choice is told from another: a tax rate by its percent and country, an account by its code and what it is for. */
const SHARED = `jsonb_strip_nulls(CASE
  WHEN d.reason = 'tax_rate_unmapped' THEN jsonb_build_object('rate', d.reason_params->'rate', 'country', d.reason_params->'country')
  WHEN d.reason IN ('account_missing', 'account_archived')
    THEN jsonb_build_object('code', d.reason_params->'code', 'purpose', d.reason_params->'purpose', 'of', d.reason_params->'of')
  WHEN d.reason = 'tax_type_not_allowed_on_account'
    THEN jsonb_build_object('code', d.reason_params->'code', 'taxType', d.reason_params->'taxType')
  WHEN d.reason = 'currency_not_enabled'
    THEN jsonb_build_object('currency', d.reason_params->'currency', 'organisation', d.reason_params->'organisation')
  WHEN d.reason = 'contact_taken' THEN jsonb_build_object('name', d.reason_params->'name')
  WHEN d.reason = 'magento_total_unexplained' THEN jsonb_build_object('cause', d.reason_params->'cause')
  WHEN d.reason = 'xero_plan_limit' THEN jsonb_build_object('organisation', d.reason_params->'organisation')
  ELSE '{}' END)`;
