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

test("superusers and owners are refused", async () => {
  const open = openDatabase({ appUrl: test_.ownerUrl, systemUrl: test_.urls.systemUrl, poolMax: 4 });
  await expect(open).rejects.toThrow(/Refusing to work as the database role "postgres"/);
  const swapped = openDatabase({ appUrl: test_.urls.queueUrl, systemUrl: test_.urls.systemUrl, poolMax: 4 });
  await expect(swapped).rejects.toThrow(/counterfoil_queue_login/);
});
