import type { Actor, ServiceContext } from "../context.ts";

export type OrganisationRow = {
  id: string;
  name: string;
  countryCode: string | null;
  baseCurrency: string | null;
  status: "active" | "reconnect_required" | "revoked" | "not_connected";
  consentedAt: Date | null;
  consentedEmail: string | null;
  /** How many stores post into it: from the second on, each needs a number prefix. */
  openBindings: number;
};

/** The organisations this tenant may use in its environment. */
export async function listOrganisations(ctx: ServiceContext, actor: Actor): Promise<OrganisationRow[]> {
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: actor.tenantId } });
    const rows = await tx.organisation.findMany({
      where: { environment: tenant.environment },
      include: { connections: true, _count: { select: { bindings: { where: { status: "active" } } } } },
      orderBy: { name: "asc" },
    });
    return rows.map((row) => {
      const connection = row.connections[0] ?? null;
      return {
        id: row.id,
        name: row.name,
        countryCode: row.countryCode,
        baseCurrency: row.baseCurrency,
        status: (connection?.status ?? "not_connected") as OrganisationRow["status"],
        consentedAt: connection?.consentedAt ?? null,
        consentedEmail: connection?.consentedEmail ?? null,
        openBindings: row._count.bindings,
      };
    });
  });
}
