import { createHmac } from "node:crypto";

export type TokenClaims = {
  iss: string;
  sub: string;
  aud: string;
  iat: number;
  nbf: number;
  exp: number;
  jti: string;
};

/** Compact JWS, HS256. `typ` is required by the module; it sends no other header member. */
export function signToken(claims: TokenClaims, key: Buffer): string {
  const { iss, sub, aud, iat, nbf, exp, jti } = claims;
  const signingInput = `${HEADER}.${encode({ iss, sub, aud, iat, nbf, exp, jti })}`;
  return `${signingInput}.${createHmac("sha256", key).update(signingInput).digest("base64url")}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

const HEADER = encode({ alg: "HS256", typ: "JWT" });
