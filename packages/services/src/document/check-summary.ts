import { isReasonCode, type ReasonParams, reasonSentence } from "@counterfoil/core/reasons";
import type { Actor, ServiceContext } from "../context.ts";

export type CheckSummary = {
  /** Seen, but not fetched or not checked yet. */
  pending: number;
  wouldGo: number;
  wouldBeHeld: { reason: string; documents: number; sentence: string }[];
  wouldBeLeftOut: { reason: string; documents: number; sentence: string }[];
};

/** What planning says of the documents that wait for Start: problems show before anything is in Xero. */
export async function checkSummary(
  ctx: ServiceContext,
  actor: Actor,
  input: { bindingId: string },
): Promise<CheckSummary> {
  const groups = await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const { rows } = await client.query<{
      outcome: string | null;
      reason: string | null;
      documents: number;
      params: ReasonParams | null;
    }>(
      `SELECT "check"->>'outcome' AS outcome, coalesce("check"->>'reason', CASE WHEN state = 'skipped' THEN reason END) AS reason,
              count(*)::int AS documents, (array_agg("check"->'params' ORDER BY updated_at DESC))[1] AS params
       FROM document WHERE binding_id = $1 GROUP BY 1, 2 ORDER BY documents DESC`,
      [input.bindingId],
    );
    return rows;
  });
  const withReason = (outcome: "hold" | "skip") =>
    groups.flatMap((group) =>
      group.reason !== null && (group.outcome === outcome || (group.outcome === null && outcome === "skip"))
        ? [
            {
              reason: group.reason,
              documents: group.documents,
              sentence: isReasonCode(group.reason)
                ? reasonSentence(group.reason, { ...group.params, count: group.documents })
                : "Needs a decision from you.",
            },
          ]
        : [],
    );
  const sum = (of: typeof groups) => of.reduce((total, group) => total + group.documents, 0);
  return {
    pending: sum(groups.filter((group) => group.outcome === null && group.reason === null)),
    wouldGo: sum(groups.filter((group) => group.outcome !== null && group.reason === null)),
    wouldBeHeld: withReason("hold"),
    wouldBeLeftOut: withReason("skip"),
  };
}
