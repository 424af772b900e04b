import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

export type OutboundTokenClaims = {
  storeId: string;
  jti: string;
  issuedAt: Date;
  expiresAt: Date;
};

export type OutboundTokenProblem =
  | "malformed"
  | "unknown_algorithm"
  | "bad_signature"
  | "wrong_issuer"
  | "wrong_audience"
  | "subject_mismatch"
  | "expired"
  | "not_yet_valid"
  | "issued_ahead"
  | "lifetime_too_long";

export type OutboundTokenResult =
  | { ok: true; claims: OutboundTokenClaims }
  /** `status`: the module dead-letters an event at the first 4xx, so whatever a clock can cure is a 503. */
  | { ok: false; problem: OutboundTokenProblem; status: 401 | 503 };

/**
 * Verifies a token a store sent us. `key` is `deriveKeys(apiKey).outbound`; `storeId` is the one in the path, or the token's own
 * subject where the path has none. Replay (jti) is the caller's to check. Clocks may differ by 60 s.
 */
export function verifyOutboundToken(input: {
  token: string;
  key: Buffer;
  storeId: string;
  now: Date;
}): OutboundTokenResult {
  const parts = splitToken(input.token);
  if (!parts) return refuse("malformed");
  const header = headerSchema.safeParse(decodeJson(parts.header));
  if (!header.success) return refuse("malformed");
  if (header.data.alg !== "HS256" || header.data.typ !== "JWT") return refuse("unknown_algorithm");
  if (!signatureMatches(parts, input.key)) return refuse("bad_signature");

  const parsed = claimsSchema.safeParse(decodeJson(parts.payload));
  if (!parsed.success) return refuse("malformed");
  const claims = parsed.data;
  if (claims.iss !== "magento") return refuse("wrong_issuer");
  if (claims.aud !== "byte8-ledger") return refuse("wrong_audience");
  if (claims.sub !== input.storeId) return refuse("subject_mismatch");

  const nowSeconds = Math.floor(input.now.getTime() / 1000);
  if (claims.exp - claims.iat > MAX_LIFETIME_SECONDS) return refuse("lifetime_too_long");
  if (claims.exp <= nowSeconds - SKEW_SECONDS) return refuse("expired");
  if (claims.nbf > nowSeconds + SKEW_SECONDS) return refuse("not_yet_valid");
  if (claims.iat > nowSeconds + SKEW_SECONDS) return refuse("issued_ahead");
  return {
    ok: true,
    claims: {
      storeId: claims.sub,
      jti: claims.jti,
      issuedAt: new Date(claims.iat * 1000),
      expiresAt: new Date(claims.exp * 1000),
    },
  };
}

/** The subject a token claims, to find the key by. Proves nothing until the token is verified with that key. */
export function readUnverifiedSubject(token: string): string | null {
  const parts = splitToken(token);
  if (!parts) return null;
  const parsed = z.object({ sub: z.string().min(1) }).safeParse(decodeJson(parts.payload));
  return parsed.success ? parsed.data.sub : null;
}

function refuse(problem: OutboundTokenProblem): OutboundTokenResult {
  return { ok: false, problem, status: STATUS[problem] };
}

type TokenParts = { header: string; payload: string; signature: string };

function splitToken(token: string): TokenParts | null {
  if (token.length > MAX_TOKEN_LENGTH) return null;
  const [header, payload, signature, ...rest] = token.split(".");
  if (!header || !payload || signature === undefined || rest.length > 0) return null;
  return { header, payload, signature };
}

function decodeJson(base64url: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64url, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

function signatureMatches(parts: TokenParts, key: Buffer): boolean {
  const expected = createHmac("sha256", key).update(`${parts.header}.${parts.payload}`).digest();
  const given = Buffer.from(parts.signature, "base64url");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const SKEW_SECONDS = 60;
const MAX_LIFETIME_SECONDS = 300;
const MAX_TOKEN_LENGTH = 4096;

const STATUS = {
  malformed: 401,
  unknown_algorithm: 401,
  bad_signature: 401,
  wrong_issuer: 401,
  wrong_audience: 401,
  subject_mismatch: 401,
  expired: 503,
  not_yet_valid: 503,
  issued_ahead: 503,
  lifetime_too_long: 503,
} as const satisfies Record<OutboundTokenProblem, 401 | 503>;

const headerSchema = z.object({ alg: z.string(), typ: z.string().optional() });

/** Upper bounds keep an absurd but well-signed time inside what a Date can hold. */
const unixSeconds = z.number().int().min(0).max(253_402_300_799);
const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.string(),
  iat: unixSeconds,
  nbf: unixSeconds,
  exp: unixSeconds,
  jti: z.string().min(1).max(128),
});
