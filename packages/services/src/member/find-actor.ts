import { z } from "zod";
import type { Actor, Environment, Role, ServiceContext } from "../context.ts";

export type SignedIn = {
  actor: Actor;
  person: { name: string; email: string; isOperator: boolean };
  tenant: { name: string; environment: Environment; isPaused: boolean };
};

/** The session gate's question on every request: does this person still have a seat there, and which? Null when not, or when their sessions were ended after `startedAt`. */
export async function findActor(
  ctx: ServiceContext,
  input: { userId: string; tenantId: string; startedAt?: Date },
): Promise<SignedIn | null> {
  const ids = z.object({ userId: z.uuid(), tenantId: z.uuid() }).safeParse(input);
  if (!ids.success) return null;
  const { userId, tenantId } = ids.data;
  const seat = await ctx.db.withTenant(tenantId, (tx) =>
    tx.member.findUnique({
      where: { tenantId_userId: { tenantId, userId } },
      select: {
        role: true,
        user: { select: { name: true, email: true, isOperator: true, sessionsValidFrom: true } },
        tenant: { select: { name: true, environment: true, pausedAt: true, closedAt: true } },
      },
    }),
  );
  if (!seat || seat.tenant.closedAt !== null) return null;
  const { sessionsValidFrom, ...person } = seat.user;
  if (input.startedAt && sessionsValidFrom && input.startedAt < sessionsValidFrom) return null;
  return {
    actor: { userId, tenantId, role: seat.role as Role },
    person,
    tenant: {
      name: seat.tenant.name,
      environment: seat.tenant.environment as Environment,
      isPaused: seat.tenant.pausedAt !== null,
    },
  };
}
