import { hostOf } from "../binding/host-of.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { isSilent } from "./is-silent.ts";

export type StoreHealth = {
  id: string;
  host: string;
  baseUrl: string;
  status: "pending" | "active" | "token_revoked" | "disconnected";
  pairedAt: Date | null;
  lastEventAt: Date | null;
  /** It raises documents and publishes none of them. */
  isSilent: boolean;
  /** What is the matter with it at the moment, and when it is tried again. */
  trouble: { reason: "store_unreachable" | "store_refuses_us"; until: Date | null } | null;
  /** Where its documents go. */
  organisations: { bindingId: string; name: string }[];
  /** Messages that no binding takes yet. */
  keptEvents: number;
};

/** The stores this tenant has paired, or begun to, and how each is. */
export async function listStoreHealth(ctx: ServiceContext, actor: Actor): Promise<StoreHealth[]> {
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const stores = await tx.store.findMany({
      include: {
        bindings: {
          where: { status: "active" },
          orderBy: { createdAt: "asc" },
          select: { id: true, organisation: { select: { name: true } } },
        },
      },
      orderBy: { createdAt: "asc" },
    });
    const alone = stores.filter(({ bindings }) => bindings.length === 0).map(({ id }) => id);
    const kept =
      alone.length > 0
        ? await tx.event.groupBy({
            by: ["storeId"],
            where: {
              storeId: { in: alone },
              state: "unrouted",
              name: { in: ["invoice.created", "invoice.paid", "creditmemo.created"] },
            },
            _count: true,
          })
        : [];
    return stores.map((store) => ({
      id: store.id,
      host: hostOf(store.baseUrl),
      baseUrl: store.baseUrl,
      status: store.status as StoreHealth["status"],
      pairedAt: store.pairedAt,
      lastEventAt: store.lastEventAt,
      isSilent: store.status === "active" && isSilent(ctx, store),
      trouble: troubleOf(store, ctx.now()),
      organisations: store.bindings.map(({ id, organisation }) => ({
        bindingId: id,
        name: organisation.name,
      })),
      keptEvents: kept.find(({ storeId }) => storeId === store.id)?._count ?? 0,
    }));
  });
}

function troubleOf(
  store: { status: string; parkedUntil: Date | null; parkedReason: string | null },
  now: Date,
): StoreHealth["trouble"] {
  if (store.status === "disconnected") return null;
  if (store.status === "token_revoked") return { reason: "store_refuses_us", until: null };
  if (store.parkedUntil === null || store.parkedUntil <= now) return null;
  const reason = store.parkedReason === "store_refuses_us" ? "store_refuses_us" : "store_unreachable";
  return { reason, until: store.parkedUntil };
}
