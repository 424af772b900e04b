import { randomBytes, randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { openSecret, parseKeyRing, sealSecret } from "@counterfoil/db/sealed-secret";
import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { deriveKeys } from "@counterfoil/magento/derive-keys";
import { signToken } from "@counterfoil/magento/sign-token";
import { createLogger } from "@counterfoil/telemetry/log";
import { type ApiContext, createContext } from "../src/context.ts";
import { createApi } from "../src/server.ts";

export const ENCRYPTION_KEYS = `test:${"ab".repeat(32)}`;

export const PRODUCTION_WEBHOOK_KEY = "the production app's webhook key";
export const SANDBOX_WEBHOOK_KEY = "the sandbox app's webhook key";

export type RunningApi = {
  url: string;
  ctx: ApiContext;
  testDatabase: TestDatabase;
  /** Everything that was logged, as text. */
  logged(): string;
  /** Moves the API's clock. */
  advance(ms: number): void;
  /** Stops the API as its process would; the database stays. */
  stop(): Promise<void>;
  close(): Promise<void>;
};

/** The real API on a free port, over a database of its own. */
export async function startApi(): Promise<RunningApi> {
  const testDatabase = await createTestDatabase(4);
  const lines: string[] = [];
  let shiftMs = 0;
  const ctx = await createContext(
    {
      APP_DATABASE_URL: testDatabase.urls.appUrl,
      SYSTEM_DATABASE_URL: testDatabase.urls.systemUrl,
      ENCRYPTION_KEYS,
      PUBLIC_URL: "http://127.0.0.1:3000",
      XERO_WEBHOOK_KEY: PRODUCTION_WEBHOOK_KEY,
      XERO_SANDBOX_WEBHOOK_KEY: SANDBOX_WEBHOOK_KEY,
      TIME_SCALE: 1,
      LOG_LEVEL: "info",
    },
    {
      now: () => new Date(Date.now() + shiftMs),
      log: createLogger({
        name: "api",
        level: "debug",
        destination: { write: (line) => void lines.push(line) },
      }),
    },
  );
  const app = await createApi(ctx);
  await app.listen({ port: 0, host: "127.0.0.1" });
  let stopped: Promise<void> | null = null;
  const stop = () => {
    stopped ??= app.close().then(() => ctx.close());
    return stopped;
  };
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    ctx,
    testDatabase,
    logged: () => lines.join(""),
    advance: (ms) => {
      shiftMs += ms;
    },
    stop,
    close: async () => {
      await stop();
      await testDatabase.drop();
    },
  };
}

export type TestStore = { tenantId: string; userId: string; storeId: string; apiKey: string };

/** A tenant with one owner, and a store of it that was paired. */
export async function createStore(api: RunningApi): Promise<TestStore> {
  const { tenantId, userId } = await createTenant(api);
  const storeId = randomUUID();
  const system = api.testDatabase.database.system;
  await system.query(
    `INSERT INTO store (id, tenant_id, code, base_url, status, guest_secret_sealed, paired_at)
     VALUES ($1, $2, $3, $4, 'active', 'unused', now())`,
    [storeId, tenantId, randomBytes(4).toString("hex").toUpperCase(), `https://${storeId}.example`],
  );
  const apiKey = await saveKey(api, { tenantId, storeId, slot: "current" });
  return { tenantId, userId, storeId, apiKey };
}

export async function createTenant(
  api: RunningApi,
  plan = "growth",
): Promise<{ tenantId: string; userId: string }> {
  const system = api.testDatabase.database.system;
  const tenant = await system.query<{ id: string }>(
    "INSERT INTO tenant (name, plan) VALUES ('Fern & Flint', $1) RETURNING id",
    [plan],
  );
  const user = await system.query<{ id: string }>(
    "INSERT INTO app_user (email, name, password_hash) VALUES ($1, 'Robin', 'unused') RETURNING id",
    [`${randomUUID()}@example.com`],
  );
  const [tenantId, userId] = [tenant.rows[0]?.id ?? "", user.rows[0]?.id ?? ""];
  await system.query("INSERT INTO member (tenant_id, user_id, role) VALUES ($1, $2, 'owner')", [
    tenantId,
    userId,
  ]);
  return { tenantId, userId };
}

/** Saves a new key in a slot and returns it. */
export async function saveKey(
  api: RunningApi,
  key: { tenantId: string; storeId: string; slot: "pending" | "current" | "previous"; expiresAt?: Date },
): Promise<string> {
  const id = randomUUID();
  const apiKey = randomBytes(32).toString("hex");
  const sealed = sealSecret(
    parseKeyRing(ENCRYPTION_KEYS),
    { tenantId: key.tenantId, rowId: id, column: "sealed" },
    apiKey,
  );
  await api.testDatabase.database.system.query(
    `INSERT INTO store_key (id, tenant_id, store_id, slot, sealed, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (store_id, slot) DO UPDATE SET id = excluded.id, sealed = excluded.sealed, expires_at = excluded.expires_at`,
    [id, key.tenantId, key.storeId, key.slot, sealed, key.expiresAt ?? null],
  );
  return apiKey;
}

export async function keysOf(api: RunningApi, store: TestStore): Promise<Record<string, string>> {
  const { rows } = await api.testDatabase.database.system.query<{ id: string; slot: string; sealed: string }>(
    "SELECT id, slot, sealed FROM store_key WHERE store_id = $1",
    [store.storeId],
  );
  const open = (row: { id: string; sealed: string }) =>
    openSecret(
      parseKeyRing(ENCRYPTION_KEYS),
      { tenantId: store.tenantId, rowId: row.id, column: "sealed" },
      row.sealed,
    );
  return Object.fromEntries(rows.map((row) => [row.slot, open(row)]));
}

/** A token as the module signs it; anything may be changed. */
export function tokenOf(
  store: { storeId: string; apiKey: string },
  changes: Record<string, unknown> = {},
): string {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const claims = {
    iss: "magento",
    sub: store.storeId,
    aud: "byte8-ledger",
    iat: nowSeconds,
    nbf: nowSeconds,
    exp: nowSeconds + 60,
    jti: randomUUID(),
    ...changes,
  };
  return signToken(claims, deriveKeys(store.apiKey).outbound);
}

export const thinEvent = (id: number, changes: Record<string, unknown> = {}) => ({
  magento_entity_id: id,
  website_id: 1,
  store_id: 1,
  occurred_at: "2026-11-02T03:04:05Z",
  payload: { increment_id: `0000000${id}`, paid: true },
  ...changes,
});

export type Answer = { status: number; headers: Headers; body: Record<string, unknown>; text: string };

/** Publishes an event as the module does. */
export function publish(
  api: RunningApi,
  store: { storeId: string; apiKey: string },
  options: {
    event?: string;
    id?: number;
    body?: unknown;
    raw?: string | Buffer<ArrayBuffer>;
    token?: string;
    key?: string | null;
    headers?: Record<string, string>;
    query?: string;
  } = {},
): Promise<Answer> {
  const { event = "invoice.created", id = 42, key = `${event}:${id}` } = options;
  return ask(`${api.url}/webhooks/magento/${store.storeId}/${event}${options.query ?? ""}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${options.token ?? tokenOf(store)}`,
      "content-type": "application/json",
      ...(key === null ? {} : { "idempotency-key": key }),
      ...options.headers,
    },
    body: options.raw ?? JSON.stringify(options.body ?? thinEvent(id)),
  });
}

export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
    text,
  };
}

export async function eventsOf(
  api: RunningApi,
  store: TestStore,
): Promise<{ id: string; name: string; state: string; payload: unknown }[]> {
  const { rows } = await api.testDatabase.database.system.query(
    "SELECT id, name, state, payload FROM event WHERE store_id = $1 ORDER BY accepted_at, id",
    [store.storeId],
  );
  return rows;
}
