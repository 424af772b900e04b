import type { ServiceContext } from "../context.ts";
import { type KeyedAccess, type StoreRef, storeKeys } from "./open-store-key.ts";
import { dropPendingKey, promoteStoreKey } from "./promote-store-key.ts";

/** `proved`: the store lets us in. `refused`: it answers 401. `unavailable`: it could not be asked. `no_key`: it is not paired. */
export type StoreProof = "proved" | "refused" | "unavailable" | "no_key";

/**
 * Knocks at a store with the keys we hold. A pending key that it takes becomes the current one; one that it refuses is dropped if
 * it takes the current key, and otherwise kept, since a proxy in front of Magento refuses every key alike. A store that lets us in
 * becomes `active`.
 */
export async function decidePendingKey(
  ctx: Pick<ServiceContext, "db" | "keyRing" | "now" | "durations" | "storefront" | "log">,
  ref: StoreRef,
): Promise<StoreProof> {
  const { pending, current } = await storeKeys(ctx, ref);
  const proof = await decide(ctx, ref, { pending, current });
  if (proof === "proved") await markActive(ctx, ref);
  ctx.log.info({ storeId: ref.storeId, proof, hadPendingKey: pending !== null }, "knocked at a store");
  return proof;
}

async function decide(
  ctx: Parameters<typeof decidePendingKey>[0],
  ref: StoreRef,
  { pending, current }: { pending: KeyedAccess | null; current: KeyedAccess | null },
): Promise<StoreProof> {
  if (pending) {
    const proof = await knock(ctx, pending);
    if (proof === "proved") await promoteStoreKey(ctx, { ...ref, keyId: pending.keyId });
    if (proof !== "refused" || !current) return proof;
  }
  if (!current) return "no_key";
  const proof = await knock(ctx, current);
  if (proof === "proved" && pending) await dropPendingKey(ctx, { ...ref, keyId: pending.keyId });
  return proof;
}

async function knock(
  ctx: Pick<ServiceContext, "storefront">,
  access: KeyedAccess,
): Promise<"proved" | "refused" | "unavailable"> {
  const { baseUrl, storeId, apiKey } = access;
  const answer = await ctx.storefront.ping({ baseUrl, storeId, apiKey });
  if (answer.ok) return "proved";
  return answer.problem === "refused" ? "refused" : "unavailable";
}

async function markActive(ctx: Pick<ServiceContext, "db">, ref: StoreRef): Promise<void> {
  await ctx.db.withTenant(ref.tenantId, (tx) =>
    tx.store.updateMany({
      where: { id: ref.storeId, status: { in: ["pending", "token_revoked"] } },
      data: { status: "active" },
    }),
  );
}
