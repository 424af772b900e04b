import { durations } from "@counterfoil/core/retry";
import { openDatabase } from "@counterfoil/db/database";
import { createStorefront } from "@counterfoil/magento/storefront";
import type { ServiceContext } from "@counterfoil/services/context";
import { createLogger } from "@counterfoil/telemetry/log";
import type { Metrics } from "@counterfoil/telemetry/metrics";
import { createXeroApps } from "@counterfoil/xero/xero-apps";
import { countLedgerCalls, countStoreCalls } from "./count-calls.ts";
import type { WorkerEnv } from "./env.ts";

const DATABASE_POOL = 14;

/** The worker's composition root. */
export async function createContext(env: WorkerEnv, metrics: Metrics): Promise<ServiceContext> {
  const scaled = durations(env.TIME_SCALE);
  const now = () => new Date();
  const db = await openDatabase({
    appUrl: env.APP_DATABASE_URL,
    systemUrl: env.SYSTEM_DATABASE_URL,
    poolMax: DATABASE_POOL,
  });
  const storefront = createStorefront({
    timeoutMs: scaled.storeCallTimeoutMs,
    allowPrivateUrls: env.ALLOW_PRIVATE_STORE_URLS,
    now,
  });
  const { ledger, identity } = createXeroApps(env, {
    callTimeoutMs: scaled.ledgerCallTimeoutMs,
    identityTimeoutMs: scaled.refreshCallMs,
  });
  return {
    db,
    keyRing: env.ENCRYPTION_KEYS,
    now,
    random: Math.random,
    durations: scaled,
    publicUrl: env.PUBLIC_URL,
    storefront: countStoreCalls(storefront, metrics),
    ledger: {
      production: countLedgerCalls(ledger.production, metrics),
      sandbox: countLedgerCalls(ledger.sandbox, metrics),
    },
    identity,
    callsAMinute: env.XERO_CALLS_A_MINUTE,
    log: createLogger({ name: "worker", level: env.LOG_LEVEL }),
    countSettled: ({ kind, outcome, reason }) =>
      metrics.documents.inc({ kind, outcome, reason: reason ?? "" }),
    countRefresh: (result) => metrics.refreshes.inc({ result }),
  };
}
