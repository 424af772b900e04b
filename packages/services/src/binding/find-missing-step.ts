import type { Actor, ServiceContext } from "../context.ts";
import { hostOf } from "./host-of.ts";

export type MissingStep =
  | { step: "magento" }
  | { step: "xero"; host: string | null }
  | { step: "choose"; host: string }
  | { step: "start"; bindingId: string; host: string };

/** The first thing that stands between this tenant and syncing: pairing, Xero, which organisation, or the start. Null when all is done. */
export async function findMissingStep(ctx: ServiceContext, actor: Actor): Promise<MissingStep | null> {
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const { environment } = await tx.tenant.findUniqueOrThrow({
      where: { id: actor.tenantId },
      select: { environment: true },
    });
    const stores = await tx.store.findMany({
      where: { pairedAt: { not: null }, status: { not: "disconnected" } },
      select: {
        baseUrl: true,
        bindings: { where: { status: "active", environment }, select: { id: true, startedAt: true } },
      },
      orderBy: { createdAt: "asc" },
    });
    const connections = await tx.connection.count({ where: { environment, status: "active" } });
    const [first] = stores;
    if (connections === 0) {
      // A binding that has lost its connection says so itself, and is connected again from there.
      if (stores.some(({ bindings }) => bindings.length > 0)) return null;
      return first ? { step: "xero", host: hostOf(first.baseUrl) } : { step: "magento" };
    }
    if (!first) return { step: "magento" };
    const unbound = stores.find(({ bindings }) => bindings.length === 0);
    if (unbound) return { step: "choose", host: hostOf(unbound.baseUrl) };
    for (const { baseUrl, bindings } of stores)
      for (const { id, startedAt } of bindings)
        if (startedAt === null) return { step: "start", bindingId: id, host: hostOf(baseUrl) };
    return null;
  });
}
