import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { deriveKey, signOutbound, verifyInbound } from "../src/wire/jwt.ts";
import { phpJson } from "../src/wire/php-json.ts";
import { API_KEY, TENANT } from "./wire-harness.ts";

const JTI = "00000000-0000-4000-8000-000000000000";
const OUTBOUND =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJtYWdlbnRvIiwic3ViIjoiN2Y2ZDJhNTAtMTExMS00MjIyLTgzMzMtNDQ0NDU1NTU2NjY2IiwiYXVkIjoiYnl0ZTgtbGVkZ2VyIiwiaWF0IjoxNzAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDA2MCwianRpIjoiMDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAwIn0.DSnflMEpKLEskP3ZE76upd9JgoT7kCteb7b6gFSua-w";
const INBOUND =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJieXRlOC1sZWRnZXIiLCJzdWIiOiI3ZjZkMmE1MC0xMTExLTQyMjItODMzMy00NDQ0NTU1NTY2NjYiLCJhdWQiOiJtYWdlbnRvIiwiaWF0IjoxNzAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDA2MCwianRpIjoiMDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAwIn0.MEwMf2wP_X7W7p3r9VdbfF9u_K3r84frurI0HbPc3yE";

test("keys are derived as the published vectors say", () => {
  expect(deriveKey(API_KEY, "outbound").toString("hex")).toBe(
    "5f426ce3888d09eaa379eb1dc79a210f87d409f6b96a8e945476e1d2fe8461f6",
  );
  expect(deriveKey(API_KEY, "inbound").toString("hex")).toBe(
    "1b512bbc4af8239660c321eab295e5c83f78b2a89ff349ab87e1345191bb3215",
  );
});

test("the outbound vector is signed byte for byte", () => {
  expect(signOutbound({ tenantId: TENANT, apiKey: API_KEY, nowSeconds: 1_700_000_000, jti: JTI })).toBe(
    OUTBOUND,
  );
});

test("the inbound vector verifies while it lives", () => {
  const expected = { tenantId: TENANT, apiKey: API_KEY, claimOnce: () => true };
  expect(verifyInbound(INBOUND, { ...expected, nowSeconds: 1_700_000_000 })).toBeNull();
  expect(verifyInbound(INBOUND, { ...expected, nowSeconds: 1_700_000_059 })).toBeNull();
  expect(verifyInbound(INBOUND, { ...expected, nowSeconds: 1_700_000_060 })).toBe("expired");
  expect(verifyInbound(INBOUND, { ...expected, nowSeconds: 1_699_999_999 })).toBe("nbf is in the future");
});

test("the pairing code vector is hashed as text", () => {
  expect(createHash("sha256").update("00112233445566778899aabbccddeeff").digest("hex")).toBe(
    "5947d7c33d783f94b3b4c1a96ebc8991ed28f1b069b71e03376cba8caa98a720",
  );
});

test("JSON is written as PHP writes it", () => {
  expect(phpJson({ a: "Zoë/€ 😀" }, "plain")).toBe('{"a":"Zo\\u00eb/\\u20ac \\ud83d\\ude00"}');
  expect(phpJson({ a: "x/y" }, "escaped")).toBe('{"a":"x\\/y"}');
  expect(phpJson({ n: 100, m: 14.620000000000001 }, "escaped")).toBe('{"n":100,"m":14.620000000000001}');
});
