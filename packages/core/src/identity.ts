import { createHash, createHmac } from "node:crypto";
import type { PostingKind } from "./posting.ts";

/**
 * Ten characters that every document of ours in Xero carries and that can be computed again from Magento's side.
 * The parts are joined as JSON, so that no two lists of parts read the same.
 */
export function markOf(identity: {
  environment: string;
  xeroTenantId: string;
  storeId: string;
  kind: PostingKind;
  /** Entity id or guest key, as text. */
  magentoKey: string;
}): string {
  const { environment, xeroTenantId, storeId, kind, magentoKey } = identity;
  const parts = JSON.stringify([environment, xeroTenantId, storeId, kind, magentoKey]);
  const digest = base32(createHash("sha256").update(parts, "utf8").digest());
  // One invoice in 150,000 would have an address that Xero refuses for having its name in it: the next ten characters are as good.
  return digest.match(/.{10}/g)?.find((mark) => !mark.includes("XERO")) ?? digest.slice(0, 10);
}

/** A guest's key: the same for the same address in one store, and no way back to the address. Never all digits, so never a customer id. */
export function guestKey(secret: string | Uint8Array, email: string): string {
  const digest = createHmac("sha256", secret).update(email.trim().toLowerCase(), "utf8").digest();
  return `g${base32(digest).slice(0, 20).toLowerCase()}`;
}

/** Xero's ContactNumber (≤ 50): the store's short code and the customer id or guest key. */
export function contactNumber(storeCode: string, key: string): string {
  return `${storeCode}-${key}`;
}

function base32(bytes: Uint8Array): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let text = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((buffer >> bits) & 31);
    }
  }
  return text;
}
