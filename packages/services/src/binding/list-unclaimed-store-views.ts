import { accepts } from "@counterfoil/core/eligibility";
import type { Actor, ServiceContext } from "../context.ts";
import { hostOf } from "./host-of.ts";

export type UnclaimedStoreView = {
  store: { id: string; host: string };
  storeViewId: number;
  websiteId: number;
  /** What the merchant calls it, where they have said. */
  name: string | null;
  /** To know it by. */
  lastNumber: string | null;
  documents: number;
};

/** Store views whose documents no binding of their store takes: left out, until somebody sends the view somewhere. */
export async function listUnclaimedStoreViews(
  ctx: ServiceContext,
  actor: Actor,
): Promise<UnclaimedStoreView[]> {
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const outside = await tx.$queryRaw<{ storeId: string; magentoStoreId: number; documents: number }[]>`
      SELECT b.store_id AS "storeId", t.magento_store_id AS "magentoStoreId", sum(t.documents)::int AS documents
      FROM tally t JOIN binding b ON b.id = t.binding_id AND b.status = 'active'
      WHERE t.state = 'skipped' AND t.reason = 'no_binding_for_store_view' GROUP BY 1, 2 HAVING sum(t.documents) > 0`;
    if (outside.length === 0) return [];
    const stores = await tx.store.findMany({
      where: { id: { in: outside.map(({ storeId }) => storeId) }, status: { not: "disconnected" } },
      select: {
        id: true,
        baseUrl: true,
        views: true,
        bindings: { where: { status: "active" }, select: { websiteFilter: true, storeFilter: true } },
      },
    });
    return outside.flatMap(({ storeId, magentoStoreId, documents }) => {
      const store = stores.find(({ id }) => id === storeId);
      const view = store?.views.find((each) => each.magentoStoreId === magentoStoreId);
      if (!store || !view) return [];
      const origin = { websiteId: view.websiteId, storeViewId: magentoStoreId };
      if (store.bindings.some((binding) => accepts(binding, origin))) return [];
      return [
        {
          store: { id: store.id, host: hostOf(store.baseUrl) },
          storeViewId: magentoStoreId,
          websiteId: view.websiteId,
          name: view.name,
          lastNumber: view.lastNumber,
          documents,
        },
      ];
    });
  });
}
