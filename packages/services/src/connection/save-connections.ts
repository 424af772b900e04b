import type { LedgerConnection } from "@counterfoil/core/ledger-identity";
import { connectionLockKey } from "@counterfoil/db/system/connections";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import { noteAct } from "../audit/note-act.ts";
import type { Actor, Environment, ServiceContext } from "../context.ts";

/** This tenant's right to each of these organisations, through one grant. Reference data of each is due at once. */
export async function saveConnections(
  ctx: ServiceContext,
  actor: Actor,
  input: {
    environment: Environment;
    grantId: string;
    scopes: string[];
    email: string | null;
    connections: LedgerConnection[];
  },
): Promise<{ id: string; name: string }[]> {
  const { tenantId } = actor;
  const { environment } = input;
  return ctx.db.withTenant(tenantId, async (tx) => {
    const now = ctx.now();
    const saved: { id: string; name: string }[] = [];
    for (const { xeroTenantId, tenantName, connectionId } of input.connections) {
      // Not while another tenant that shares it is just taking it away at Xero.
      const key = connectionLockKey({ environment, xeroConnectionId: connectionId });
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
      const organisation = await tx.organisation.upsert({
        where: { tenantId_environment_xeroTenantId: { tenantId, environment, xeroTenantId } },
        create: { tenantId, environment, xeroTenantId, name: tenantName, referenceDueAt: now },
        update: { name: tenantName, referenceDueAt: now, referenceProblem: null, referenceTries: 0 },
        select: { id: true, name: true },
      });
      const right = {
        grantId: input.grantId,
        xeroConnectionId: connectionId,
        scopes: input.scopes,
        consentedBy: actor.userId,
        consentedEmail: input.email,
        consentedAt: now,
        status: "active",
        statusReason: null,
      };
      await tx.connection.upsert({
        where: { organisationId: organisation.id },
        create: { tenantId, environment, organisationId: organisation.id, ...right },
        update: right,
      });
      await noteAct(tx, actor, {
        action: "connection.consented",
        subject: organisation.id,
        detail: {
          organisation: organisation.name,
          scopes: input.scopes,
          by: input.email,
        },
      });
      saved.push(organisation);
    }
    // What the stores did not announce meanwhile is asked for at once.
    await tx.store.updateMany({
      where: {
        status: { not: "disconnected" },
        pairedAt: { not: null },
        bindings: { some: { organisationId: { in: saved.map(({ id }) => id) }, status: "active" } },
      },
      data: { askDueAt: now },
    });
    await tx.$executeRaw`SELECT pg_notify(${WORK_CHANNEL}, '')`;
    return saved;
  });
}
