import { findMemberships } from "@counterfoil/db/system/find-memberships";
import type { Environment, Role, ServiceContext } from "../context.ts";

export type Membership = { tenantId: string; tenantName: string; environment: Environment; role: Role };

/** The accounts in which this person has a seat, oldest seat first. */
export async function listMemberships(ctx: ServiceContext, input: { userId: string }): Promise<Membership[]> {
  const rows = await findMemberships(ctx.db.system, input);
  // A CHECK in the database keeps both vocabularies.
  return rows as Membership[];
}
