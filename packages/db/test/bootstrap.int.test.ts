import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bootstrap } from "../src/bootstrap.ts";
import {
  createTestDatabase,
  TEST_CLUSTER_VARIABLE,
  type TestCluster,
  type TestDatabase,
} from "../src/test-database.ts";

let migrated: TestDatabase;
beforeAll(async () => {
  migrated = await createTestDatabase();
});
afterAll(() => migrated.drop());

test("bootstrapping again changes nothing, also when two do it at once", async () => {
  const { passwords } = JSON.parse(process.env[TEST_CLUSTER_VARIABLE] ?? "") as TestCluster;
  const again = () =>
    bootstrap({ ownerUrl: migrated.ownerUrl, passwords, migrationsDir: path.resolve("prisma/migrations") });
  const [one, two] = await Promise.all([again(), again()]);
  expect(one.applied).toEqual([]);
  expect(two.applied).toEqual([]);
  const client = new pg.Client({ connectionString: one.urls.queueUrl });
  await client.connect();
  const { rows } = await client.query<{ tables: number }>(
    "SELECT count(*)::int AS tables FROM information_schema.table_privileges WHERE grantee = 'counterfoil_queue' AND table_schema = 'public'",
  );
  await client.end();
  expect(rows, "the queue's login reaches none of our tables").toEqual([{ tables: 0 }]);
});
