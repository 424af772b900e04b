import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

const OUTBOUND_INFO = "byte8-magento-outbound-v1";
const INBOUND_INFO = "byte8-magento-inbound-v1";
const OUTBOUND_LIFETIME_SECONDS = 60;
const CLOCK_SKEW_SECONDS = 30;
const MAX_LIFETIME_SECONDS = 300;

export type Direction = "outbound" | "inbound";

/** HKDF-SHA256 over the api key's text (never hex-decoded), empty salt, 32 bytes. A store has one api key at a time: the last is remembered. */
export function deriveKey(apiKey: string, direction: Direction): Buffer {
  const last = derived[direction];
  if (last?.apiKey === apiKey) return last.key;
  const info = direction === "outbound" ? OUTBOUND_INFO : INBOUND_INFO;
  const key = Buffer.from(hkdfSync("sha256", Buffer.from(apiKey, "utf8"), "", info, 32));
  derived[direction] = { apiKey, key };
  return key;
}

const derived: { [D in Direction]?: { apiKey: string; key: Buffer } } = {};

/** The token Magento sends with one request: claim order and lifetime are the module's. */
export function signOutbound(claims: {
  tenantId: string;
  apiKey: string;
  nowSeconds: number;
  jti: string;
}): string {
  const header = encode({ alg: "HS256", typ: "JWT" });
  const payload = encode({
    iss: "magento",
    sub: claims.tenantId,
    aud: "byte8-ledger",
    iat: claims.nowSeconds,
    nbf: claims.nowSeconds,
    exp: claims.nowSeconds + OUTBOUND_LIFETIME_SECONDS,
    jti: claims.jti,
  });
  const signature = hmac(deriveKey(claims.apiKey, "outbound"), `${header}.${payload}`).toString("base64url");
  return `${header}.${payload}.${signature}`;
}

/**
 * Checks a ledger's token the way the module does; answers null when it is good, else the reason that would stand in
 * `client.log`. `claimOnce` is asked last, so that only a token that is good in every other way burns its jti.
 */
export function verifyInbound(
  token: string,
  expected: {
    tenantId: string;
    apiKey: string;
    nowSeconds: number;
    claimOnce: (jti: string, expSeconds: number) => boolean;
  },
): string | null {
  const [header, payload, signature, ...rest] = token.split(".");
  if (!header || !payload || !signature || rest.length > 0) return "not a compact JWS";
  const head = decode(header);
  const claims = decode(payload);
  if (!head || !claims) return "not base64url JSON";
  if (head.members.alg !== "HS256") return "alg is not HS256";
  if (head.members.typ !== "JWT") return "typ is not JWT";
  const wanted = hmac(deriveKey(expected.apiKey, "inbound"), `${header}.${payload}`);
  const given = Buffer.from(signature, "base64url");
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return "signature does not match";
  return checkClaims(claims, expected);
}

function checkClaims(
  { members, text }: Decoded,
  expected: {
    tenantId: string;
    nowSeconds: number;
    claimOnce: (jti: string, expSeconds: number) => boolean;
  },
): string | null {
  if (members.iss !== "byte8-ledger") return "iss is not byte8-ledger";
  if (members.aud !== "magento") return "aud is not magento";
  if (members.sub !== expected.tenantId) return "sub is another tenant";
  const iat = integerClaim(members, text, "iat");
  const nbf = integerClaim(members, text, "nbf");
  const exp = integerClaim(members, text, "exp");
  if (iat === null || nbf === null || exp === null) return "iat, nbf and exp must be integers";
  const { jti } = members;
  if (typeof jti !== "string" || jti === "") return "jti must be a non-empty string";
  if (iat > expected.nowSeconds + CLOCK_SKEW_SECONDS) return "iat is in the future";
  if (nbf > expected.nowSeconds) return "nbf is in the future";
  if (exp <= expected.nowSeconds) return "expired";
  if (exp - iat > MAX_LIFETIME_SECONDS) return "lives longer than 300 s";
  return expected.claimOnce(jti, exp) ? null : "jti was used before";
}

interface Decoded {
  members: Record<string, unknown>;
  text: string;
}

function decode(part: string): Decoded | null {
  if (!/^[A-Za-z0-9_-]+$/.test(part)) return null;
  const text = Buffer.from(part, "base64url").toString("utf8");
  try {
    const members: unknown = JSON.parse(text);
    const isObject = typeof members === "object" && members !== null && !Array.isArray(members);
    return isObject ? { members: { ...members }, text } : null;
  } catch {
    return null;
  }
}

// PHP tells 1700000000 from 1700000000.0, JSON.parse does not: the text has to be asked.
function integerClaim(members: Record<string, unknown>, text: string, name: string): number | null {
  const value = members[name];
  if (typeof value !== "number" || !Number.isInteger(value)) return null;
  return new RegExp(`"${name}"\\s*:\\s*-?\\d+\\s*[,}]`).test(text) ? value : null;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const hmac = (key: Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
