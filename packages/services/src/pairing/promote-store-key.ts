import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import type { ServiceContext } from "../context.ts";
import type { StoreRef } from "./open-store-key.ts";

/**
 * Makes a pending key the current one, once the store has shown that it holds it; the key before it stays accepted for a while.
 * Done twice it changes nothing. Also re-opens a disconnected store: what waited for it goes on.
 */
export async function promoteStoreKey(
  ctx: Pick<ServiceContext, "db" | "now" | "durations">,
  ref: StoreRef & { keyId: string },
): Promise<void> {
  await ctx.db.withTenant(ref.tenantId, async (tx) => {
    await tx.$queryRaw`SELECT id FROM store WHERE id = ${ref.storeId}::uuid FOR UPDATE`;
    const { storeId } = ref;
    const isPending = await tx.storeKey.count({ where: { id: ref.keyId, storeId, slot: "pending" } });
    if (isPending === 0) return;
    const now = ctx.now();
    const expiresAt = new Date(now.getTime() + ctx.durations.previousStoreKeyMs);
    // A previous key gives way only to the one that follows it.
    if ((await tx.storeKey.count({ where: { storeId, slot: "current" } })) > 0) {
      await tx.storeKey.deleteMany({ where: { storeId, slot: "previous" } });
      await tx.storeKey.updateMany({
        where: { storeId, slot: "current" },
        data: { slot: "previous", expiresAt },
      });
    }
    await tx.storeKey.update({ where: { id: ref.keyId }, data: { slot: "current", expiresAt: null } });
    await tx.store.update({
      where: { id: storeId },
      // Asked at once: whatever was raised while it was away was never announced.
      data: { pairedAt: now, parkedUntil: null, parkedReason: null, parkedTries: 0, askDueAt: now },
    });
    await tx.store.updateMany({
      where: { id: storeId, status: { in: ["disconnected", "token_revoked"] } },
      data: { status: "pending" },
    });
    await tx.$executeRaw`SELECT pg_notify(${WORK_CHANNEL}, '')`;
  });
}

/**
 * Forgets a pending key that the store did not take. Not one that a token has proved in the meantime, and none while another try to
 * pair is under way: that one may be handing over the same key.
 */
export async function dropPendingKey(
  ctx: Pick<ServiceContext, "db" | "now">,
  ref: StoreRef & { keyId: string },
): Promise<void> {
  await ctx.db.withTenant(ref.tenantId, async (tx) => {
    await tx.$queryRaw`SELECT id FROM store WHERE id = ${ref.storeId}::uuid FOR UPDATE`;
    const since = new Date(ctx.now().getTime() - ATTEMPT_OPEN_MS);
    const underWay = await tx.pairingAttempt.count({
      where: { storeId: ref.storeId, endedAt: null, startedAt: { gt: since } },
    });
    if (underWay > 0) return;
    await tx.storeKey.deleteMany({ where: { id: ref.keyId, storeId: ref.storeId, slot: "pending" } });
  });
}

/** No call to a store lasts this long: an older try that never ended died with its process. */
const ATTEMPT_OPEN_MS = 60_000;
