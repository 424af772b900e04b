import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { schemaAsSql } from "../src/schema-engine.ts";
import { createTestDatabase, type TestDatabase, withDatabase } from "../src/test-database.ts";

const NAME = "schema_drift";
let migrated: TestDatabase;
beforeAll(async () => {
  migrated = await createTestDatabase();
});
afterAll(async () => {
  await ask(migrated.ownerUrl, `DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`);
  await migrated.drop();
});

async function ask(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const result = await client.query(sql);
    return result.rows ?? [];
  } finally {
    await client.end();
  }
}

const COLUMNS = `
  SELECT table_name, column_name, data_type, is_nullable, column_default, numeric_precision, numeric_scale
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY 1, 2`;
const CONSTRAINTS = `
  SELECT conrelid::regclass::text AS table_name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f') AND conrelid::regclass::text <> '_prisma_migrations' ORDER BY 1, 2`;

test("the migrations make exactly what the schema files say", async () => {
  await ask(migrated.ownerUrl, `CREATE DATABASE ${NAME}`);
  const declared = withDatabase(migrated.ownerUrl, NAME);
  const sql = await schemaAsSql({ connectionString: declared, schemaDir: path.resolve("prisma/schema") });
  await ask(declared, sql);
  expect(await ask(migrated.ownerUrl, COLUMNS)).toEqual(await ask(declared, COLUMNS));
  expect(await ask(migrated.ownerUrl, CONSTRAINTS)).toEqual(await ask(declared, CONSTRAINTS));
});
