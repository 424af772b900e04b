import type { SystemDoor } from "../database.ts";

export type StoreKeySlot = "pending" | "current" | "previous";
export type SealedStoreKey = { id: string; slot: StoreKeySlot; sealed: string; expiresAt: Date | null };
export type SealedStoreKeys = { tenantId: string; status: string; keys: SealedStoreKey[] };

/** A store and its keys by the id a token names, before any tenant is known. Null when there is no such store; `storeId` is a UUID. */
export async function readStoreKeys(
  door: SystemDoor,
  input: { storeId: string },
): Promise<SealedStoreKeys | null> {
  const { rows } = await door.query<{
    tenant_id: string;
    status: string;
    id: string | null;
    slot: StoreKeySlot;
    sealed: string;
    expires_at: Date | null;
  }>(
    `SELECT s.tenant_id, s.status, k.id, k.slot, k.sealed, k.expires_at
     FROM store s LEFT JOIN store_key k ON k.store_id = s.id AND k.tenant_id = s.tenant_id
     WHERE s.id = $1`,
    [input.storeId],
  );
  const first = rows[0];
  if (!first) return null;
  const keys = rows.flatMap((row) =>
    row.id === null ? [] : [{ id: row.id, slot: row.slot, sealed: row.sealed, expiresAt: row.expires_at }],
  );
  return { tenantId: first.tenant_id, status: first.status, keys };
}
