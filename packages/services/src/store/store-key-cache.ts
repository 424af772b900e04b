import { CounterfoilError } from "@counterfoil/core/errors";
import { openSecret } from "@counterfoil/db/sealed-secret";
import { readStoreKeys, type StoreKeySlot } from "@counterfoil/db/system/read-store-keys";
import type { ServiceContext } from "../context.ts";
import { storeKeyPlace } from "../pairing/store-key-place.ts";

/** The keys by which a store's tokens are verified, most likely first. */
export type StoreKeys = {
  tenantId: string;
  storeId: string;
  status: string;
  keys: { id: string; slot: StoreKeySlot; expiresAt: Date | null; verifyingKey: Buffer }[];
};

export type StoreKeyCache = {
  /** What was read less than 30 s ago, or null. */
  cached(storeId: string): StoreKeys | null;
  /** What a read that starts after this call finds; null when there is no such store. Throws `unavailable`. */
  fresh(storeId: string): Promise<StoreKeys | null>;
  forget(storeId: string): void;
};

/** Store keys in memory, opened and derived once. Reads of one store never overlap, however many requests ask for one. */
export function createStoreKeyCache(
  ctx: Pick<ServiceContext, "db" | "keyRing" | "now" | "durations">,
  options: { deriveVerifyingKey: (apiKey: string) => Buffer },
): StoreKeyCache {
  const entries = new Map<string, { value: StoreKeys; until: number }>();
  const reads = new Map<string, Read>();

  return {
    cached(storeId) {
      const entry = entries.get(storeId);
      return entry && entry.until > ctx.now().getTime() ? entry.value : null;
    },
    fresh(storeId) {
      const underWay = reads.get(storeId);
      if (!underWay && reads.size >= READS_AT_ONCE)
        return Promise.reject(new CounterfoilError("unavailable", "Too many stores are looked up at once."));
      if (!underWay) return start(storeId);
      // The one under way may have read before the key that this request was signed with was saved.
      underWay.next ??= underWay.value.then(
        () => start(storeId),
        () => start(storeId),
      );
      return underWay.next;
    },
    forget: (storeId) => void entries.delete(storeId),
  };

  function start(storeId: string): Promise<StoreKeys | null> {
    const read: Read = { value: load(storeId), next: null };
    reads.set(storeId, read);
    const done = () => {
      if (reads.get(storeId) === read && !read.next) reads.delete(storeId);
    };
    read.value.then(done, done);
    return read.value;
  }

  async function load(storeId: string): Promise<StoreKeys | null> {
    const found = await readStoreKeys(ctx.db.system, { storeId }).catch((cause: unknown) => {
      throw new CounterfoilError("unavailable", "The store could not be looked up.", { cause });
    });
    entries.delete(storeId);
    if (!found) return null;
    const { tenantId, status } = found;
    const keys = found.keys
      .map(({ id, slot, sealed, expiresAt }) => {
        const apiKey = openSecret(ctx.keyRing, storeKeyPlace({ tenantId, id }), sealed);
        return { id, slot, expiresAt, verifyingKey: options.deriveVerifyingKey(apiKey) };
      })
      .sort((left, right) => SLOTS.indexOf(left.slot) - SLOTS.indexOf(right.slot));
    const value = { tenantId, storeId, status, keys };
    const oldest = entries.size >= MAX_ENTRIES ? entries.keys().next().value : undefined;
    if (oldest !== undefined) entries.delete(oldest);
    entries.set(storeId, { value, until: ctx.now().getTime() + ctx.durations.storeKeyCacheMs });
    return value;
  }
}

type Read = { value: Promise<StoreKeys | null>; next: Promise<StoreKeys | null> | null };

const SLOTS: readonly StoreKeySlot[] = ["current", "pending", "previous"];
const READS_AT_ONCE = 200;
const MAX_ENTRIES = 10_000;
