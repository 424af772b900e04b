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
      `WITH needs AS (SELECT reason, reason_params FROM document WHERE state IN ('held', 'failed')),
            groups AS (SELECT reason, count(*)::int AS documents FROM needs GROUP BY reason),
            shared AS (
              SELECT n.reason, p.key, min(p.value #>> '{}') AS value FROM needs n, jsonb_each(n.reason_params) p
              GROUP BY n.reason, p.key
              HAVING count(DISTINCT p.value) = 1 AND count(*) = (SELECT documents FROM groups g WHERE g.reason = n.reason)
            )
       SELECT reason, documents,
              coalesce((SELECT jsonb_object_agg(s.key, s.value) FROM shared s WHERE s.reason = g.reason), '{}') AS params
       FROM groups g ORDER BY documents DESC, reason LIMIT 20`,
    );
    const events = await client.query<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM event e
       WHERE state = 'unrouted' AND name IN ('invoice.created', 'invoice.paid', 'creditmemo.created')
         AND NOT EXISTS (SELECT 1 FROM binding b WHERE b.store_id = e.store_id AND b.status = 'active')`,
    );
    const agreement = await client.query<HomeSummary["agreement"][number]>(
      `SELECT o.name AS organisation, d.currency, count(*)::int AS documents,
              sum(sign * round(d.grand_total, 2))::text AS "magentoTotal", sum(sign * p.xero_total)::text AS "xeroTotal",
              sum(sign * (p.xero_total - round(d.grand_total, 2)))::text AS difference
       FROM document d
       JOIN posting p ON p.document_id = d.id AND p.kind IN ('invoice', 'credit_note') AND p.state = 'posted'
       JOIN binding b ON b.id = d.binding_id JOIN organisation o ON o.id = b.organisation_id,
       LATERAL (SELECT CASE d.kind WHEN 'invoice' THEN 1 ELSE -1 END AS sign) s
       WHERE d.grand_total IS NOT NULL AND p.xero_total IS NOT NULL
       GROUP BY 1, 2 ORDER BY documents DESC`,
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
