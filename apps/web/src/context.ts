import { durations } from "@counterfoil/core/retry";
import { openDatabase } from "@counterfoil/db/database";
import { createStorefront } from "@counterfoil/magento/storefront";
import type { ServiceContext } from "@counterfoil/services/context";
import { createLogger } from "@counterfoil/telemetry/log";
import { createXeroApps } from "@counterfoil/xero/xero-apps";
import { createMailer } from "./create-mailer.ts";
import { env } from "./env.ts";

const DATABASE_POOL = 10;

// One pool per process, also when a development server loads this file anew.
const cache = globalThis as { counterfoilContext?: Promise<ServiceContext> };

/** The composition root: built on the first request, never while building. A failure is not kept, so that the next request tries again. */
export function context(): Promise<ServiceContext> {
  cache.counterfoilContext ??= createContext().catch((error: unknown) => {
    delete cache.counterfoilContext;
    throw error;
  });
  return cache.counterfoilContext;
}

async function createContext(): Promise<ServiceContext> {
  const settings = env();
  const now = () => new Date();
  const scaled = durations(settings.TIME_SCALE);
  const db = await openDatabase({
    appUrl: settings.APP_DATABASE_URL,
    systemUrl: settings.SYSTEM_DATABASE_URL,
    poolMax: DATABASE_POOL,
  });
  return {
    db,
    ...createMailer(settings, db),
    keyRing: settings.ENCRYPTION_KEYS,
    now,
    random: Math.random,
    durations: scaled,
    publicUrl: settings.PUBLIC_URL,
    storefront: createStorefront({
      timeoutMs: scaled.storeCallTimeoutMs,
      allowPrivateUrls: settings.ALLOW_PRIVATE_STORE_URLS,
      now,
    }),
    ...createXeroApps(settings, {
      callTimeoutMs: scaled.ledgerCallTimeoutMs,
      identityTimeoutMs: scaled.refreshCallMs,
    }),
    log: createLogger({ name: "web", level: settings.LOG_LEVEL }),
  };
}
