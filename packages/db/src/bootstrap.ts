import { randomBytes } from "node:crypto";
import pg from "pg";
import { applyMigrations } from "./schema-engine.ts";

/** Where each process connects: one login per role, none of which can bypass row-level security. */
export type RoleUrls = { appUrl: string; systemUrl: string; queueUrl: string };
export type RolePasswords = { app: string; system: string; queue: string };

export const QUEUE_SCHEMA = "counterfoil_queue";

/** BullMQ says CREATE SCHEMA IF NOT EXISTS before it migrates its own, for which PostgreSQL wants this right even when it is there. */
export const LET_QUEUE_MIGRATE = `DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO counterfoil_queue', current_database()); END $$`;

export function generateRolePasswords(): RolePasswords {
  const password = () => randomBytes(24).toString("hex");
  return { app: password(), system: password(), queue: password() };
}

/**
 * Brings a database to the state the processes expect: group roles, one login each, the queue's schema, every migration.
 * Runs as the owner; idempotent, and safe when several run at once. Returns the names of the migrations it applied.
 */
export async function bootstrap(input: {
  ownerUrl: string;
  passwords: RolePasswords;
  migrationsDir: string;
}): Promise<{ urls: RoleUrls; applied: string[] }> {
  const client = new pg.Client({ connectionString: input.ownerUrl });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtext('counterfoil bootstrap'))");
    await createRoles(client, input.passwords);
    const applied = await applyMigrations({
      connectionString: input.ownerUrl,
      migrationsDir: input.migrationsDir,
    });
    return { urls: roleUrls(input.ownerUrl, input.passwords), applied };
  } finally {
    await client.end();
  }
}

/** The same server and database, under each login. */
export function roleUrls(ownerUrl: string, passwords: RolePasswords): RoleUrls {
  const as = (role: keyof RolePasswords) => {
    const url = new URL(ownerUrl);
    url.username = `counterfoil_${role}_login`;
    url.password = passwords[role];
    return url.href;
  };
  return { appUrl: as("app"), systemUrl: as("system"), queueUrl: as("queue") };
}

async function createRoles(client: pg.Client, passwords: RolePasswords): Promise<void> {
  for (const role of ["app", "system", "queue"] as const) {
    const group = `counterfoil_${role}`;
    const login = `${group}_login`;
    await client.query(
      `DO $$ BEGIN CREATE ROLE ${group} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    );
    await client.query(
      `DO $$ BEGIN CREATE ROLE ${login} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    );
    // Their other attributes are CREATE ROLE's defaults: naming NOSUPERUSER takes a superuser, which a hosted owner is not.
    await client.query(`ALTER ROLE ${login} WITH LOGIN PASSWORD ${client.escapeLiteral(passwords[role])}`);
    await client.query(`GRANT ${group} TO ${login}`);
  }
  await client.query("GRANT counterfoil_queue, counterfoil_queue_login TO CURRENT_USER");
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${QUEUE_SCHEMA} AUTHORIZATION counterfoil_queue_login`);
  await client.query("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
  await client.query(LET_QUEUE_MIGRATE);
}
