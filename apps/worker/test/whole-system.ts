import type { AddressInfo } from "node:net";
import { createContext as createApiContext } from "@counterfoil/api/context";
import { createApi } from "@counterfoil/api/server";
import { createTestDatabase } from "@counterfoil/db/test-database";
import { createMagentoSimulator } from "@counterfoil/magento-simulator/server";
import { createBinding } from "@counterfoil/services/binding/create-binding";
import { startBinding } from "@counterfoil/services/binding/start-binding";
import { completeConsent } from "@counterfoil/services/connection/complete-consent";
import { startConsent } from "@counterfoil/services/connection/start-consent";
import type { Actor, ServiceContext } from "@counterfoil/services/context";
import { signUp } from "@counterfoil/services/member/sign-up";
import { connectStore } from "@counterfoil/services/pairing/connect-store";
import { DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from "@counterfoil/xero-simulator/options";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { createXeroSimulator } from "@counterfoil/xero-simulator/server";
import { createContext } from "../src/context.ts";
import { readEnv, type WorkerEnv } from "../src/env.ts";

/** How much faster than the world the tests live: a lease of 30 s lasts 1.5 s. */
const TIME_SCALE = 20;

export type WholeSystem = Awaited<ReturnType<typeof startWholeSystem>>;

/** Both simulators, the API and a database of its own; the worker is the test's to start, stop and kill. */
export async function startWholeSystem(options: { seed?: string; overrides?: Record<string, string> } = {}) {
  const database = await createTestDatabase();
  const xero = await createXeroSimulator({ timeScale: TIME_SCALE });
  const xeroOrigin = await xero.listen();
  const magento = createMagentoSimulator({ seed: options.seed ?? "whole", outboxTickMs: 0 });
  const magentoUrl = await magento.listen();
  const common = {
    APP_DATABASE_URL: database.urls.appUrl,
    SYSTEM_DATABASE_URL: database.urls.systemUrl,
    ENCRYPTION_KEYS: `test:${"ab".repeat(32)}`,
    PUBLIC_URL: "http://127.0.0.1:1",
  };
  const api = await createApiContext({ ...common, TIME_SCALE, LOG_LEVEL: "silent" });
  const server = await createApi(api);
  await server.listen({ port: 0, host: "127.0.0.1" });
  const publicUrl = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const variables: Record<string, string> = {
    ...common,
    TIME_SCALE: String(TIME_SCALE),
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? "silent",
    NODE_ENV: "test",
    PORT: "0",
    PUBLIC_URL: publicUrl,
    QUEUE_DATABASE_URL: database.urls.queueUrl,
    ALLOW_PRIVATE_STORE_URLS: "true",
    XERO_SANDBOX_CLIENT_ID: DEFAULT_CLIENT_ID,
    XERO_SANDBOX_CLIENT_SECRET: DEFAULT_CLIENT_SECRET,
    XERO_SANDBOX_ORIGIN: xeroOrigin,
    ...options.overrides,
  };
  const env: WorkerEnv = readEnv(variables);
  const ctx: ServiceContext = await createContext(env);
  const { system: door } = database.database;
  return {
    database,
    ctx,
    env,
    variables,
    xero,
    magento,
    control: (path: string, body?: unknown) => call(`${magentoUrl}/__sim/${path}`, body),
    xeroControl: (path: string, body?: unknown) => call(`${xeroOrigin}/__sim/${path}`, body),
    books: async () =>
      (await call(`${xeroOrigin}/__sim/organisations/${UK_ORGANISATION_ID}/ledger`)) as Books,
    documents: async () => (await door.query<DocumentRow>(DOCUMENTS)).rows,
    rows: async <T extends Record<string, unknown>>(sql: string) => (await door.query<T>(sql)).rows,
    /** Signs up, pairs, consents and binds, as a merchant would. Syncing is not started. */
    onboard: () => onboard(ctx, magentoUrl),
    stop: async () => {
      await server.close();
      await api.close();
      await ctx.db.close();
      await magento.close();
      await xero.close();
      await database.drop();
    },
  };
}

export type Books = {
  contacts: { contactId: string; contactNumber: string | null; name: string }[];
  invoices: (BookDocument & { invoiceNumber: string })[];
  creditNotes: (BookDocument & { creditNoteNumber: string })[];
};
export type BookDocument = { status: string; total: string; totalTax: string; currencyCode: string };

export type DocumentRow = {
  increment_id: string;
  kind: "invoice" | "creditmemo";
  state: string;
  reason: string | null;
  params: Record<string, unknown>;
  check: { outcome: string } | null;
  grand_total: string;
  number: string | null;
  xero_number: string | null;
  xero_total: string | null;
};

const DOCUMENTS = `
  SELECT d.increment_id, d.kind, d.state, d.reason, d.reason_params AS params, d."check", d.grand_total, p.number, p.xero_number, p.xero_total
  FROM document d LEFT JOIN posting p ON p.document_id = d.id AND p.kind IN ('invoice', 'credit_note') ORDER BY d.created_at, d.id`;

export type Onboarded = { actor: Actor; storeId: string; bindingId: string };

async function onboard(ctx: ServiceContext, magentoUrl: string): Promise<Onboarded> {
  const password = "correct horse battery staple";
  const made = await signUp(ctx, {
    email: "owner@example.com",
    password,
    name: "Olive Owner",
    company: "Acme",
  });
  const actor: Actor = { userId: made.userId, tenantId: made.tenantId, role: "owner" };
  const { code } = (await call(`${magentoUrl}/__sim/pairing-code`, {})) as { code: string };
  const paired = await connectStore(ctx, actor, { baseUrl: magentoUrl, pairingCode: code });
  if (!paired.ok) throw new Error(paired.sentence);
  const organisationId = await consent(ctx, actor);
  const { bindingId } = await createBinding(ctx, actor, { storeId: paired.storeId, organisationId });
  return { actor, storeId: paired.storeId, bindingId };
}

/** Presses "Allow access" as a person would; answers our id of the organisation. */
export async function consent(
  ctx: ServiceContext,
  actor: Actor,
  xeroTenantId = UK_ORGANISATION_ID,
): Promise<string> {
  // Xero takes http redirects to localhost only. Nothing listens there: the answer is handed on here.
  const local: ServiceContext = { ...ctx, publicUrl: "http://localhost:3000" };
  const { url } = await startConsent(local, actor, {});
  const page = await (await fetch(url)).text();
  const fields = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(
    ([, name = "", value = ""]): [string, string] => [name, value.replaceAll("&amp;", "&")],
  );
  const { origin, pathname } = new URL(url);
  const body = new URLSearchParams([...fields, ["organisation", xeroTenantId], ["decision", "allow"]]);
  const answer = await fetch(origin + pathname, { method: "POST", redirect: "manual", body });
  const back = new URL(answer.headers.get("location") ?? "missing:");
  const outcome = await completeConsent(local, actor, {
    state: back.searchParams.get("state"),
    code: back.searchParams.get("code"),
    error: back.searchParams.get("error"),
  });
  if (outcome.outcome !== "connected") throw new Error(outcome.sentence);
  const organisation = outcome.organisations[0];
  if (!organisation) throw new Error("no organisation came back");
  return organisation.id;
}

/** Waits for the organisation's lists and starts, from everything seen. */
export async function startSyncing(ctx: ServiceContext, { actor, bindingId }: Onboarded): Promise<void> {
  await until("the reference data is complete", () =>
    startBinding(ctx, actor, { bindingId, since: "everything" }).then(
      () => true,
      (error: Error) => (/still reading/.test(error.message) ? false : Promise.reject(error)),
    ),
  );
}

/** Waits until nothing of a document happens by itself any more. */
export async function untilAtRest(
  system: WholeSystem,
  count: number,
  deadlineMs = 60_000,
): Promise<DocumentRow[]> {
  return until(
    `${count} documents at rest`,
    async () => {
      const all = await system.documents();
      const isAtRest = all.every((row) => ["posted", "held", "skipped", "failed"].includes(row.state));
      return all.length === count && isAtRest && all;
    },
    deadlineMs,
  );
}

/** Polls until it holds; fails loudly at the deadline. */
export async function until<T>(
  what: string,
  check: () => Promise<T | false>,
  deadlineMs = 30_000,
): Promise<T> {
  const endsAt = Date.now() + deadlineMs;
  for (;;) {
    const value = await check();
    if (value !== false) return value;
    if (Date.now() > endsAt) throw new Error(`Not in ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function call(url: string, body?: unknown): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(
    url,
    body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) },
  );
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}: ${text}`);
  return text === "" ? null : JSON.parse(text);
}
