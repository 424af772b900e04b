import {
  type Fix,
  isReasonCode,
  type ReasonParams,
  reasonFix,
  reasonSentence,
} from "@counterfoil/core/reasons";
import type { Actor, ServiceContext } from "../context.ts";
import { countDocuments, type WordCounts } from "./count-documents.ts";
import { findParking } from "./find-parking.ts";

export type HomeSummary = {
  counts: WordCounts;
  /** Events kept for a store that has no organisation yet. */
  unroutedEvents: number;
  /** What a person has to decide, most documents first. */
  needsYou: { reason: string; documents: number; sentence: string; fix: Fix | null }[];
  /** What is in Xero, by organisation and currency: Magento's total, Xero's, and the difference. Decimal texts; credit memos count negative. */
  agreement: {
    organisation: string;
    currency: string;
    documents: number;
    magentoTotal: string;
    xeroTotal: string;
    difference: string;
  }[];
};

/** Counts, what needs a person and whether the books agree: what scripts ask for. */
export async function homeSummary(ctx: ServiceContext, actor: Actor): Promise<HomeSummary> {
  const parking = await findParking(ctx, actor);
  const counts = await countDocuments(ctx, actor, { parking });
  return ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const needs = await client.query<{
      reason: string;
      documents: number;
      params: ReasonParams;
    }>(
      // Of the parameters only what all of them share: a sentence about seven documents may not quote one's amount.
      `WITH groups AS (
         SELECT t.reason, sum(t.documents)::int AS documents FROM tally t JOIN binding b ON b.id = t.binding_id
         WHERE t.state IN ('held', 'failed') AND b.environment = (SELECT environment FROM tenant)
         GROUP BY t.reason HAVING sum(t.documents) > 0 ORDER BY documents DESC, reason LIMIT 20
       )
       SELECT g.reason, g.documents, coalesce(shared.params, '{}') AS params
       FROM groups g LEFT JOIN LATERAL (
         SELECT jsonb_object_agg(s.key, s.value) AS params FROM (
           SELECT p.key, min(p.value #>> '{}') AS value
           FROM (SELECT reason_params FROM document d WHERE d.reason = g.reason AND d.state IN ('held', 'failed')
                   AND d.environment = (SELECT environment FROM tenant) LIMIT ${MAX_READ}) each,
                jsonb_each(each.reason_params) p
           GROUP BY p.key HAVING count(DISTINCT p.value) = 1 AND count(*) = g.documents
         ) s
       ) shared ON g.documents <= ${MAX_READ}
       ORDER BY g.documents DESC, g.reason`,
    );
    const events = await client.query<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM event e
       WHERE state = 'unrouted' AND name IN ('invoice.created', 'invoice.paid', 'creditmemo.created')
         AND NOT EXISTS (SELECT 1 FROM binding b WHERE b.store_id = e.store_id AND b.status = 'active')`,
    );
    const agreement = await client.query<HomeSummary["agreement"][number]>(
      `SELECT o.name AS organisation, t.currency, sum(t.documents)::int AS documents,
              sum(sign * t.magento_total)::text AS "magentoTotal", sum(sign * t.xero_total)::text AS "xeroTotal",
              sum(sign * (t.xero_total - t.magento_total))::text AS difference
       FROM tally t JOIN binding b ON b.id = t.binding_id JOIN organisation o ON o.id = b.organisation_id,
       LATERAL (SELECT CASE t.kind WHEN 'invoice' THEN 1 ELSE -1 END AS sign) s
       WHERE t.is_in_xero AND t.is_fetched AND b.environment = (SELECT environment FROM tenant)
       GROUP BY o.id, t.currency HAVING sum(t.documents) > 0 ORDER BY documents DESC`,
    );
    return {
      counts,
      unroutedEvents: events.rows[0]?.waiting ?? 0,
      needsYou: needs.rows.map(({ reason, documents, params }) => ({
        reason,
        documents,
        sentence: isReasonCode(reason)
          ? reasonSentence(reason, { ...params, count: documents })
          : "Needs a decision from you.",
        fix: isReasonCode(reason) ? reasonFix(reason) : null,
      })),
      agreement: agreement.rows,
    };
  });
}

/** Of more than so many the sentence names nothing: to know what all of them share, all would have to be read. */
const MAX_READ = 300;
