import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { bootstrap, generateRolePasswords } from "@counterfoil/db/bootstrap";
import { startEmbeddedPostgres } from "@counterfoil/db/embedded-postgres";
import { TEST_CLUSTER_VARIABLE, type TestCluster, withDatabase } from "@counterfoil/db/test-database";
import pg from "pg";

const TEMPLATE = "counterfoil_template";

/**
 * Starts one PostgreSQL for the run and migrates a template that every test file clones.
 * @public named as a global set-up in vitest.config.ts
 */
export default async function setup(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "counterfoil-test-"));
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  const stop = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const client = new pg.Client({ connectionString: server.connectionString });
    await client.connect();
    await client.query(`CREATE DATABASE ${TEMPLATE}`);
    await client.end();
    const passwords = generateRolePasswords();
    const ownerUrl = withDatabase(server.connectionString, TEMPLATE);
    await bootstrap({ ownerUrl, passwords, migrationsDir: path.resolve("prisma/migrations") });
    const cluster: TestCluster = { ownerUrl: server.connectionString, templateName: TEMPLATE, passwords };
    process.env[TEST_CLUSTER_VARIABLE] = JSON.stringify(cluster);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}
