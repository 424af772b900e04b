import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type Prisma, PrismaClient } from "./generated/client.ts";
import { retryDeadlock } from "./retry-deadlock.ts";

declare const systemDoor: unique symbol;

/** The door past tenancy. Opened only by the named queries of `system/`. */
export type SystemDoor = {
  query: pg.Pool["query"];
  connect: pg.Pool["connect"];
  readonly [systemDoor]: true;
};

/** A connection inside a tenant's transaction. */
export type TenantClient = pg.PoolClient;

export type TenantTransaction = Prisma.TransactionClient;

export type Database = {
  /** One transaction in which only this tenant's rows exist. It begins again after a deadlock, so no HTTP call belongs inside it. */
  withTenant<T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>): Promise<T>;
  /** The same on a bare connection, for statements over sets of rows. */
  withTenantSql<T>(tenantId: string, work: (client: TenantClient) => Promise<T>): Promise<T>;
  /** The app role's pool, without a tenant: sees no row. For accept_events, which names the tenant itself. */
  app: pg.Pool;
  system: SystemDoor;
  close(): Promise<void>;
};

/**
 * Opens the app's and the system's pools; `poolMax` is split between them.
 * Throws when a login could bypass row-level security: every isolation promise would be empty then.
 */
export async function openDatabase(input: {
  appUrl: string;
  systemUrl: string;
  poolMax: number;
}): Promise<Database> {
  const app = pool(input.appUrl, Math.max(2, Math.ceil(input.poolMax * 0.6)));
  const system = pool(input.systemUrl, Math.max(2, Math.floor(input.poolMax * 0.4)));
  const prisma = new PrismaClient({ adapter: new PrismaPg(app) });
  const close = async () => {
    await prisma.$disconnect();
    await Promise.all([app, system].filter((each) => !each.ended).map((each) => each.end()));
  };
  try {
    await assertUnprivileged(app, "counterfoil_app");
    await assertUnprivileged(system, "counterfoil_system");
  } catch (error) {
    await close();
    throw error;
  }
  return {
    withTenant: (tenantId, work) =>
      retryDeadlock(() =>
        prisma.$transaction(
          async (tx) => {
            await tx.$executeRaw`SELECT set_config('app.tenant_id', ${tenantId}, true)`;
            return work(tx);
          },
          { timeout: 15_000, maxWait: 10_000 },
        ),
      ),
    withTenantSql: (tenantId, work) => retryDeadlock(() => inTenantTransaction(app, tenantId, work)),
    app,
    system: system as unknown as SystemDoor,
    close,
  };
}

/** Refuses superusers, BYPASSRLS, table owners and logins that are not in the expected group. */
export async function assertUnprivileged(connection: pg.Pool | pg.Client, group: string): Promise<void> {
  const { rows } = await connection.query<{
    name: string;
    privileged: boolean;
    owns: boolean;
    member: boolean;
  }>(
    `SELECT current_user AS name,
            (SELECT bool_or(rolsuper OR rolbypassrls) FROM pg_roles WHERE pg_has_role(current_user, oid, 'USAGE')) AS privileged,
            EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(current_user, tableowner, 'USAGE')) AS owns,
            pg_has_role(current_user, $1, 'USAGE') AS member`,
    [group],
  );
  const role = rows[0];
  if (!role || role.privileged || role.owns || !role.member)
    throw new Error(
      `Refusing to work as the database role "${role?.name}": it is a superuser, owns tables, bypasses row-level security or is not in ${group}. Use the logins that bootstrap created.`,
    );
}

function pool(connectionString: string, max: number): pg.Pool {
  const made = new pg.Pool({ connectionString, max, idleTimeoutMillis: 30_000 });
  // A connection that the server closes is replaced by the pool, and its query rejects; without listeners on the pool and on
  // each connection that is out on loan it would end the process.
  made.on("error", () => {});
  made.on("connect", (client) => client.on("error", () => {}));
  return made;
}

async function inTenantTransaction<T>(
  from: pg.Pool,
  tenantId: string,
  work: (client: TenantClient) => Promise<T>,
): Promise<T> {
  const client = await from.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    await client.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
