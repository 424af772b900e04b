import { randomUUID } from "node:crypto";
import type { TestDatabase } from "@counterfoil/db/test-database";
import type { Actor, Environment } from "../src/context.ts";

/** An organisation that this tenant is connected to, without a Xero behind it; answers its id. */
export async function newOrganisation(
  testDatabase: TestDatabase,
  actor: Actor,
  environment: Environment = "sandbox",
): Promise<string> {
  const { tenantId } = actor;
  const { rows } = await testDatabase.database.system.query<{ id: string }>(
    "INSERT INTO xero_grant (environment, xero_user_id) VALUES ($1, $2) RETURNING id",
    [environment, randomUUID()],
  );
  return testDatabase.database.withTenant(tenantId, async (tx) => {
    const { id } = await tx.organisation.create({
      data: { tenantId, environment, xeroTenantId: randomUUID(), name: `Acme ${environment}` },
    });
    const right = { scopes: [], consentedBy: actor.userId, consentedAt: new Date() };
    await tx.connection.create({
      data: {
        ...right,
        ...{ tenantId, environment, organisationId: id, grantId: rows[0]?.id ?? "" },
        xeroConnectionId: randomUUID(),
      },
    });
    return id;
  });
}
