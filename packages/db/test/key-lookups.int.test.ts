import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../src/test-database.ts";

let test_: TestDatabase;
let owner: pg.Client;
beforeAll(async () => {
  test_ = await createTestDatabase();
  owner = new pg.Client({ connectionString: test_.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await test_.drop();
});

/** What a foreign key asks PostgreSQL of its parent, planned once for all values, as PostgreSQL does and keeps it. */
async function indexOfLookup(parent: string): Promise<string | undefined> {
  await owner.query(
    `PREPARE look_up (uuid, uuid) AS SELECT 1 FROM ONLY ${parent} x WHERE id = $1 AND tenant_id = $2 FOR KEY SHARE OF x`,
  );
  const { rows } = await owner.query<{ "QUERY PLAN": { Plan: { Plans: { "Index Name"?: string }[] } }[] }>(
    "EXPLAIN (FORMAT JSON) EXECUTE look_up (gen_random_uuid(), gen_random_uuid())",
  );
  await owner.query("DEALLOCATE look_up");
  return rows[0]?.["QUERY PLAN"][0]?.Plan.Plans[0]?.["Index Name"];
}

test("parents are looked up by their key from the first row on, before there are statistics", async () => {
  const { rows: parents } = await owner.query<{ parent: string }>(`
    SELECT DISTINCT con.confrelid::regclass::text AS parent FROM pg_constraint con
    WHERE con.contype = 'f' AND con.connamespace = 'public'::regnamespace AND EXISTS (
      SELECT 1 FROM pg_attribute a WHERE a.attrelid = con.confrelid AND a.attname = 'tenant_id' AND a.attnum = ANY (con.confkey))`);
  expect(parents.length).toBeGreaterThan(5);
  await owner.query("SET plan_cache_mode = force_generic_plan");
  await owner.query("SET enable_seqscan = off");
  for (const { parent } of parents) {
    const index = await indexOfLookup(parent);
    expect([`${parent}_id_tenant_id_key`, `${parent}_pkey`], parent).toContain(index);
  }
});
