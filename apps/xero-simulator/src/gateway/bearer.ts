import { compactVerify, importJWK } from "jose";
import { z } from "zod";
import type { Simulator } from "../simulator.ts";

export interface Caller {
  clientId: string;
  userId: string;
  scopes: string[];
}

const claimsSchema = z.object({
  client_id: z.string(),
  xero_userid: z.string(),
  scope: z.array(z.string()),
  iat: z.number(),
  exp: z.number(),
});

const KNOWN_TOKENS_MAX = 1_000;
const verified = new WeakMap<Simulator, Map<string, z.infer<typeof claimsSchema>>>();

/** Who calls, or the `Detail` of the 401. */
export async function readBearer(
  simulator: Simulator,
  authorization: string | undefined,
): Promise<{ caller: Caller } | { detail: string }> {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) return { detail: "AuthenticationUnsuccessful" };
  const claims = await verify(simulator, token);
  if (!claims || !simulator.state.clients.has(claims.client_id))
    return { detail: "AuthenticationUnsuccessful" };
  const isEndedEarly = claims.iat * 1000 < simulator.state.tokensExpiredBefore;
  if (isEndedEarly || simulator.clock.now() >= claims.exp * 1000) {
    return { detail: `TokenExpired: token expired at ${expiryText(claims.exp)}` };
  }
  return { caller: { clientId: claims.client_id, userId: claims.xero_userid, scopes: claims.scope } };
}

async function verify(simulator: Simulator, token: string) {
  const known = verified.get(simulator) ?? new Map<string, z.infer<typeof claimsSchema>>();
  verified.set(simulator, known);
  const found = known.get(token);
  if (found) return found;
  try {
    const key = await importJWK(simulator.state.signingKey.publicJwk, "RS256");
    const { payload } = await compactVerify(token, key, { algorithms: ["RS256"] });
    const claims = claimsSchema.parse(JSON.parse(new TextDecoder().decode(payload)));
    if (known.size >= KNOWN_TOKENS_MAX) known.clear();
    known.set(token, claims);
    return claims;
  } catch {
    return null;
  }
}

/** MM/DD/YYYY HH:MM:SS, in UTC. */
function expiryText(expSeconds: number): string {
  const iso = new Date(expSeconds * 1000).toISOString();
  return `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)} ${iso.slice(11, 19)}`;
}
