import { durations } from "@counterfoil/core/retry";
import { openDatabase } from "@counterfoil/db/database";
import { parseKeyRing } from "@counterfoil/db/sealed-secret";
import { deriveKeys } from "@counterfoil/magento/derive-keys";
import type { Environment, ServiceContext } from "@counterfoil/services/context";
import { createEventAcceptor, type EventAcceptor } from "@counterfoil/services/event/accept-events";
import { createStoreKeyCache, type StoreKeyCache } from "@counterfoil/services/store/store-key-cache";
import { createLogger, type Log } from "@counterfoil/telemetry/log";
import type { ApiEnv } from "./env.ts";
import { createWorkNotifier } from "./work-notifier.ts";

/** What the routes reach: no store and no Xero is called from here. */
export type ApiContext = Pick<ServiceContext, "db" | "keyRing" | "now" | "durations" | "publicUrl"> & {
  log: Log;
  acceptor: EventAcceptor;
  storeKeys: StoreKeyCache;
  /** What Xero signs its webhooks with, for each of our apps that has one. */
  xeroWebhookKeys: readonly { environment: Environment; key: string }[];
  /** There is something to do; heard at most every 50 ms. */
  wakeWorker(): void;
  /** Waits for what is under way, then gives every connection back. */
  close(): Promise<void>;
};

/** The composition root: ten connections in all, nine in the two pools and one that notifies. */
export async function createContext(
  env: Pick<
    ApiEnv,
    "APP_DATABASE_URL" | "SYSTEM_DATABASE_URL" | "ENCRYPTION_KEYS" | "PUBLIC_URL" | "TIME_SCALE" | "LOG_LEVEL"
  > &
    Partial<Pick<ApiEnv, "XERO_WEBHOOK_KEY" | "XERO_SANDBOX_WEBHOOK_KEY">>,
  overrides: { now?: () => Date; log?: Log } = {},
): Promise<ApiContext> {
  const db = await openDatabase({
    appUrl: env.APP_DATABASE_URL,
    systemUrl: env.SYSTEM_DATABASE_URL,
    poolMax: 9,
  });
  const base = {
    db,
    keyRing: parseKeyRing(env.ENCRYPTION_KEYS),
    now: overrides.now ?? (() => new Date()),
    durations: durations(env.TIME_SCALE),
    publicUrl: env.PUBLIC_URL,
  };
  const notifier = createWorkNotifier({
    connectionString: env.APP_DATABASE_URL,
    everyMs: base.durations.notifyMs,
  });
  const acceptor = createEventAcceptor({
    app: db.app,
    notify: notifier.notify,
    replayWindowMs: base.durations.eventKeyWindowMs,
  });
  return {
    ...base,
    log: overrides.log ?? createLogger({ name: "api", level: env.LOG_LEVEL }),
    acceptor,
    xeroWebhookKeys: [
      { environment: "production" as const, key: env.XERO_WEBHOOK_KEY },
      { environment: "sandbox" as const, key: env.XERO_SANDBOX_WEBHOOK_KEY },
    ].flatMap(({ environment, key }) => (key === undefined ? [] : [{ environment, key }])),
    wakeWorker: notifier.notify,
    storeKeys: createStoreKeyCache(base, { deriveVerifyingKey: (apiKey) => deriveKeys(apiKey).outbound }),
    close: async () => {
      await acceptor.idle();
      await notifier.close();
      await db.close();
    },
  };
}
