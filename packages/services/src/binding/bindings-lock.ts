import type { TenantTransaction } from "@counterfoil/db/database";

/** Bindings of a tenant are made and ended one at a time: two requests at once would each find no overlap. */
export async function bindingsLock(tx: TenantTransaction, tenantId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`binding ${tenantId}`}))`;
}
