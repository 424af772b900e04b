import { isReasonCode, type ReasonParams, reasonFix, reasonSentence } from "@counterfoil/core/reasons";
import type { TenantClient } from "@counterfoil/db/database";
import type { Task } from "./task.ts";

type Decision = Omit<Extract<Task, { kind: "decide" }>, "store" | "organisation">;

type Row = {
  bindingId: string;
  reason: string;
  /** Behind this one choice. */
  documents: number;
  /** Of the binding with this reason, whatever the choice. */
  all: number;
  documentId: string | null;
  /** Of the decision that all of them wait for; null where they are too many to look at each. */
  shared: ReasonParams | null;
  /** Of the only one. */
  own: ReasonParams | null;
};

/** What somebody has to decide about documents, most documents first: those that one choice releases are one decision. */
export async function listDecisions(client: TenantClient): Promise<Decision[]> {
  const { rows } = await client.query<Row>(
    `WITH counted AS MATERIALIZED (
       SELECT binding_id, reason, sum(documents)::int AS documents, sum(sum(documents)) OVER (PARTITION BY reason) AS with_reason
       FROM tally WHERE state IN ('held', 'failed') AND reason IS NOT NULL GROUP BY binding_id, reason
     ), stopped AS MATERIALIZED (
       SELECT c.* FROM counted c JOIN binding b ON b.id = c.binding_id AND b.status = 'active' WHERE c.documents > 0
     )
     SELECT s.binding_id AS "bindingId", s.reason, coalesce(choice.documents, s.documents) AS documents, s.documents AS "all",
            choice."documentId", choice.shared, choice.own
     FROM stopped s LEFT JOIN LATERAL (
       SELECT count(*)::int AS documents, (array_agg(d.id))[1] AS "documentId", ${SHARED} AS shared, (array_agg(d.reason_params))[1] AS own
       FROM document d WHERE d.reason = s.reason AND d.binding_id = s.binding_id AND d.state IN ('held', 'failed') GROUP BY ${SHARED}
     ) choice ON s.with_reason <= ${MOST_READ}
     ORDER BY 3 DESC, s.reason LIMIT ${MOST}`,
  );
  return rows.map(({ bindingId, reason, documents, all, documentId, shared, own }) => {
    const params = documents === 1 ? own : shared;
    return {
      kind: "decide",
      bindingId,
      reason,
      documents,
      documentId: documents === 1 ? documentId : null,
      sentence: isReasonCode(reason)
        ? reasonSentence(reason, params ? { ...params, count: documents } : {})
        : "Needs a decision from you.",
      fix: isReasonCode(reason) ? reasonFix(reason) : null,
      isWhole: documents === all,
    };
  });
}

const MOST = 50;

/** Of more with one reason nothing is told apart: all would have to be read, and Home does not wait for that. */
export const MOST_READ = 500;

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
