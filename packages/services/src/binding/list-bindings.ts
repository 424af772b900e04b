import type { Actor, ServiceContext } from "../context.ts";
import { countByBinding, noDocuments, type WordCounts } from "../document/count-documents.ts";
import { type BindingParking, findParking, type Parked } from "../document/find-parking.ts";
import { type BindingNotice, bindingNotices } from "./binding-notices.ts";
import { hostOf } from "./host-of.ts";

export type BindingRow = {
  id: string;
  store: { id: string; host: string; baseUrl: string; status: string };
  organisation: { id: string; name: string };
  startedAt: Date | null;
  paused: boolean;
  /** What everything in it waits for, if anything. */
  trouble: Parked | null;
  /** What a person should look at although documents go. */
  notices: BindingNotice[];
  counts: WordCounts;
};

/** The green rows: this tenant's open bindings in its environment, oldest first. `parking`: where the caller knows it already. */
export async function listBindings(
  ctx: ServiceContext,
  actor: Actor,
  known: { parking?: Map<string, BindingParking> } = {},
): Promise<BindingRow[]> {
  const parking = known.parking ?? (await findParking(ctx, actor));
  const rows = await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const bindings = await tx.binding.findMany({
      where: { status: "active" },
      include: {
        store: {
          select: {
            id: true,
            baseUrl: true,
            status: true,
            lastEventAt: true,
            pairedAt: true,
            unannouncedAt: true,
          },
        },
        organisation: { select: { id: true, name: true } },
      },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    });
    const found = [];
    for (const binding of bindings)
      found.push({ ...binding, notices: await bindingNotices(ctx, tx, binding) });
    return found;
  });
  const counts = await countByBinding(ctx, actor, { parking });
  return rows.map((row) => {
    const parked = parking.get(row.id);
    return {
      id: row.id,
      store: {
        id: row.store.id,
        host: hostOf(row.store.baseUrl),
        baseUrl: row.store.baseUrl,
        status: row.store.status,
      },
      organisation: row.organisation,
      startedAt: row.startedAt,
      paused: row.paused,
      trouble: parked?.sending ?? parked?.fetching ?? null,
      notices: row.notices,
      counts: counts.get(row.id) ?? noDocuments(),
    };
  });
}
