import { hkdfSync } from "node:crypto";

export type StoreKeys = {
  /** Magento signs, we verify. */
  outbound: Buffer;
  /** We sign, Magento verifies. */
  inbound: Buffer;
};

/** Both 32-byte signing keys of a store. The API key enters as text: its 64 hex digits are 64 bytes, not 32. */
export function deriveKeys(apiKey: string): StoreKeys {
  return {
    outbound: expand(apiKey, "byte8-magento-outbound-v1"),
    inbound: expand(apiKey, "byte8-magento-inbound-v1"),
  };
}

function expand(apiKey: string, info: string): Buffer {
  return Buffer.from(hkdfSync("sha256", apiKey, "", info, KEY_BYTES));
}

const KEY_BYTES = 32;
