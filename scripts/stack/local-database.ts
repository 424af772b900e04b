import path from "node:path";
import { bootstrap, type RoleUrls } from "@counterfoil/db/bootstrap";
import { startEmbeddedPostgres } from "@counterfoil/db/embedded-postgres";
import { localSecrets } from "./secrets.ts";

export type LocalDatabase = {
  urls: RoleUrls;
  applied: string[];
  stop(): Promise<void>;
  /** Throws where the server is not ours to restart. */
  restart(how: "fast" | "immediate"): Promise<void>;
};

/** `DATABASE_URL` when it is set, else an embedded server under `dataDir`; roles and migrations as the processes expect them. */
export async function localDatabase(input: {
  dataDir: string;
  root: string;
  durable: boolean;
  /** Nobody else uses this folder: a server that a killed run left behind is ended with ours. */
  takesOver: boolean;
}): Promise<LocalDatabase> {
  const { passwords } = await localSecrets(input.dataDir);
  const external = process.env.DATABASE_URL;
  const server = external
    ? { connectionString: external, stop: async () => {}, restart: notOurs }
    : await startEmbeddedPostgres({
        dataDir: path.join(input.dataDir, "postgres"),
        durable: input.durable,
        takesOver: input.takesOver,
      });
  try {
    const migrationsDir = path.join(input.root, "prisma/migrations");
    const { urls, applied } = await bootstrap({
      ownerUrl: server.connectionString,
      passwords,
      migrationsDir,
    });
    const given = {
      appUrl: process.env.APP_DATABASE_URL ?? urls.appUrl,
      systemUrl: process.env.SYSTEM_DATABASE_URL ?? urls.systemUrl,
      queueUrl: process.env.QUEUE_DATABASE_URL ?? urls.queueUrl,
    };
    return { urls: given, applied, stop: server.stop, restart: server.restart };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function notOurs(): Promise<never> {
  throw new Error("The server in DATABASE_URL is not ours to restart.");
}
