import { hkdfSync } from "node:crypto";

export type StoreKeys = {
  /** Magento signs, we verify. */
  outbound: Buffer;
  /** We sign, Magento verifies. */
  inbound: Buffer;
};

/** Both 32-byte signing keys of a store. The API key enters as text: its 64 hex digits are 64 bytes, not 32. */
export function deriveKeys(apiKey: string): StoreKeys {
  const known = derived.get(apiKey);
  if (known) return known;
  const keys = {
    outbound: expand(apiKey, "byte8-magento-outbound-v1"),
    inbound: expand(apiKey, "byte8-magento-inbound-v1"),
  };
  // Every request to a store is signed; deriving both keys costs more than that.
  if (derived.size >= MOST_REMEMBERED) derived.clear();
  derived.set(apiKey, keys);
  return keys;
}

const MOST_REMEMBERED = 500;
const derived = new Map<string, StoreKeys>();

function expand(apiKey: string, info: string): Buffer {
  return Buffer.from(hkdfSync("sha256", apiKey, "", info, KEY_BYTES));
}

const KEY_BYTES = 32;
