import { freeStoreLane, type StoreLane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { routeEvents } from "../event/route-events.ts";
import { storeAccess } from "../pairing/open-store-key.ts";
import { gatherSales } from "./gather-sales.ts";
import { type DueDocument, listDueDocuments } from "./list-due-documents.ts";
import { parkStore, unparkStore } from "./park-store.ts";
import { recordPlans } from "./record-plans.ts";

/** One turn of a store: routes its events, fetches and plans what is due. At most `prepareJobMs`, then others have their turn. */
export async function prepareStore(ctx: ServiceContext, lane: StoreLane): Promise<void> {
  const endsAt = ctx.now().getTime() + ctx.durations.prepareJobMs;
  try {
    let isMore = true;
    while (isMore && ctx.now().getTime() < endsAt) isMore = await prepareSome(ctx, lane);
  } finally {
    await freeStoreLane(ctx.db.system, lane.storeId, "prepare");
  }
}

/** True when there may be more to do at once. */
async function prepareSome(ctx: ServiceContext, lane: StoreLane): Promise<boolean> {
  const { routed, due } = await ctx.db.withTenantSql(lane.tenantId, async (client) => ({
    routed: await routeEvents(client, lane.storeId),
    due: await listDueDocuments(client, lane.storeId),
  }));
  if (due.documents.length === 0) return routed > 0;
  const isToFetch = (document: DueDocument) => !document.isFrozen;
  const access = await storeAccess(ctx, lane);
  const gathered = await gatherSales(ctx, { access, documents: due.documents.filter(isToFetch) });
  if (gathered.isStoreDown) {
    await parkStore(ctx, lane, gathered.problem);
    return false;
  }
  await ctx.db.withTenantSql(lane.tenantId, (client) =>
    recordPlans(ctx, { client, lane, due, sales: gathered.sales }),
  );
  if (gathered.sales.size > 0) await unparkStore(ctx, lane);
  return true;
}
