import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../src/database.ts";
import { createTestDatabase, type TestDatabase } from "../src/test-database.ts";

let test_: TestDatabase;
beforeAll(async () => {
  test_ = await createTestDatabase();
});
afterAll(() => test_.drop());

async function rows<T extends Record<string, unknown>>(sql: string): Promise<T[]> {
  const result = await test_.database.system.query<T>(sql);
  return result.rows;
}

test("every table with a tenant_id has row-level security, enabled and forced, with a policy per role", async () => {
  const tables = await rows<{ name: string; enabled: boolean; forced: boolean; policies: string[] }>(`
    SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
           ARRAY(SELECT p.polname::text FROM pg_policy p WHERE p.polrelid = c.oid ORDER BY 1) AS policies
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r'
      AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)`);
  expect(tables.length).toBeGreaterThan(20);
  for (const table of tables)
    expect(table, table.name).toMatchObject({
      enabled: true,
      forced: true,
      policies: ["app", "owner", "system"],
    });
});

test("children of tenant tables point at their parents by (id, tenant_id)", async () => {
  const loose = await rows<{ child: string; name: string }>(`
    SELECT con.conrelid::regclass::text AS child, con.conname AS name
    FROM pg_constraint con
    WHERE con.contype = 'f'
      AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = con.conrelid AND a.attname = 'tenant_id')
      AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = con.confrelid AND a.attname = 'tenant_id')
      AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = con.conrelid AND a.attname = 'tenant_id' AND a.attnum = ANY (con.conkey))`);
  expect(loose).toEqual([]);
});

test("what makes each thing one is kept by the database", async () => {
  const keys = await rows<{ key: string }>(`
    SELECT i.indrelid::regclass || ' ' || string_agg(a.attname, ' ' ORDER BY k.n) AS key
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace,
         unnest(i.indkey::int[]) WITH ORDINALITY AS k (attnum, n), pg_attribute a
    WHERE i.indisunique AND i.indpred IS NULL AND a.attrelid = i.indrelid AND a.attnum = k.attnum GROUP BY i.indexrelid, i.indrelid`);
  expect(keys.map(({ key }) => key)).toEqual(
    expect.arrayContaining([
      "posting environment xero_tenant_id store_id kind magento_key",
      "document environment xero_tenant_id store_id kind magento_id",
      "xref environment xero_tenant_id store_id kind magento_key",
      "event_key store_id idempotency_key",
      "store code",
      "store tenant_id base_url",
      "attempt idempotency_key",
      "xero_grant environment xero_user_id",
      "call_slot environment xero_tenant_id slot",
      "storefront_state store_id entity_type magento_id",
    ]),
  );
});

test("what was posted is never deleted: the app role may not", async () => {
  const deletable = await rows<{ name: string }>(`
    SELECT name FROM unnest(ARRAY['posting', 'xref', 'document', 'attempt', 'event', 'event_key', 'audit', 'store', 'binding', 'policy']) name
    WHERE has_table_privilege('counterfoil_app', name, 'DELETE, TRUNCATE')`);
  expect(deletable).toEqual([]);
});

test("the app role has no right on tables that belong to no tenant", async () => {
  const open = await rows<{ name: string }>(`
    SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname NOT IN ('tenant', 'app_user')
      AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
      AND has_table_privilege('counterfoil_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE')`);
  expect(open).toEqual([]);
});

test("one tenant never sees or writes another's rows, and nobody sees any without a tenant", async () => {
  const { rows: tenants } = await test_.database.system.query<{ id: string }>(
    "INSERT INTO tenant (name) VALUES ('One'), ('Other') RETURNING id",
  );
  const [one, other] = tenants.map((row) => row.id) as [string, string];
  const store = { code: "AAAA", baseUrl: "https://one.example", guestSecretSealed: "x" };
  await test_.database.withTenant(one, (tx) => tx.store.create({ data: { tenantId: one, ...store } }));
  expect(await test_.database.withTenant(one, (tx) => tx.store.count())).toBe(1);
  expect(await test_.database.withTenant(other, (tx) => tx.store.count())).toBe(0);
  expect((await test_.database.app.query("SELECT * FROM store")).rowCount).toBe(0);
  const theft = test_.database.withTenant(other, (tx) =>
    tx.store.create({ data: { tenantId: one, ...store, code: "BBBB" } }),
  );
  await expect(theft).rejects.toThrow(/row-level security/);
});

test("an event cannot be filed under another tenant's store, neither as new nor as a replay", async () => {
  const { rows: tenants } = await test_.database.system.query<{ id: string }>(
    "INSERT INTO tenant (name) VALUES ('Owner'), ('Thief') RETURNING id",
  );
  const [owner, thief] = tenants.map((row) => row.id) as [string, string];
  const store = { code: "CCCC", baseUrl: "https://own.example", guestSecretSealed: "x" };
  const { id } = await test_.database.withTenant(owner, (tx) =>
    tx.store.create({ data: { tenantId: owner, ...store } }),
  );
  await accept({ tenantId: owner, storeId: id, key: "invoice.created:1" });
  for (const key of ["invoice.created:1", "invoice.created:2"])
    await expect(accept({ tenantId: thief, storeId: id, key }), key).rejects.toMatchObject({ code: "23503" });
  for (const table of ["event", "event_key", "seen_token"])
    expect(await rows(`SELECT tenant_id AS id FROM ${table}`), table).toEqual([{ id: owner }]);
});

async function accept(input: { tenantId: string; storeId: string; key: string }): Promise<void> {
  const at = new Date().toISOString();
  const item = {
    event_id: randomUUID(),
    tenant_id: input.tenantId,
    store_id: input.storeId,
    jti: randomUUID(),
    token_expires_at: at,
    idempotency_key: input.key,
    name: "invoice.created",
    magento_entity_id: 1,
    website_id: 1,
    magento_store_id: 1,
    occurred_at: at,
    payload: {},
  };
  const items = JSON.stringify([item]);
  await test_.database.app.query("SELECT * FROM accept_events($1::jsonb, interval '1 day')", [items]);
}

test("the app role reads no password hash, and changes neither plan nor environment", async () => {
  const { app } = test_.database;
  await expect(app.query("SELECT password_hash FROM app_user")).rejects.toMatchObject({ code: "42501" });
  for (const column of ["plan", "environment"])
    await expect(app.query(`UPDATE tenant SET ${column} = ${column}`), column).rejects.toMatchObject({
      code: "42501",
    });
});

test("superusers and owners are refused", async () => {
  const open = openDatabase({ appUrl: test_.ownerUrl, systemUrl: test_.urls.systemUrl, poolMax: 4 });
  await expect(open).rejects.toThrow(/Refusing to work as the database role "postgres"/);
  const swapped = openDatabase({ appUrl: test_.urls.queueUrl, systemUrl: test_.urls.systemUrl, poolMax: 4 });
  await expect(swapped).rejects.toThrow(/counterfoil_queue_login/);
});
