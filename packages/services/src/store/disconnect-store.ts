import type { ServiceContext } from "../context.ts";
import { wakeBeyondPlan } from "../plan/hold-beyond-plan.ts";

/** `token_reused`: the token came before with something else. */
export type DisconnectOutcome = "disconnected" | "token_reused";

/**
 * The store asked to be disconnected: its keys go, its documents wait, its ids stay for when it is paired again. Decided by the
 * store's state and not by the request's key, which is the same for every disconnection of a store.
 */
export async function disconnectStore(
  ctx: Pick<ServiceContext, "db" | "now" | "log">,
  input: { tenantId: string; storeId: string; jti: string; tokenExpiresAt: Date; idempotencyKey: string },
): Promise<DisconnectOutcome> {
  const { tenantId, storeId, jti, tokenExpiresAt, idempotencyKey } = input;
  const outcome = await ctx.db.withTenant(tenantId, async (tx): Promise<DisconnectOutcome> => {
    await tx.$queryRaw`SELECT id FROM store WHERE id = ${storeId}::uuid FOR UPDATE`;
    await tx.seenToken.createMany({
      data: { storeId, jti, tenantId, idempotencyKey, expiresAt: tokenExpiresAt },
      skipDuplicates: true,
    });
    const seen = await tx.seenToken.findUniqueOrThrow({ where: { storeId_jti: { storeId, jti } } });
    if (seen.idempotencyKey !== idempotencyKey) return "token_reused";
    await tx.storeKey.deleteMany({ where: { storeId } });
    const { count } = await tx.store.updateMany({
      where: { id: storeId, status: { not: "disconnected" } },
      data: { status: "disconnected" },
    });
    if (count === 0) return "disconnected";
    // Its websites make room for others.
    await wakeBeyondPlan(tx);
    const { baseUrl } = await tx.store.findUniqueOrThrow({
      where: { id: storeId },
      select: { baseUrl: true },
    });
    await tx.audit.create({
      data: {
        tenantId,
        actorKind: "store",
        actorId: storeId,
        action: "store.disconnected",
        subject: storeId,
        detail: { baseUrl },
        at: ctx.now(),
      },
    });
    return "disconnected";
  });
  ctx.log.info({ storeId, outcome }, "a store asked to be disconnected");
  return outcome;
}
