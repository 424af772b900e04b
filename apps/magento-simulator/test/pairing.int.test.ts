import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { API_KEY, pairBody, startStore, TENANT, type TestStore } from "./wire-harness.ts";

const PAIR = "/rest/V1/byte8/xero_accounting/setup/pair";
const LEDGER = "http://127.0.0.1:9";
const REFUSED = { message: "Invalid or expired pairing code." };

let store: TestStore;
beforeEach(async () => {
  store = await startStore();
});
afterEach(() => store.simulator.close());

const newCode = async () => {
  const made = (await (await store.post("/__sim/pairing-code")).json()) as { code: string; base_url: string };
  expect(made.base_url).toBe(store.url);
  return made.code;
};

test("a code is 32 lower-case hex characters and only its hash is kept", async () => {
  const code = await newCode();
  expect(code).toMatch(/^[0-9a-f]{32}$/);
  expect(store.simulator.state.pairingCode?.hash).toBe(createHash("sha256").update(code).digest("hex"));
  expect(JSON.stringify(store.simulator.state)).not.toContain(code);
});

test("pairing stores the credentials, answers [] and uses the code up", async () => {
  const body = pairBody(await newCode(), `${LEDGER}/prefix//`);
  const paired = await store.post(PAIR, { ...body, tenant_id: ` ${TENANT} ` });
  expect([paired.status, await paired.text()]).toEqual([200, "[]"]);
  expect(store.simulator.state.credentials).toEqual({ tenantId: TENANT, apiKey: API_KEY });
  expect(store.simulator.state.ledgerBaseUrl).toBe(`${LEDGER}/prefix`);
  const again = await store.post(PAIR, body);
  expect([again.status, await again.json()]).toEqual([401, REFUSED]);
});

test("keys may be camelCase, and the store answers under /index.php and store codes too", async () => {
  const body = (code: string) => ({
    pairingCode: code,
    tenantId: TENANT,
    byte8ApiKey: API_KEY,
    ledgerBaseUrl: LEDGER,
  });
  expect((await store.post(`/index.php${PAIR}`, body(await newCode()))).status).toBe(200);
  expect((await store.post(PAIR.replace("/rest/", "/rest/trade/"), body(await newCode()))).status).toBe(200);
  expect((await store.post(PAIR.replace("/rest/", "/rest/nowhere/"), body(await newCode()))).status).toBe(
    404,
  );
});

test("a wrong code is refused, and does not use the right one up", async () => {
  const code = await newCode();
  for (const wrong of [code.toUpperCase(), "0".repeat(32), "J3K7-XQ9F-RP2M"]) {
    if (wrong === code) continue;
    const answer = await store.post(PAIR, pairBody(wrong, LEDGER));
    expect([answer.status, await answer.json()]).toEqual([401, REFUSED]);
  }
  expect((await store.post(PAIR, pairBody(`  ${code}\n`, LEDGER))).status).toBe(200);
});

test("a code lives for 30 minutes, and a newer one ends it", async () => {
  const old = await newCode();
  const code = await newCode();
  expect((await store.post(PAIR, pairBody(old, LEDGER))).status).toBe(401);
  store.time.nowMs += 1_801_000;
  expect((await store.post(PAIR, pairBody(code, LEDGER))).status).toBe(401);
  store.time.nowMs -= 1_000;
  expect((await store.post(PAIR, pairBody(code, LEDGER))).status).toBe(200);
});

test("bad input is answered in Magento's words", async () => {
  const body = pairBody(await newCode(), LEDGER);
  const { tenant_id: _left, ...withoutTenant } = body;
  const cases: [unknown, number, unknown][] = [
    [
      withoutTenant,
      400,
      { message: '"%fieldName" is required. Enter and try again.', parameters: { fieldName: "tenantId" } },
    ],
    [{}, 400, expect.objectContaining({ message: "One or more input exceptions have occurred." })],
    [
      { ...body, tenant_id: "  " },
      400,
      { message: "pairing_code, tenant_id, byte8_api_key and ledger_base_url are all required." },
    ],
    [
      { ...body, ledger_base_url: "ftp://x" },
      400,
      { message: "ledger_base_url must be an absolute http(s) URL." },
    ],
    [
      { ...body, tenant_id: ["x"] },
      400,
      expect.objectContaining({ parameters: { type: "string", value: '["x"]' } }),
    ],
    ["{nonsense", 400, { message: "Decoding error." }],
  ];
  for (const [sent, status, answer] of cases) {
    const response = await store.post(PAIR, sent);
    expect([response.status, await response.json()]).toEqual([status, answer]);
  }
  const wrongPath = await store.post("/rest/V1/byte8/xero/setup/pair", body);
  expect([wrongPath.status, await wrongPath.json()]).toEqual([
    404,
    { message: "Request does not match any route." },
  ]);
});
