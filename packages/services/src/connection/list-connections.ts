import type { CallBudget } from "@counterfoil/db/system/call-budget";
import { readGrantTimes } from "@counterfoil/db/system/grant-times";
import { hostOf } from "../binding/host-of.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { readBudget } from "./read-budget.ts";

/** Xero forgets what has not been renewed for this long. */
const FORGOTTEN_AFTER_MS = 60 * 86_400_000;

export type ConnectionRow = {
  organisation: {
    id: string;
    name: string;
    countryCode: string | null;
    baseCurrency: string | null;
  };
  status: "active" | "reconnect_required" | "revoked" | "not_connected";
  consent: { by: string | null; email: string | null; at: Date; scopes: string[] } | null;
  /** Renewed by itself before then; `lapsesAt`: Xero forgets us if nothing renews it meanwhile. */
  tokens: { accessExpiresAt: Date | null; lapsesAt: Date } | null;
  lists: { readAt: Date | null; problem: string | null };
  /** The open bindings that post there. */
  stores: { bindingId: string; host: string }[];
  budget: CallBudget | null;
};

/** The organisations this tenant may use in its environment, with everything about the right to. */
export async function listConnections(ctx: ServiceContext, actor: Actor): Promise<ConnectionRow[]> {
  const rows = await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const { environment } = await tx.tenant.findUniqueOrThrow({ where: { id: actor.tenantId } });
    const organisations = await tx.organisation.findMany({
      where: { environment },
      include: {
        connections: true,
        bindings: {
          where: { status: "active" },
          orderBy: { createdAt: "asc" },
          select: { id: true, store: { select: { baseUrl: true } } },
        },
      },
      orderBy: { name: "asc" },
    });
    const people = await tx.user.findMany({
      where: {
        id: { in: organisations.flatMap(({ connections }) => connections.map((c) => c.consentedBy)) },
      },
      select: { id: true, name: true },
    });
    return organisations.map((organisation) => {
      const connection = organisation.connections[0] ?? null;
      const by = people.find(({ id }) => id === connection?.consentedBy)?.name ?? null;
      return { organisation, connection, by };
    });
  });
  const grants = await readGrantTimes(
    ctx.db.system,
    rows.flatMap(({ connection }) => (connection ? [connection.id] : [])),
  );
  return Promise.all(
    rows.map(async ({ organisation, connection, by }) => {
      const { id, name, countryCode, baseCurrency } = organisation;
      const times = connection ? grants.get(connection.id) : undefined;
      const isLive = connection?.status === "active";
      return {
        organisation: { id, name, countryCode, baseCurrency },
        status: (connection?.status ?? "not_connected") as ConnectionRow["status"],
        consent: connection && {
          by,
          email: connection.consentedEmail,
          at: connection.consentedAt,
          scopes: connection.scopes,
        },
        tokens:
          isLive && times?.renewedAt
            ? {
                accessExpiresAt: times.accessExpiresAt,
                lapsesAt: new Date(times.renewedAt.getTime() + FORGOTTEN_AFTER_MS),
              }
            : null,
        lists: { readAt: organisation.referenceRefreshedAt, problem: organisation.referenceProblem },
        stores: organisation.bindings.map((binding) => ({
          bindingId: binding.id,
          host: hostOf(binding.store.baseUrl),
        })),
        budget: await readBudget(ctx, organisation),
      };
    }),
  );
}
