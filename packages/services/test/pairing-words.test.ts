import { storeAddress } from "@counterfoil/core/store-address";
import { expect, test } from "vitest";
import { pairingHint, pairingSentence } from "../src/pairing/pairing-sentences.ts";
import { proposeStoreCode } from "../src/pairing/propose-store-code.ts";

const problems = [
  ...["address_missing", "address_invalid", "address_with_login", "address_with_query", "code_missing"],
  ...[
    "code_used",
    "code_expired",
    "code_mistyped",
    "code_refused",
    "rejected",
    "unreachable",
    "timeout",
    "redirected",
    "not_json",
    "http_refused",
  ],
  ...["private_address", "module_missing", "needs_basic_auth", "server_error", "plan_limit"],
  ...["too_many_tries", "ping_refused", "ping_unavailable"],
] as Parameters<typeof pairingSentence>[0][];

test("every failure has its own words", () => {
  const said = problems.map((problem) => [
    problem,
    pairingSentence(problem, { host: "shop.example", plan: "starter" }),
  ]);
  expect(Object.fromEntries(said)).toMatchSnapshot();
  expect(new Set(said.map(([, sentence]) => sentence)).size).toBe(problems.length);
});

test("what is technical about a failure is said apart, for whoever maintains the shop", () => {
  const said = problems.flatMap((problem) => {
    const hint = pairingHint(problem, { host: "shop.example", detail: "HTTP 404, text/html" });
    return hint === null ? [] : [[problem, hint]];
  });
  expect(Object.fromEntries(said)).toMatchSnapshot();
});

test("with what the store said, or where it sends us", () => {
  const facts = {
    host: "shop.example",
    detail: "Something.",
    suggestedUrl: "https://www.shop.example",
    plan: "growth",
  };
  expect(
    (["rejected", "redirected", "http_refused", "server_error", "plan_limit"] as const).map((problem) =>
      pairingSentence(problem, facts),
    ),
  ).toMatchSnapshot();
});

test.each([
  ["https://shop.example.com", "https://shop.example.com"],
  ["  HTTPS://Shop.Example.com:443//  ", "https://shop.example.com"],
  ["shop.example.com/", "https://shop.example.com"],
  ["shop.example.com/en/", "https://shop.example.com/en"],
  ["http://shop.example.com:80", "http://shop.example.com"],
  ["localhost:4020", "https://localhost:4020"],
  ["http://127.0.0.1:4020/", "http://127.0.0.1:4020"],
  ["https://bücher.example", "https://xn--bcher-kva.example"],
])("%s is the store %s", (typed, baseUrl) => {
  expect(storeAddress(typed)).toEqual({ ok: true, baseUrl });
});

test.each([
  ["", "address_missing"],
  ["shop", "address_invalid"],
  ["my shop.example", "address_invalid"],
  ["ftp://shop.example", "address_invalid"],
  ["javascript:alert(1)", "address_invalid"],
  ["https://", "address_invalid"],
  [`https://${"a".repeat(600)}.example`, "address_invalid"],
  ["https://me@shop.example", "address_with_login"],
  ["https://shop.example/#top", "address_with_query"],
])("%s is none: %s", (typed, problem) => {
  expect(storeAddress(typed)).toEqual({ ok: false, problem });
});

test.each([
  ["https://www.fernandflint.co.uk", "FERN"],
  ["https://shop.acme.example", "ACME"],
  ["https://127.0.0.1:4020", ""],
  ["https://xn--bcher-kva.example", ""],
  ["https://localhost", "LOCA"],
])("%s gets a short code that begins with %s", (baseUrl, start) => {
  const code = proposeStoreCode(baseUrl);
  expect(code).toMatch(/^[A-Z0-9]{4,6}$/);
  expect(code.startsWith(start)).toBe(true);
});
