import { type PlanLimits, type PlanName, planLimits } from "@counterfoil/core/plans";
import type { Actor, ServiceContext } from "../context.ts";
import { WEBSITES_IN_USE } from "./websites-in-use.ts";

export type PlanPage = {
  plan: PlanName;
  limits: PlanLimits | null;
  used: PlanLimits;
  /** Documents that wait because the plan does not cover their website. */
  waiting: number;
};

/** The plan of this tenant, what it covers, and how much of that is in use. */
export async function getPlan(ctx: ServiceContext, actor: Actor): Promise<PlanPage> {
  return ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const { rows } = await client.query<{ plan: PlanName; waiting: number } & PlanLimits>(
      `SELECT t.plan,
              (SELECT count(DISTINCT b.organisation_id)::int FROM binding b WHERE b.status = 'active') AS organisations,
              (SELECT count(*)::int FROM store s WHERE s.status <> 'disconnected' AND s.paired_at IS NOT NULL) AS stores,
              (SELECT count(*)::int FROM (${WEBSITES_IN_USE}) w) AS websites,
              (SELECT coalesce(sum(y.documents), 0)::int FROM tally y JOIN binding b ON b.id = y.binding_id AND b.status = 'active'
               WHERE y.state = 'waiting' AND y.reason = 'counterfoil_plan_limit') AS waiting
       FROM tenant t`,
    );
    const [row] = rows;
    if (!row) throw new Error(`Tenant ${actor.tenantId} is not there.`);
    const { plan, waiting, ...used } = row;
    return { plan, limits: planLimits[plan], used, waiting };
  });
}
