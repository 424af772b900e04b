import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import type { SimulatorState } from "../state/simulator-state.ts";

/** A fresh RS256 key with its thumbprint as key id. */
export async function createSigningKey(): Promise<SimulatorState["signingKey"]> {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  return {
    kid: await calculateJwkThumbprint(publicJwk),
    privateJwk: await exportJWK(privateKey),
    publicJwk,
  };
}
