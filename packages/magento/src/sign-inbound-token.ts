import { randomUUID } from "node:crypto";
import { deriveKeys } from "./derive-keys.ts";
import { signToken } from "./sign-token.ts";

/**
 * A token for one request of ours to a store; also a repeated request needs a new one, since a store takes each jti once.
 * The store allows no skew on `nbf` and 30 s on `iat`, hence the early `nbf`.
 */
export function signInboundToken(input: { apiKey: string; storeId: string; now: Date }): string {
  const issuedAtSeconds = Math.floor(input.now.getTime() / 1000);
  return signToken(
    {
      iss: "byte8-ledger",
      sub: input.storeId,
      aud: "magento",
      iat: issuedAtSeconds,
      nbf: issuedAtSeconds - EARLY_SECONDS,
      exp: issuedAtSeconds + LIFETIME_SECONDS,
      jti: randomUUID(),
    },
    deriveKeys(input.apiKey).inbound,
  );
}

const EARLY_SECONDS = 30;
/** The store refuses more than 300 s between `iat` and `exp`. */
const LIFETIME_SECONDS = 240;
