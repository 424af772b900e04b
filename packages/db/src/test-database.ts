import { randomBytes } from "node:crypto";
import pg from "pg";
import { LET_QUEUE_MIGRATE, type RolePasswords, type RoleUrls, roleUrls } from "./bootstrap.ts";
import { type Database, openDatabase } from "./database.ts";

/** What the test run's set-up hands to every test file: a server with a migrated template to clone. */
export type TestCluster = { ownerUrl: string; templateName: string; passwords: RolePasswords };

export const TEST_CLUSTER_VARIABLE = "COUNTERFOIL_TEST_CLUSTER";

export type TestDatabase = { database: Database; urls: RoleUrls; ownerUrl: string; drop(): Promise<void> };

/** A database of its own for one test file, cloned from the migrated template in some 50 ms. */
export async function createTestDatabase(poolMax = 10): Promise<TestDatabase> {
  const text = process.env[TEST_CLUSTER_VARIABLE];
  if (!text)
    throw new Error("No test cluster: run the tests with `npx vitest run` from the top of the repository.");
  const cluster = JSON.parse(text) as TestCluster;
  const name = `test_${randomBytes(8).toString("hex")}`;
  await asOwner(cluster.ownerUrl, (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${cluster.templateName}`),
  );
  const ownerUrl = withDatabase(cluster.ownerUrl, name);
  // A clone has the template's tables and rights on them, but not the rights on the database itself.
  await asOwner(ownerUrl, (client) => client.query(LET_QUEUE_MIGRATE));
  const urls = roleUrls(ownerUrl, cluster.passwords);
  const database = await openDatabase({ ...urls, poolMax });
  return {
    database,
    urls,
    ownerUrl,
    drop: async () => {
      await database.close();
      await asOwner(cluster.ownerUrl, (client) =>
        client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
      );
    },
  };
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function asOwner(
  connectionString: string,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
