import { conflict, notFound } from "@counterfoil/core/errors";
import type { StorefrontAccess } from "@counterfoil/core/ports";
import { openSecret } from "@counterfoil/db/sealed-secret";
import type { ServiceContext } from "../context.ts";
import { storeKeyPlace } from "./store-key-place.ts";

export type StoreRef = { tenantId: string; storeId: string };
export type KeyedAccess = StorefrontAccess & { keyId: string };

/** What a call to a store needs: its current key, or the pending one while it has no other. Throws `conflict` when it has none. */
export async function storeAccess(
  ctx: Pick<ServiceContext, "db" | "keyRing">,
  ref: StoreRef,
): Promise<StorefrontAccess> {
  const { current, pending } = await storeKeys(ctx, ref);
  const key = current ?? pending;
  if (!key) throw conflict("This store is not paired. Pair it again to go on.");
  return { baseUrl: key.baseUrl, storeId: key.storeId, apiKey: key.apiKey };
}

/** The keys that we may call a store with. Throws `not_found` for a store that is not this tenant's. */
export async function storeKeys(
  ctx: Pick<ServiceContext, "db" | "keyRing">,
  ref: StoreRef,
): Promise<{ current: KeyedAccess | null; pending: KeyedAccess | null }> {
  const store = await ctx.db.withTenant(ref.tenantId, (tx) =>
    tx.store.findUnique({
      where: { id: ref.storeId },
      select: { baseUrl: true, keys: { select: { id: true, slot: true, sealed: true } } },
    }),
  );
  if (!store) throw notFound("There is no such store.");
  const inSlot = (slot: string) => {
    const key = store.keys.find((each) => each.slot === slot);
    if (!key) return null;
    const apiKey = openSecret(ctx.keyRing, storeKeyPlace({ tenantId: ref.tenantId, id: key.id }), key.sealed);
    return { baseUrl: store.baseUrl, storeId: ref.storeId, apiKey, keyId: key.id };
  };
  return { current: inSlot("current"), pending: inSlot("pending") };
}
