import { findParkedLanes } from "@counterfoil/db/system/find-parked-lanes";
import type { Actor, ServiceContext } from "../context.ts";

/** A short text that changes whenever something a page of documents shows has changed: pages ask for it, and draw again only then. */
export async function findPulse(ctx: ServiceContext, actor: Actor): Promise<string> {
  const { pulse, ...bound } = await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const { rows } = await client.query<Pulse>(
      `SELECT md5(concat_ws('|',
         (SELECT max(id) FROM tally),
         (SELECT concat(count(*), sum(id)) FROM tally WHERE is_fresh),
         (SELECT max(collect_until) FROM posting WHERE state = 'planned' AND collect_until IS NOT NULL),
         (SELECT string_agg(concat(id, status, started_at, paused, policy_version), ',' ORDER BY id) FROM binding),
         (SELECT string_agg(concat(id, status, parked_until), ',' ORDER BY id) FROM store),
         (SELECT string_agg(concat(id, status), ',' ORDER BY id) FROM connection),
         (SELECT concat(count(*), max(fetched_at)) FROM reference_data),
         (SELECT string_agg(concat(id, reference_problem), ',' ORDER BY id) FROM organisation),
         (SELECT count(*) FROM event WHERE state = 'unrouted'))) AS pulse,
       (SELECT environment FROM tenant) AS environment,
       coalesce((SELECT array_agg(DISTINCT xero_tenant_id) FROM binding WHERE status = 'active'), '{}') AS "xeroTenantIds"`,
    );
    return rows[0] ?? { pulse: "", environment: "", xeroTenantIds: [] };
  });
  // Whether Xero can be reached stands where tenants share it.
  const parked = await findParkedLanes(ctx.db.system, bound);
  return [pulse, ...parked.map(({ parkedUntil }) => parkedUntil.getTime()).toSorted()].join(".");
}

type Pulse = { pulse: string; environment: string; xeroTenantIds: string[] };
