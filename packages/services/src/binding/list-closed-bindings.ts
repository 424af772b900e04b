import type { Actor, ServiceContext } from "../context.ts";
import { hostOf } from "./host-of.ts";

export type ClosedBindingRow = {
  id: string;
  store: { id: string; host: string; isUsable: boolean };
  organisation: { id: string; name: string; isUsable: boolean };
  /** When somebody disconnected the two. */
  closedAt: Date | null;
};

/** Pairs that were disconnected and are in no open binding; in this tenant's environment only. */
export async function listClosedBindings(ctx: ServiceContext, actor: Actor): Promise<ClosedBindingRow[]> {
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const { environment } = await tx.tenant.findUniqueOrThrow({ where: { id: actor.tenantId } });
    const rows = await tx.binding.findMany({
      where: { environment },
      include: {
        store: { select: { id: true, baseUrl: true, status: true } },
        organisation: { select: { id: true, name: true, connections: { select: { status: true } } } },
      },
      orderBy: { createdAt: "desc" },
    });
    const pair = (row: { storeId: string; organisationId: string }) => `${row.storeId} ${row.organisationId}`;
    const open = new Set(rows.filter(({ status }) => status === "active").map(pair));
    const closed = rows.filter((row) => row.status === "closed" && !open.has(pair(row)));
    const ends = await tx.audit.findMany({
      where: { action: "binding.closed", subject: { in: closed.map(({ id }) => id) } },
      orderBy: { id: "asc" },
      select: { subject: true, at: true },
    });
    const closedAt = new Map(ends.map(({ subject, at }) => [subject, at]));
    return closed.map(({ id, store, organisation }) => ({
      id,
      store: { id: store.id, host: hostOf(store.baseUrl), isUsable: store.status !== "disconnected" },
      organisation: {
        id: organisation.id,
        name: organisation.name,
        isUsable: organisation.connections.some(({ status }) => status !== "revoked"),
      },
      closedAt: closedAt.get(id) ?? null,
    }));
  });
}
