import { createHash } from "node:crypto";
import { importJWK, type JWTPayload, SignJWT } from "jose";
import { newId, newOpaqueToken, stableId } from "../ids.ts";
import type { Simulator } from "../simulator.ts";
import type { JsonObject } from "../wire/json.ts";

export interface TokenSubject {
  clientId: string;
  userId: string;
  scopes: string[];
  authEventId: string;
  authTime: number;
  nonce: string | null;
}

const ID_TOKEN_SECONDS = 300;

/** A new token set as the token endpoint answers it; stores the refresh token where one is due. */
export async function issueTokens(simulator: Simulator, subject: TokenSubject): Promise<JsonObject> {
  const now = simulator.clock.now();
  const issuedSeconds = Math.floor(now / 1000);
  const lifeSeconds = Math.max(1, Math.round(simulator.durations.accessTokenMs / 1000));
  const sub = createHash("md5").update(subject.userId).digest("hex");
  const session = stableId(`session ${subject.authEventId}`).replaceAll("-", "");
  const common = {
    nbf: issuedSeconds,
    iss: simulator.origin(),
    iat: issuedSeconds,
    sub,
    auth_time: Math.floor(subject.authTime / 1000),
    xero_userid: subject.userId,
    global_session_id: session,
    sid: session,
  };

  const accessToken = await sign(simulator, {
    ...common,
    exp: issuedSeconds + lifeSeconds,
    aud: `${simulator.origin()}/resources`,
    client_id: subject.clientId,
    jti: newId().replaceAll("-", "").toUpperCase(),
    authentication_event_id: subject.authEventId,
    scope: subject.scopes,
    amr: ["pwd"],
  });

  const user = simulator.state.users.find((one) => one.userId === subject.userId);
  const idToken = subject.scopes.includes("openid")
    ? await sign(simulator, {
        ...common,
        exp: issuedSeconds + ID_TOKEN_SECONDS,
        aud: subject.clientId,
        at_hash: createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url"),
        idp: "local",
        amr: ["pwd"],
        ...(subject.nonce === null ? {} : { nonce: subject.nonce }),
        ...(subject.scopes.includes("email") && user
          ? { preferred_username: user.email, email: user.email }
          : {}),
        ...(subject.scopes.includes("profile") && user
          ? {
              given_name: user.givenName,
              family_name: user.familyName,
              name: `${user.givenName} ${user.familyName}`,
            }
          : {}),
      })
    : undefined;

  return {
    id_token: idToken,
    access_token: accessToken,
    expires_in: lifeSeconds,
    token_type: "Bearer",
    refresh_token: subject.scopes.includes("offline_access")
      ? storeRefreshToken(simulator, subject)
      : undefined,
    scope: subject.scopes.join(" "),
  };
}

function storeRefreshToken(simulator: Simulator, subject: TokenSubject): string {
  const token = newOpaqueToken();
  simulator.state.refreshTokens.set(token, {
    token,
    clientId: subject.clientId,
    userId: subject.userId,
    scopes: subject.scopes,
    authEventId: subject.authEventId,
    authTime: subject.authTime,
    issuedAt: simulator.clock.now(),
    rotatedAt: null,
  });
  return token;
}

async function sign(simulator: Simulator, claims: JWTPayload): Promise<string> {
  const { kid, privateJwk } = simulator.state.signingKey;
  const key = await importJWK(privateJwk, "RS256");
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid, typ: "JWT" }).sign(key);
}
