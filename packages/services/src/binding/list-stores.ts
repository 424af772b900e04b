import type { Actor, ServiceContext } from "../context.ts";
import { hostOf } from "./host-of.ts";
import { suggestPrefix } from "./suggest-prefix.ts";

export type StoreRow = {
  id: string;
  baseUrl: string;
  host: string;
  status: "pending" | "active" | "token_revoked" | "disconnected";
  pairedAt: Date | null;
  lastEventAt: Date | null;
  openBindings: number;
  suggestedPrefix: string;
};

/** The stores this tenant has paired, or has begun to. */
export async function listStores(ctx: ServiceContext, actor: Actor): Promise<StoreRow[]> {
  const rows = await ctx.db.withTenant(actor.tenantId, (tx) =>
    tx.store.findMany({
      select: {
        id: true,
        baseUrl: true,
        status: true,
        pairedAt: true,
        lastEventAt: true,
        _count: { select: { bindings: { where: { status: "active" } } } },
      },
      orderBy: { createdAt: "asc" },
    }),
  );
  return rows.map((row) => ({
    id: row.id,
    baseUrl: row.baseUrl,
    host: hostOf(row.baseUrl),
    status: row.status as StoreRow["status"],
    pairedAt: row.pairedAt,
    lastEventAt: row.lastEventAt,
    openBindings: row._count.bindings,
    suggestedPrefix: suggestPrefix(row.baseUrl, []),
  }));
}
