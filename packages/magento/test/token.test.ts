import { createHash, createHmac, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { deriveKeys } from "../src/derive-keys.ts";
import { signInboundToken } from "../src/sign-inbound-token.ts";
import { signToken } from "../src/sign-token.ts";
import { readUnverifiedSubject, verifyOutboundToken } from "../src/verify-outbound-token.ts";

const API_KEY = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const STORE_ID = "7f6d2a50-1111-4222-8333-444455556666";
const OUTBOUND_TOKEN =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJtYWdlbnRvIiwic3ViIjoiN2Y2ZDJhNTAtMTExMS00MjIyLTgzMzMtNDQ0NDU1NTU2NjY2IiwiYXVkIjoiYnl0ZTgtbGVkZ2VyIiwiaWF0IjoxNzAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDA2MCwianRpIjoiMDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAwIn0.DSnflMEpKLEskP3ZE76upd9JgoT7kCteb7b6gFSua-w";
const INBOUND_TOKEN =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJieXRlOC1sZWRnZXIiLCJzdWIiOiI3ZjZkMmE1MC0xMTExLTQyMjItODMzMy00NDQ0NTU1NTY2NjYiLCJhdWQiOiJtYWdlbnRvIiwiaWF0IjoxNzAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDA2MCwianRpIjoiMDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAwIn0.MEwMf2wP_X7W7p3r9VdbfF9u_K3r84frurI0HbPc3yE";
const ISSUED_AT = 1_700_000_000;
const CLAIMS = {
  iss: "magento",
  sub: STORE_ID,
  aud: "byte8-ledger",
  iat: ISSUED_AT,
  nbf: ISSUED_AT,
  exp: ISSUED_AT + 60,
  jti: "00000000-0000-4000-8000-000000000000",
};
const keys = deriveKeys(API_KEY);

test("keys are derived as the published vectors say", () => {
  expect(keys.outbound.toString("hex")).toBe(
    "5f426ce3888d09eaa379eb1dc79a210f87d409f6b96a8e945476e1d2fe8461f6",
  );
  expect(keys.inbound.toString("hex")).toBe(
    "1b512bbc4af8239660c321eab295e5c83f78b2a89ff349ab87e1345191bb3215",
  );
});

test("tokens of both directions are signed byte for byte as the published vectors", () => {
  expect(signToken(CLAIMS, keys.outbound)).toBe(OUTBOUND_TOKEN);
  expect(signToken({ ...CLAIMS, iss: "byte8-ledger", aud: "magento" }, keys.inbound)).toBe(INBOUND_TOKEN);
});

test("a pairing code is hashed as text", () => {
  expect(createHash("sha256").update("00112233445566778899aabbccddeeff").digest("hex")).toBe(
    "5947d7c33d783f94b3b4c1a96ebc8991ed28f1b069b71e03376cba8caa98a720",
  );
});

test("the published outbound token verifies, and says whose it is", () => {
  expect(verify(OUTBOUND_TOKEN)).toEqual({
    ok: true,
    claims: {
      storeId: STORE_ID,
      jti: CLAIMS.jti,
      issuedAt: new Date(ISSUED_AT * 1000),
      expiresAt: new Date((ISSUED_AT + 60) * 1000),
    },
  });
  expect(readUnverifiedSubject(OUTBOUND_TOKEN)).toBe(STORE_ID);
});

test.each([
  ["nothing", ""],
  ["two parts", "a.b"],
  ["four parts", `${OUTBOUND_TOKEN}.x`],
  ["no JSON", "!!.!!.!!"],
  ["too long", `${"a".repeat(5000)}.a.a`],
])("malformed: %s", (_, token) => {
  expect(verify(token)).toEqual({ ok: false, problem: "malformed", status: 401 });
  expect(readUnverifiedSubject(token.split(".").length === 4 ? "" : token)).toBeNull();
});

test("only HS256 with typ JWT is taken, whatever the signature", () => {
  for (const header of [{ alg: "none", typ: "JWT" }, { alg: "HS512", typ: "JWT" }, { alg: "HS256" }]) {
    expect(verify(forge(header, CLAIMS))).toMatchObject({ problem: "unknown_algorithm", status: 401 });
  }
  const [, payload] = OUTBOUND_TOKEN.split(".");
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
  expect(verify(`${none}.${payload}.`)).toMatchObject({ problem: "unknown_algorithm" });
});

test("a signature by another key, of the other direction, or changed in one character is refused", () => {
  const [header, payload, signature = ""] = OUTBOUND_TOKEN.split(".");
  const changed = `${header}.${payload}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
  for (const token of [
    signToken(CLAIMS, deriveKeys(randomBytes(32).toString("hex")).outbound),
    signToken(CLAIMS, keys.inbound),
    changed,
    `${header}.${payload}.`,
  ]) {
    expect(verify(token)).toMatchObject({ problem: "bad_signature", status: 401 });
  }
});

test.each([
  ["wrong_issuer", 401, { iss: "byte8-ledger" }],
  ["wrong_audience", 401, { aud: "magento" }],
  ["subject_mismatch", 401, { sub: "another" }],
  ["malformed", 401, { jti: "" }],
  ["malformed", 401, { iat: 1.5 }],
  ["malformed", 401, { aud: ["byte8-ledger"] }],
  ["lifetime_too_long", 503, { exp: ISSUED_AT + 301 }],
  ["expired", 503, { iat: ISSUED_AT - 200, nbf: ISSUED_AT - 200, exp: ISSUED_AT - 60 }],
  ["not_yet_valid", 503, { nbf: ISSUED_AT + 61 }],
  ["issued_ahead", 503, { iat: ISSUED_AT + 61, exp: ISSUED_AT + 121 }],
])("%s answers %i", (problem, status, change) => {
  expect(verify(forge({ alg: "HS256", typ: "JWT" }, { ...CLAIMS, ...change }))).toEqual({
    ok: false,
    problem,
    status,
  });
});

test("clocks may differ by a minute either way", () => {
  expect(verify(OUTBOUND_TOKEN, ISSUED_AT - 60).ok).toBe(true);
  expect(verify(OUTBOUND_TOKEN, ISSUED_AT + 119).ok).toBe(true);
  expect(verify(OUTBOUND_TOKEN, ISSUED_AT - 61).ok).toBe(false);
  expect(verify(OUTBOUND_TOKEN, ISSUED_AT + 120).ok).toBe(false);
});

test("our own tokens satisfy every check of the module", () => {
  const now = new Date("2026-11-21T10:15:30.987Z");
  const first = signInboundToken({ apiKey: API_KEY, storeId: STORE_ID, now });
  const [header = "", payload = "", signature] = first.split(".");
  expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({ alg: "HS256", typ: "JWT" });
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  expect(claims).toMatchObject({ iss: "byte8-ledger", sub: STORE_ID, aud: "magento", iat: 1795256130 });
  expect(claims.nbf).toBe(claims.iat - 30);
  expect(claims.exp - claims.iat).toBeLessThanOrEqual(300);
  for (const time of [claims.iat, claims.nbf, claims.exp]) expect(Number.isInteger(time)).toBe(true);
  expect(signature).toBe(
    createHmac("sha256", keys.inbound).update(`${header}.${payload}`).digest("base64url"),
  );
  expect(signInboundToken({ apiKey: API_KEY, storeId: STORE_ID, now })).not.toBe(first);
});

function verify(token: string, nowSeconds = ISSUED_AT) {
  return verifyOutboundToken({
    token,
    key: keys.outbound,
    storeId: STORE_ID,
    now: new Date(nowSeconds * 1000),
  });
}

function forge(header: object, claims: object): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${createHmac("sha256", keys.outbound).update(input).digest("base64url")}`;
}
