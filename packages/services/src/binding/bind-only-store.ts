import type { Actor, ServiceContext } from "../context.ts";
import { createBinding } from "./create-binding.ts";

/**
 * After a consent: when exactly one store waits for an organisation and nothing has to be asked, binds the two.
 * Null when there is something to choose.
 */
export async function bindOnlyStore(
  ctx: ServiceContext,
  actor: Actor,
  input: { organisationId: string },
): Promise<{ bindingId: string } | null> {
  const { organisationId } = input;
  const waiting = await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const neighbours = await tx.binding.count({ where: { organisationId, status: "active" } });
    if (neighbours > 0) return [];
    return tx.store.findMany({
      where: {
        status: { not: "disconnected" },
        pairedAt: { not: null },
        bindings: { none: { status: "active" } },
      },
      select: { id: true, bindings: { where: { organisationId, status: "closed" }, select: { id: true } } },
      take: 2,
    });
  });
  const [only, second] = waiting;
  // Somebody disconnected the two: to join them again is theirs to say.
  if (!only || second || only.bindings.length > 0) return null;
  const { bindingId } = await createBinding(ctx, actor, { storeId: only.id, organisationId });
  return { bindingId };
}
