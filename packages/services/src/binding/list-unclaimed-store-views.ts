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
    const outside = await tx.document.groupBy({
      by: ["storeId", "magentoStoreId"],
      where: { isOutside: true, state: "skipped", binding: { status: "active" } },
      _count: true,
    });
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
    return outside.flatMap(({ storeId, magentoStoreId, _count }) => {
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
          documents: _count,
        },
      ];
    });
  });
}
