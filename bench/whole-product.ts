import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbeddedPostgres } from "@counterfoil/db/embedded-postgres";
import { createBinding } from "@counterfoil/services/binding/create-binding";
import { getBinding } from "@counterfoil/services/binding/get-binding";
import { startBinding } from "@counterfoil/services/binding/start-binding";
import type { Actor, ServiceContext } from "@counterfoil/services/context";
import { savePolicy } from "@counterfoil/services/policy/save-policy";
import { createMetrics } from "@counterfoil/telemetry/metrics";
import { createContext } from "@counterfoil/worker/context";
import { readEnv } from "@counterfoil/worker/env";
import pg from "pg";
import { callSimulator } from "../apps/worker/test/call-simulator.ts";
import { consent, pair, signUpOwner } from "../apps/worker/test/onboard.ts";
import { until } from "../apps/worker/test/until.ts";
import { freePorts } from "../scripts/stack/ports.ts";
import { type Stack, startStack } from "../scripts/stack/start-stack.ts";

export type WholeProduct = {
  stack: Stack;
  /** Everything it keeps, the database included. */
  dataDir: string;
  ctx: ServiceContext;
  /** Rows and counts over all tenants, by the system's own login. */
  rows(sql: string): Promise<Record<string, unknown>[]>;
  count(sql: string, values?: unknown[]): Promise<number>;
  /** Upkeep that only the owner may do. */
  asOwner(sql: string): Promise<void>;
  xero(path: string, body?: unknown): Promise<unknown>;
  magento(path: string, body?: unknown): Promise<unknown>;
};

/** The product as it runs in production, every process its own, against both simulators; thrown away afterwards. */
export async function withWholeProduct(
  input: {
    timeScale: number;
    workers?: number;
    workerVariables?: Record<string, string>;
    dashboard?: "built";
  },
  run: (product: WholeProduct) => Promise<void>,
): Promise<void> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "counterfoil-bench-"));
  const stopping = new AbortController();
  const stack = await startStack({
    dashboard: "none",
    ...input,
    workerVariables: { LOG_LEVEL: "warn", ...input.workerVariables },
    dataDir,
    ports: await freePorts(),
    durable: true,
    keepsBooks: false,
    onProgress: (line) => say(`  ${line}`),
    signal: stopping.signal,
  });
  const env = readEnv({ ...stack.variables, NODE_ENV: "test", PORT: "0", LOG_LEVEL: "silent" });
  const ctx = await createContext(env, createMetrics({ process: "bench", withDefaults: false }));
  try {
    await run({
      stack,
      dataDir,
      ctx,
      rows: async (sql) => (await ctx.db.system.query<Record<string, unknown>>(sql)).rows,
      count: async (sql, values = []) => {
        const { rows } = await ctx.db.system.query<{ count: string }>(sql, values);
        return Number(rows[0]?.count ?? 0);
      },
      asOwner: (sql) => asOwner(dataDir, sql),
      xero: (route, body) => callSimulator(`${stack.xeroUrl}/__sim/${route}`, body),
      magento: (route, body) => callSimulator(`${stack.magentoUrl}/__sim/${route}`, body),
    });
  } finally {
    await ctx.db.close();
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The stack's own server runs on this folder already, unless there is one of the machine's. */
async function asOwner(dataDir: string, sql: string): Promise<void> {
  const connectionString =
    process.env.DATABASE_URL ??
    (await startEmbeddedPostgres({ dataDir: path.join(dataDir, "postgres"), durable: true }))
      .connectionString;
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A merchant with one store and one organisation, syncing everything, whose card payments go to the bank account. */
export async function startMerchant(
  { ctx }: Pick<WholeProduct, "ctx">,
  input: { email: string; magentoUrl: string; xeroTenantId: string },
): Promise<{ actor: Actor; bindingId: string; storeId: string }> {
  const actor = await signUpOwner(ctx, input.email);
  const storeId = await pair(ctx, { actor, magentoUrl: input.magentoUrl });
  const organisationId = await consent(ctx, actor, input.xeroTenantId);
  const { bindingId } = await createBinding(ctx, actor, { storeId, organisationId, invoiceNumberPrefix: "" });
  const { version, bank } = await until("the organisation's lists are read", async () => {
    const { settings, reference, paymentAccounts } = await getBinding(ctx, actor, { bindingId });
    const account = paymentAccounts.find(({ name }) => /bank/i.test(name));
    return reference.isComplete && settings.version > 1 && account
      ? { version: settings.version, bank: account.id }
      : false;
  });
  const changes = { paymentMethodMap: { [CARD]: bank } };
  await savePolicy(ctx, actor, { bindingId, baseVersion: version, changes });
  await startBinding(ctx, actor, { bindingId, since: "everything" });
  return { actor, bindingId, storeId };
}

/** A gateway's method code, whose "paid" is money. */
export const CARD = "stripe_payments";

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
