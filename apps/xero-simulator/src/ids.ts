import { createHash, randomBytes, randomUUID } from "node:crypto";

/** What Xero puts where a document that was not stored has no id. */
export const ZERO_ID = "00000000-0000-0000-0000-000000000000";

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A lower-case v4 guid. */
export function newId(): string {
  return randomUUID();
}

export function newOpaqueToken(): string {
  return randomBytes(32).toString("base64url");
}

export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** The same v4-shaped guid for the same words, so that seeds keep their ids over restarts. */
export function stableId(words: string): string {
  const hex = createHash("sha256").update(words).digest("hex");
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
