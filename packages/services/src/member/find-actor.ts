import { z } from "zod";
import type { Actor, Environment, Role, ServiceContext } from "../context.ts";

export type SignedIn = {
  actor: Actor;
  person: { name: string; email: string };
  tenant: { name: string; environment: Environment };
};

/** The session gate's question on every request: does this person still have a seat there, and which? Null when not. */
export async function findActor(
  ctx: ServiceContext,
  input: { userId: string; tenantId: string },
): Promise<SignedIn | null> {
  const ids = z.object({ userId: z.uuid(), tenantId: z.uuid() }).safeParse(input);
  if (!ids.success) return null;
  const { userId, tenantId } = ids.data;
  const seat = await ctx.db.withTenant(tenantId, (tx) =>
    tx.member.findUnique({
      where: { tenantId_userId: { tenantId, userId } },
      select: {
        role: true,
        user: { select: { name: true, email: true } },
        tenant: { select: { name: true, environment: true } },
      },
    }),
  );
  if (!seat) return null;
  return {
    actor: { userId, tenantId, role: seat.role as Role },
    person: seat.user,
    tenant: { name: seat.tenant.name, environment: seat.tenant.environment as Environment },
  };
}
