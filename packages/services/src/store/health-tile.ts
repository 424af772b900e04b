import type { ServiceContext } from "../context.ts";

export type HealthTile = {
  tenant: { magento_connection_status: "pending" | "active" | "token_revoked" };
  /** `active` is the literal by which Magento shows "Connected to Xero". */
  binding: { status: "active" | "pending" | "revoked"; region: string | null };
  sync: { last_run_at: string | null; pending_count: number; failed_24h: number };
};

/** What Magento's configuration page shows of a store's connection. Counts are documents. */
export async function healthTile(
  ctx: Pick<ServiceContext, "db" | "now">,
  ref: { tenantId: string; storeId: string },
): Promise<HealthTile> {
  const since = new Date(ctx.now().getTime() - DAY_MS);
  return ctx.db.withTenant(ref.tenantId, async (tx) => {
    const { storeId } = ref;
    const store = await tx.store.findUniqueOrThrow({ where: { id: storeId }, select: { status: true } });
    const binding = await tx.binding.findFirst({
      where: { storeId, status: "active" },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      select: {
        organisation: { select: { countryCode: true, connections: { select: { status: true } } } },
      },
    });
    const pendingCount = await tx.document.count({ where: { storeId, state: { in: [...UNFINISHED] } } });
    const failedCount = await tx.document.count({
      where: { storeId, state: { in: ["failed", "held"] }, updatedAt: { gt: since } },
    });
    const latest = await tx.document.findMany({
      where: { storeId },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: LATEST,
      select: { updatedAt: true },
    });
    const lastRunAt = latest.reduce((last, { updatedAt }) => Math.max(last, updatedAt.getTime()), 0);
    return {
      tenant: { magento_connection_status: magentoStatus(store.status) },
      binding: {
        status: bindingStatus(binding?.organisation.connections.map(({ status }) => status) ?? null),
        region: binding?.organisation.countryCode?.toLowerCase() ?? null,
      },
      sync: {
        last_run_at: lastRunAt === 0 ? null : isoSeconds(new Date(lastRunAt)),
        pending_count: pendingCount,
        failed_24h: failedCount,
      },
    };
  });
}

function magentoStatus(status: string): HealthTile["tenant"]["magento_connection_status"] {
  return status === "active" || status === "pending" ? status : "token_revoked";
}

function bindingStatus(connections: string[] | null): HealthTile["binding"]["status"] {
  if (connections === null) return "pending";
  return connections.includes("active") ? "active" : "revoked";
}

/** The only spelling of a time on Magento's wire. */
function isoSeconds(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

const UNFINISHED = ["queued", "planned", "waiting", "sending", "unconfirmed", "reversing"] as const;
const DAY_MS = 86_400_000;
/** The documents that came last are the ones that move; going through all of them would cost a scan. */
const LATEST = 200;
