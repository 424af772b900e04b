import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Answer,
  ask,
  createStore,
  keysOf,
  publish,
  type RunningApi,
  saveKey,
  startApi,
  type TestStore,
  tokenOf,
} from "./start-api.ts";

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const sql = async (text: string, values: unknown[]) =>
  (await api.testDatabase.database.system.query(text, values)).rows;
const get = (store: TestStore, path: string, token = tokenOf(store)): Promise<Answer> =>
  ask(`${api.url}${path}`, { headers: { authorization: `Bearer ${token}`, accept: "application/json" } });
const disconnect = (store: TestStore, token = tokenOf(store)) =>
  ask(`${api.url}/v1/tenant/disconnect`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "idempotency-key": "disconnect:855c4691beaf1b58faa7095a4f7f3bed068c8b94",
    },
    body: "{}",
  });

/** A store bound to an organisation, with documents in the given states. */
async function bind(store: TestStore, states: [state: string, reason: string | null][]): Promise<void> {
  const [organisation] = await sql(
    `INSERT INTO organisation (tenant_id, environment, xero_tenant_id, name, country_code)
     VALUES ($1, 'sandbox', $2, 'Fern & Flint Ltd', 'GB') RETURNING id, xero_tenant_id`,
    [store.tenantId, randomUUID()],
  );
  const [grant] = await sql(
    "INSERT INTO xero_grant (environment, xero_user_id) VALUES ('sandbox', $1) RETURNING id",
    [randomUUID()],
  );
  await sql(
    `INSERT INTO connection (tenant_id, environment, organisation_id, grant_id, xero_connection_id, scopes, consented_by, consented_at)
     VALUES ($1, 'sandbox', $2, $3, $4, '{}', $5, now())`,
    [store.tenantId, organisation.id, grant.id, randomUUID(), store.userId],
  );
  const [binding] = await sql(
    `INSERT INTO binding (tenant_id, environment, store_id, organisation_id, xero_tenant_id, website_filter, store_filter)
     VALUES ($1, 'sandbox', $2, $3, $4, '{}', '{}') RETURNING id`,
    [store.tenantId, store.storeId, organisation.id, organisation.xero_tenant_id],
  );
  for (const [index, [state, reason]] of states.entries())
    await sql(
      `INSERT INTO document (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_id, website_id, magento_store_id, state, reason, updated_at)
       VALUES ($1, 'sandbox', $2, $3, $4, 'invoice', $5, 1, 1, $6, $7, $8)`,
      [
        store.tenantId,
        organisation.xero_tenant_id,
        store.storeId,
        binding.id,
        index + 1,
        state,
        reason,
        `2026-04-29T10:11:1${index + 3}.345Z`,
      ],
    );
}

test("the tile of a store that is paired and not bound", async () => {
  const store = await createStore(api);
  expect(await get(store, "/v1/tile/health")).toMatchObject({
    status: 200,
    body: {
      tenant: { magento_connection_status: "active" },
      binding: { status: "pending", region: null },
      sync: { last_run_at: null, pending_count: 0, failed_24h: 0 },
    },
  });
  for (const status of ["pending", "token_revoked"]) {
    await sql("UPDATE store SET status = $2 WHERE id = $1", [store.storeId, status]);
    const tile = await get(store, "/v1/tile/health?provider=xero");
    expect(tile.body.tenant).toEqual({ magento_connection_status: status });
  }
});

test("the tile of a store that is bound counts what waits and what failed today", async () => {
  const store = await createStore(api);
  await bind(store, [
    ["queued", null],
    ["waiting", "not_started"],
    ["posted", null],
    ["skipped", "outside_sync_since"],
    ["failed", "xero_refused"],
    ["held", "tax_rate_not_mapped"],
  ]);
  const old = await get(store, "/v1/tile/health");
  expect(old.body).toMatchObject({
    binding: { status: "active", region: "gb" },
    sync: { last_run_at: "2026-04-29T10:11:18Z", pending_count: 2, failed_24h: 0 },
  });
  await sql("UPDATE document SET updated_at = now() WHERE store_id = $1", [store.storeId]);
  expect((await get(store, "/v1/tile/health")).body).toMatchObject({
    sync: { pending_count: 2, failed_24h: 2 },
  });
  await sql("UPDATE connection SET status = 'reconnect_required' WHERE tenant_id = $1", [store.tenantId]);
  expect((await get(store, "/v1/tile/health")).body).toMatchObject({ binding: { status: "revoked" } });
});

test("the status of a document is what Magento is told of it", async () => {
  const store = await createStore(api);
  await bind(store, [
    ["posted", null],
    ["queued", null],
  ]);
  const xeroId = randomUUID();
  await sql(
    `INSERT INTO storefront_state (tenant_id, store_id, entity_type, magento_id, wanted) VALUES ($1, $2, 'invoice', 1, $3)`,
    [
      store.tenantId,
      store.storeId,
      JSON.stringify({
        status: "synced",
        providerEntityId: xeroId,
        providerReference: "INV-1",
        skipReason: null,
        errorCode: null,
      }),
    ],
  );
  const nothing = { provider_entity_id: null, provider_reference: null, skip_reason: null, error_code: null };
  expect((await get(store, "/v1/status?entity_type=invoice&entity_id=1")).body).toEqual({
    ...nothing,
    entity_type: "invoice",
    entity_id: 1,
    provider: "xero",
    sync_status: "synced",
    provider_entity_id: xeroId,
    provider_reference: "INV-1",
    last_sync_at: "2026-04-29T10:11:13.345Z",
  });
  expect((await get(store, "/v1/status?entity_type=invoice&entity_id=2")).body).toMatchObject({
    ...nothing,
    sync_status: "pending",
  });
  for (const query of ["entity_type=invoice&entity_id=3", "entity_type=product&entity_id=1"])
    expect(await get(store, `/v1/status?${query}`)).toMatchObject({
      status: 200,
      body: { ...nothing, sync_status: null, last_sync_at: null },
    });
  const other = await createStore(api);
  expect((await get(other, "/v1/status?entity_type=invoice&entity_id=1")).body).toMatchObject({
    sync_status: null,
  });
});

test("disconnecting forgets the keys at once, and is decided by the store's state", async () => {
  const store = await createStore(api);
  await saveKey(api, { ...store, slot: "previous", expiresAt: new Date(Date.now() + 60_000) });
  expect((await publish(api, store, { id: 1 })).status).toBe(202);
  expect(await disconnect(store)).toMatchObject({ status: 204, text: "" });
  expect(await keysOf(api, store)).toEqual({});
  expect(await sql("SELECT status FROM store WHERE id = $1", [store.storeId])).toEqual([
    { status: "disconnected" },
  ]);
  expect(await publish(api, store, { id: 2 })).toMatchObject({ status: 401, body: { error: "revoked" } });
  expect((await get(store, "/v1/tile/health")).status).toBe(401);

  // Paired anew and disconnected anew, with the same Idempotency-Key: it must take effect again.
  await sql("UPDATE store SET status = 'active' WHERE id = $1", [store.storeId]);
  const apiKey = await saveKey(api, { ...store, slot: "current" });
  expect((await disconnect({ ...store, apiKey })).status).toBe(204);
  expect(await keysOf(api, store)).toEqual({});
});

test("a token that carried an event cannot disconnect the store", async () => {
  const store = await createStore(api);
  const token = tokenOf(store);
  expect((await publish(api, store, { token })).status).toBe(202);
  expect(await disconnect(store, token)).toMatchObject({ status: 401, body: { error: "token_reused" } });
  expect(Object.keys(await keysOf(api, store))).toEqual(["current"]);
});

test("probes, the description and its page", async () => {
  expect(await ask(`${api.url}/healthz`)).toMatchObject({ status: 200, body: { status: "ok" } });
  expect(await ask(`${api.url}/readyz`)).toMatchObject({ status: 200, body: { status: "ok" } });
  const description = await ask(`${api.url}/openapi.json`);
  expect(description.body).toMatchObject({ openapi: "3.1.0", info: { title: "Counterfoil" } });
  expect(Object.keys(description.body.paths as object).sort()).toEqual([
    "/healthz",
    "/readyz",
    "/v1/status",
    "/v1/tenant/disconnect",
    "/v1/tile/health",
    "/webhooks/magento/{storeId}/{event}",
  ]);
  const paths = description.body.paths as Record<string, { get?: { responses: object } }>;
  expect(Object.keys(paths["/readyz"]?.get?.responses ?? {})).toEqual(["200", "503"]);
  // JSON Schema 2020-12, which OpenAPI 3.1 speaks, has no empty tuples.
  expect(description.text).not.toContain('"prefixItems":[]');
  const page = await ask(`${api.url}/docs`);
  expect(page.status).toBe(200);
  expect(page.text).toContain("swagger-ui");
  expect(page.headers.get("content-security-policy")).toMatch(/script-src 'self'/);
  const plain = await ask(`${api.url}/healthz`);
  expect(plain.headers.get("content-security-policy")).toMatch(/default-src 'none'/);
  expect(plain.headers.get("x-content-type-options")).toBe("nosniff");
});
