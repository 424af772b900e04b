import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Keys by id, 32 bytes each; the first one seals, all of them open. */
export type KeyRing = { id: string; key: Buffer }[];

/** Where a secret lives. A ciphertext moved to another row, column or tenant does not open. */
export type SecretPlace = { tenantId: string | null; rowId: string; column: string };

/** Parses `ENCRYPTION_KEYS`: `id:64hex,id:64hex`. Throws a sentence that names the bad part, never the key. */
export function parseKeyRing(text: string): KeyRing {
  const ring = text.split(",").map((part, index) => {
    const match = /^([A-Za-z0-9_-]{1,32}):([0-9a-fA-F]{64})$/.exec(part.trim());
    if (!match) throw new Error(`ENCRYPTION_KEYS: entry ${index + 1} is not of the form id:64hex.`);
    return { id: match[1] as string, key: Buffer.from(match[2] as string, "hex") };
  });
  if (new Set(ring.map((entry) => entry.id)).size !== ring.length)
    throw new Error("ENCRYPTION_KEYS: two entries have the same id.");
  return ring;
}

/** AES-256-GCM: `v1.{key id}.{iv}.{tag}.{ciphertext}`, base64url. */
export function sealSecret(ring: KeyRing, place: SecretPlace, plain: string): string {
  const sealing = ring[0];
  if (!sealing) throw new Error("The key ring is empty.");
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealing.key, iv);
  cipher.setAAD(associatedData(place));
  const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return [
    "v1",
    sealing.id,
    ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url")),
  ].join(".");
}

/** Throws when the text was altered, moved, or sealed under a key that is not in the ring. */
export function openSecret(ring: KeyRing, place: SecretPlace, sealed: string): string {
  const [version, keyId, iv, tag, body, ...rest] = sealed.split(".");
  const entry = ring.find(({ id }) => id === keyId);
  if (version !== "v1" || !entry || !iv || !tag || body === undefined || rest.length > 0)
    throw new Error(`Cannot open the secret in ${place.column}: unknown key or format.`);
  // Without the length Node takes a tag of four bytes too, which can be guessed.
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv("aes-256-gcm", entry.key, Buffer.from(iv, "base64url"), options);
  decipher.setAAD(associatedData(place));
  decipher.setAuthTag(Buffer.from(tag, "base64url"));
  return Buffer.concat([decipher.update(Buffer.from(body, "base64url")), decipher.final()]).toString("utf8");
}

const TAG_BYTES = 16;

function associatedData(place: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([place.tenantId, place.rowId, place.column]), "utf8");
}
