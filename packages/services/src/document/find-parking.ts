import type { ReasonCode, ReasonParams } from "@counterfoil/core/reasons";
import { findParkedLanes } from "@counterfoil/db/system/find-parked-lanes";
import { hostOf } from "../binding/host-of.ts";
import type { Actor, ServiceContext } from "../context.ts";

/** Why documents of a binding wait for something that is not their own. */
export type Parked = { reason: ReasonCode; params: ReasonParams; until: Date | null };

export type BindingParking = {
  bindingId: string;
  /** For documents that still have to be fetched from the store. */
  fetching: Parked | null;
  /** For documents that are ready for Xero. */
  sending: Parked | null;
};

/** Nothing writes thousands of rows to park them: what a store, binding, connection or organisation waits for is derived when shown. */
export async function findParking(
  ctx: ServiceContext,
  actor: Pick<Actor, "tenantId">,
): Promise<Map<string, BindingParking>> {
  const { bindings, isPaused } = await ctx.db.withTenant(actor.tenantId, async (tx) => ({
    isPaused: (await tx.tenant.count({ where: { pausedAt: { not: null } } })) > 0,
    bindings: await tx.binding.findMany({
      select: {
        id: true,
        status: true,
        environment: true,
        xeroTenantId: true,
        startedAt: true,
        paused: true,
        store: { select: { baseUrl: true, status: true, parkedUntil: true, parkedReason: true } },
        organisation: { select: { name: true, connections: { select: { status: true } } } },
      },
    }),
  }));
  const environment = bindings.find(({ status }) => status === "active")?.environment;
  const lanes = environment
    ? await findParkedLanes(ctx.db.system, {
        environment,
        xeroTenantIds: bindings.map((binding) => binding.xeroTenantId),
      })
    : [];
  const now = ctx.now();
  return new Map(
    bindings.map((binding) => {
      const lane = lanes.find((each) => each.xeroTenantId === binding.xeroTenantId) ?? null;
      return [
        binding.id,
        {
          bindingId: binding.id,
          fetching: binding.status === "closed" ? closed(binding) : storeTrouble(binding.store, now),
          sending: xeroTrouble({ ...binding, paused: binding.paused || isPaused }, lane),
        },
      ];
    }),
  );
}

function storeTrouble(
  store: { baseUrl: string; status: string; parkedUntil: Date | null; parkedReason: string | null },
  now: Date,
): Parked | null {
  const params = { store: hostOf(store.baseUrl) };
  if (store.status === "token_revoked" || store.status === "disconnected")
    return { reason: "store_refuses_us", params, until: null };
  if (store.parkedUntil === null || store.parkedUntil <= now) return null;
  const reason = store.parkedReason === "store_refuses_us" ? "store_refuses_us" : "store_unreachable";
  return { reason, params, until: store.parkedUntil };
}

function closed(binding: { organisation: { name: string } }): Parked {
  return { reason: "binding_closed", params: { organisation: binding.organisation.name }, until: null };
}

function xeroTrouble(
  binding: {
    status: string;
    startedAt: Date | null;
    paused: boolean;
    organisation: { name: string; connections: { status: string }[] };
  },
  lane: { parkedUntil: Date; parkedReason: string | null } | null,
): Parked | null {
  if (binding.status === "closed") return closed(binding);
  const params = { organisation: binding.organisation.name };
  const connection = binding.organisation.connections[0];
  if (!connection || connection.status === "revoked")
    return { reason: "xero_not_connected", params, until: null };
  if (connection.status === "reconnect_required")
    return { reason: "reconnect_required", params, until: null };
  if (binding.startedAt === null) return { reason: "not_started", params, until: null };
  if (binding.paused) return { reason: "binding_paused", params, until: null };
  if (!lane) return null;
  const reason = lane.parkedReason === "xero_daily_limit" ? "xero_daily_limit" : "xero_unavailable";
  return { reason, params, until: lane.parkedUntil };
}
