import type { Actor, ServiceContext } from "../context.ts";
import { type ClosingStep, closingOrder } from "./closing-steps.ts";

/** How far closing has come; null while nobody has begun it. */
export async function getClosure(
  ctx: ServiceContext,
  actor: Actor,
): Promise<{ startedAt: Date; done: ClosingStep[]; next: ClosingStep | null } | null> {
  const row = await ctx.db.withTenant(actor.tenantId, (tx) =>
    tx.closure.findUnique({ where: { tenantId: actor.tenantId } }),
  );
  if (!row) return null;
  const done = closingOrder.filter((step) => row.done.includes(step));
  return { startedAt: row.startedAt, done, next: closingOrder.find((step) => !done.includes(step)) ?? null };
}
