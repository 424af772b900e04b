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
  // Not by Prisma: every turn of a worker comes here, and its query compiler alone takes 60 MB.
  const keys = await ctx.db.withTenantSql(ref.tenantId, async (client) => {
    const { rows } = await client.query<{
      baseUrl: string;
      id: string | null;
      slot: string | null;
      sealed: string | null;
    }>(
      `SELECT s.base_url AS "baseUrl", k.id, k.slot, k.sealed FROM store s LEFT JOIN store_key k ON k.store_id = s.id WHERE s.id = $1`,
      [ref.storeId],
    );
    return rows;
  });
  if (keys.length === 0) throw notFound("There is no such store.");
  const inSlot = (slot: string) => {
    const key = keys.find((each) => each.slot === slot);
    if (!key?.id || key.sealed === null) return null;
    const apiKey = openSecret(ctx.keyRing, storeKeyPlace({ tenantId: ref.tenantId, id: key.id }), key.sealed);
    return { baseUrl: key.baseUrl, storeId: ref.storeId, apiKey, keyId: key.id };
  };
  return { current: inSlot("current"), pending: inSlot("pending") };
}
