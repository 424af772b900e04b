import { afterAll, beforeAll, expect, test } from "vitest";
import type { CanonicalInvoice } from "../src/generator/canonical-document.ts";
import { bearer, inboundToken, startStore, TENANT, type TestStore } from "./wire-harness.ts";

const UNAUTHORIZED = {
  message: "The consumer isn't authorized to access %resources.",
  parameters: { resources: "Byte8_Client::byte8_webapi" },
};

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
  await store.pair("http://127.0.0.1:9");
  await store.post("/__sim/raise", { count: 40 });
});
afterAll(() => store.simulator.close());

const read = (path: string) => store.get(path, bearer(inboundToken(store.time.nowMs)));

test("every way a token can be wrong gives the one 401", async () => {
  const now = store.time.nowMs;
  const seconds = Math.floor(now / 1000);
  const claims = (changed: object) => inboundToken(now, { claims: changed });
  const bad = {
    "no bearer": "nothing",
    alg: inboundToken(now, { header: { alg: "none", typ: "JWT" } }),
    "typ missing": inboundToken(now, { header: { alg: "HS256" } }),
    key: inboundToken(now, { key: "f".repeat(64) }),
    iss: claims({ iss: "magento" }),
    aud: claims({ aud: ["magento"] }),
    sub: claims({ sub: "another" }),
    "iat in the future": claims({ iat: seconds + 31 }),
    "nbf in the future": claims({ nbf: seconds + 1 }),
    expired: claims({ exp: seconds }),
    "too long": claims({ exp: seconds + 301 }),
    "iat a string": claims({ iat: String(seconds) }),
    "iat a float": inboundToken(now, {
      rawPayload: (json) => json.replace(`"iat":${seconds}`, `"iat":${seconds}.0`),
    }),
    "exp missing": claims({ exp: undefined }),
    "jti empty": claims({ jti: "" }),
    "jti a number": claims({ jti: 7 }),
  };
  for (const [name, token] of Object.entries(bad)) {
    const answer = await store.get("/rest/V1/byte8/ping", bearer(token));
    expect([name, answer.status, await answer.json()]).toEqual([name, 401, UNAUTHORIZED]);
  }
  expect((await store.get("/rest/V1/byte8/ping")).status).toBe(401);
});

test("what the rules leave open is accepted", async () => {
  const now = store.time.nowMs;
  const seconds = Math.floor(now / 1000);
  for (const token of [
    inboundToken(now, { header: { alg: "HS256", typ: "JWT", kid: "x" } }),
    inboundToken(now, { claims: { iat: seconds + 30, nbf: seconds - 30, exp: seconds + 300 } }),
  ]) {
    const answer = await store.get("/rest/V1/byte8/ping", { authorization: `bEaReR ${token}` });
    expect(answer.status).toBe(200);
  }
});

test("a token is good once, and a refused one is not used up", async () => {
  const token = inboundToken(store.time.nowMs);
  expect((await store.get("/rest/V1/byte8/ping", bearer(token))).status).toBe(200);
  expect((await store.get("/rest/V1/byte8/ping", bearer(token))).status).toBe(401);
});

test("ping is a list and payment methods keep their null label", async () => {
  expect(await (await read("/rest/V1/byte8/ping")).json()).toEqual([
    true,
    TENANT,
    "2026-11-21T10:00:00+00:00",
  ]);
  const methods = (await (await read("/rest/V1/byte8/payment-methods")).json()) as unknown[];
  expect(methods).toContainEqual({ code: "free", label: null, is_active: true });
  expect(methods).toContainEqual({ code: "checkmo", label: "Check / Money order", is_active: true });
});

test("an invoice has every required field, no nulls and no PHP-alien characters", async () => {
  const response = await read("/index.php/rest/V1/byte8/invoice/1");
  const text = await response.text();
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(text).not.toContain("null");
  expect(text).toMatch(/^[\x20-\x7e]+$/);
  const invoice = JSON.parse(text) as CanonicalInvoice;
  expect(Object.keys(invoice)).toEqual(
    expect.arrayContaining(["magento_id", "increment_id", "customer", "lines", "grand_total", "created_at"]),
  );
  expect(invoice.created_at).toBe("2026-11-21T10:00:00Z");
});

test("the payment, credit memo, customer and product of the store can be read", async () => {
  const customerId = Object.keys(store.simulator.state.customers)[0];
  for (const path of ["payment/1", "creditmemo/1", `customer/${customerId}`, "product/1"]) {
    const response = await read(`/rest/V1/byte8/${path}`);
    expect([path, response.status]).toEqual([path, 200]);
  }
});

test("unknown ids are 404, nonsense is 400, unknown routes and methods are 404", async () => {
  expect((await read("/rest/V1/byte8/invoice/99999")).status).toBe(404);
  expect((await read("/rest/V1/byte8/customer/0")).status).toBe(404);
  expect((await read("/rest/V1/byte8/invoice/abc")).status).toBe(400);
  expect((await read("/rest/V1/byte8/orders")).status).toBe(404);
  expect((await store.post("/rest/V1/byte8/invoice/1", {})).status).toBe(404);
  expect((await read("/rest/all/V1/byte8/invoice/1")).status).toBe(404);
});

const push = (body: object) =>
  store.post("/rest/V1/byte8/sync-state", body, bearer(inboundToken(store.time.nowMs)));

test("sync-state overwrites the whole row, nulls included", async () => {
  const row = { entity_type: "invoice", magento_entity_id: 1, provider: "xero" };
  const first = await push({
    ...row,
    sync_status: "synced",
    provider_reference: "INV-1",
    provider_entity_id: "u",
    last_sync_at: "2026-04-29 10:11:12",
  });
  expect([first.status, await first.text()]).toEqual([200, "[]"]);
  expect((await push({ ...row, sync_status: "failed", error_code: "validation" })).status).toBe(200);
  expect(store.simulator.state.syncStates["invoice:1:xero"]).toEqual({
    ...row,
    sync_status: "failed",
    provider_entity_id: null,
    provider_reference: null,
    skip_reason: null,
    error_code: "validation",
    last_sync_at: "2026-11-21 10:00:00",
  });
});

test("sync-state refuses what the module refuses", async () => {
  const good = { entity_type: "invoice", magento_entity_id: 1, provider: "xero", sync_status: "synced" };
  for (const changed of [
    { entity_type: "payment" },
    { magento_entity_id: 0 },
    { magento_entity_id: "x" },
    { provider: " " },
    { sync_status: "pending" },
    { sync_status: null },
    { error_code: "x".repeat(65) },
    { last_sync_at: "yesterday" },
  ]) {
    const answer = await push({ ...good, ...changed });
    expect([changed, answer.status]).toEqual([changed, 400]);
  }
  expect((await store.post("/rest/V1/byte8/sync-state", good)).status).toBe(401);
});

test("faults: errors, HTML, slowness and cuts, as often as asked", async () => {
  const fault = (body: object) => store.post("/__sim/faults", { path: "/rest/V1/byte8/invoice", ...body });
  await fault({ status: 500, times: 1 });
  const failed = await read("/rest/V1/byte8/invoice/1");
  expect([failed.status, await failed.json()]).toEqual([
    500,
    { message: expect.stringMatching(/^Internal Error\. .* Report ID: webapi-[0-9a-f]{13}$/) },
  ]);
  await fault({ html: true, times: 1 });
  const page = await read("/rest/V1/byte8/invoice/1");
  expect([page.status, page.headers.get("content-type")]).toEqual([503, "text/html; charset=UTF-8"]);
  await fault({ cut: true, times: 1 });
  await expect(read("/rest/V1/byte8/invoice/1")).rejects.toThrow();
  await fault({ slowMs: 60, times: 1 });
  const startedAt = performance.now();
  expect((await read("/rest/V1/byte8/invoice/1")).status).toBe(200);
  expect(performance.now() - startedAt).toBeGreaterThan(50);
  expect((await read("/rest/V1/byte8/invoice/1")).status).toBe(200);
});
