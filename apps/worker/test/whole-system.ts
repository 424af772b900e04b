import type { AddressInfo } from "node:net";
import { createContext as createApiContext } from "@counterfoil/api/context";
import { createApi } from "@counterfoil/api/server";
import { createTestDatabase } from "@counterfoil/db/test-database";
import { createMagentoSimulator, type MagentoSimulator } from "@counterfoil/magento-simulator/server";
import type { ServiceContext } from "@counterfoil/services/context";
import { createMetrics } from "@counterfoil/telemetry/metrics";
import { recordExchanges } from "@counterfoil/xero-simulator/conformance/record-exchanges";
import { wrongRequests } from "@counterfoil/xero-simulator/conformance/wrong-requests";
import { DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from "@counterfoil/xero-simulator/options";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { createXeroSimulator } from "@counterfoil/xero-simulator/server";
import { createContext } from "../src/context.ts";
import { readEnv, type WorkerEnv } from "../src/env.ts";
import { type RunningWorker, startWorker } from "../src/worker.ts";
import { callSimulator } from "./call-simulator.ts";
import { type Merchant, onboard, startSyncing } from "./onboard.ts";
import { recordMoves } from "./record-moves.ts";
import { until } from "./until.ts";

/** How much faster than the world the tests live: a lease of 30 s lasts 1.5 s, the five-minute window 15 s. */
const TIME_SCALE = 20;

export type WholeSystem = Awaited<ReturnType<typeof startWholeSystem>>;

/**
 * Both simulators, the API and a database of its own; workers are the test's to start and to kill, and end with it. Stopping it fails
 * when any posting ever made a move that the table of states does not have, or a request of ours breaks Xero's own specification.
 */
export async function startWholeSystem(
  options: { seed?: string; timeScale?: number; overrides?: Record<string, string> } = {},
) {
  const timeScale = options.timeScale ?? TIME_SCALE;
  const database = await createTestDatabase();
  const forbiddenMoves = await recordMoves(database.ownerUrl);
  const xero = await createXeroSimulator({ timeScale });
  const exchanges = recordExchanges(xero.app);
  const xeroOrigin = await xero.listen();
  const stores = [await startStore(options.seed ?? "whole")];
  const common = {
    APP_DATABASE_URL: database.urls.appUrl,
    SYSTEM_DATABASE_URL: database.urls.systemUrl,
    ENCRYPTION_KEYS: `test:${"ab".repeat(32)}`,
    PUBLIC_URL: "http://127.0.0.1:1",
  };
  const api = await createApiContext({
    ...common,
    XERO_SANDBOX_WEBHOOK_KEY: WEBHOOK_KEY,
    TIME_SCALE: timeScale,
    LOG_LEVEL: "silent",
  });
  const server = await createApi(api);
  await server.listen({ port: 0, host: "127.0.0.1" });
  const publicUrl = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const variables: Record<string, string> = {
    ...common,
    TIME_SCALE: String(timeScale),
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
  const ctx: ServiceContext = await createContext(
    env,
    createMetrics({ process: "test", withDefaults: false }),
  );
  const { system: door } = database.database;
  const [{ magento, magentoUrl }] = stores as [Store];
  const workers: RunningWorker[] = [];
  const startOne = async () => {
    const worker = await startWorker(env);
    workers.push(worker);
    return worker;
  };
  const stopWorkers = async () => {
    for (const worker of workers.splice(0)) await worker.stop();
  };
  return {
    database,
    ctx,
    env,
    variables,
    xero,
    magento,
    magentoUrl,
    control: (path: string, body?: unknown) => callSimulator(`${magentoUrl}/__sim/${path}`, body),
    xeroControl: (path: string, body?: unknown) => callSimulator(`${xeroOrigin}/__sim/${path}`, body),
    /** Raises documents and hands their events over. */
    raise: async (input: { count?: number; kind?: string; scenario?: string }) => {
      const { documents } = (await callSimulator(`${magentoUrl}/__sim/raise`, input)) as {
        documents: RaisedDocument[];
      };
      await callSimulator(`${magentoUrl}/__sim/drain`, {});
      return documents;
    },
    /** One invoice of a private buyer, paid by cheque, hence when raised. */
    raiseInvoice: async (input: Record<string, unknown> = {}) => {
      const lines = [{ line_subtotal: 100, line_tax: 20 }];
      const raised = (await callSimulator(`${magentoUrl}/__sim/invoices`, {
        lines,
        ...input,
      })) as RaisedDocument;
      await callSimulator(`${magentoUrl}/__sim/drain`, {});
      return raised;
    },
    /** The same, and a credit memo, with their events still in the store. */
    raiseInvoiceQuietly: async (input: Record<string, unknown> = {}) => {
      const lines = [{ line_subtotal: 100, line_tax: 20 }];
      return (await callSimulator(`${magentoUrl}/__sim/invoices`, { lines, ...input })) as RaisedDocument;
    },
    raiseMemoQuietly: async (memo: Record<string, unknown>) =>
      (await callSimulator(`${magentoUrl}/__sim/creditmemos`, memo)) as RaisedDocument,
    /** Magento sends a document's events once more: how another try is asked for. */
    replay: async (document: RaisedDocument) => {
      const rows = magento.state.outbox.filter((row) => row.payload.includes(`"${document.increment_id}"`));
      for (const row of rows) Object.assign(row, { status: "pending", next_attempt_at: null });
      await callSimulator(`${magentoUrl}/__sim/drain`, {});
    },
    /** The row of one document, once it is in this state. */
    comesTo: (document: { increment_id: string; kind: string }, state: string) =>
      until(`${document.kind} ${document.increment_id} is ${state}`, async () => {
        const rows = (await door.query<DocumentRow>(DOCUMENTS)).rows;
        const row = rows.find((each) => isOf(each, document));
        return row?.state === state && row;
      }),
    find: async (document: { increment_id: string; kind: string }) =>
      (await door.query<DocumentRow>(DOCUMENTS)).rows.find((row) => isOf(row, document)),
    books: async (organisationId = UK_ORGANISATION_ID) =>
      (await callSimulator(`${xeroOrigin}/__sim/organisations/${organisationId}/ledger`)) as Books,
    calls: async () =>
      ((await callSimulator(`${xeroOrigin}/__sim/calls?limit=20000`)) as { calls: XeroCall[] }).calls,
    /** How many documents' calls Xero has seen: refreshes and reads come and go by their own clocks. */
    writes: async () =>
      ((await callSimulator(`${xeroOrigin}/__sim/calls?limit=20000`)) as { calls: XeroCall[] }).calls.filter(
        ({ method, path }) => method !== "GET" && path.startsWith("/api.xro/"),
      ).length,
    /** From then on Xero tells us of changes, at once or when it is flushed. */
    setUpWebhook: (hold = false) =>
      callSimulator(`${xeroOrigin}/__sim/webhooks`, {
        url: `${publicUrl}/webhooks/xero`,
        key: WEBHOOK_KEY,
        hold,
      }),
    fault: (fault: Record<string, unknown>) => callSimulator(`${xeroOrigin}/__sim/faults`, fault),
    storeFault: (fault: Record<string, unknown>) => callSimulator(`${magentoUrl}/__sim/faults`, fault),
    clearStoreFaults: async () => {
      await fetch(`${magentoUrl}/__sim/faults`, { method: "DELETE" });
    },
    documents: async () => (await door.query<DocumentRow>(DOCUMENTS)).rows,
    rows: async <T extends Record<string, unknown>>(sql: string, values: unknown[] = []) =>
      (await door.query<T>(sql, values)).rows,
    /** What each store was told, by the module's own rows. */
    told: async () =>
      ((await callSimulator(`${magentoUrl}/__sim/documents`)) as { documents: ToldDocument[] }).documents,
    startStore: async (seed: string) => {
      const store = await startStore(seed);
      stores.push(store);
      return store;
    },
    /** Signs up, pairs, consents and binds, as a merchant would. Syncing is not started. */
    onboard: (merchant: Partial<Merchant> = {}) => onboard(ctx, { magentoUrl, ...merchant }),
    startWorker: startOne,
    stopWorkers,
    /** What most tests begin with: a worker, and a merchant whose syncing has started. */
    startWithMerchant: async () => {
      await startOne();
      const onboarded = await onboard(ctx, { magentoUrl });
      await startSyncing(ctx, onboarded);
      return onboarded;
    },
    stop: async () => {
      await stopWorkers();
      const moves = await forbiddenMoves();
      await server.close();
      await api.close();
      await ctx.db.close();
      for (const store of stores) await store.magento.close();
      await xero.close();
      await database.drop();
      if (moves.length > 0) throw new Error(`Moves that no table allows: ${moves.join(", ")}`);
      const wrong = wrongRequests(exchanges);
      if (wrong.length > 0)
        throw new Error(`Requests that Xero's specification refuses: ${wrong.join("\n")}`);
    },
  };
}

const WEBHOOK_KEY = "what Xero signs with";

const isOf = (row: DocumentRow, document: { increment_id: string; kind: string }) =>
  row.increment_id === document.increment_id && row.kind === document.kind;

type Store = { magento: MagentoSimulator; magentoUrl: string };

async function startStore(seed: string): Promise<Store> {
  const magento = createMagentoSimulator({ seed, outboxTickMs: 0 });
  return { magento, magentoUrl: await magento.listen() };
}

export type RaisedDocument = { id: number; increment_id: string; kind: string };
export type XeroCall = {
  method: string;
  path: string;
  status: number | null;
  idempotencyKey: string | null;
  isReplay: boolean;
  fault: string | null;
};
export type ToldDocument = {
  increment_id: string;
  kind: "invoice" | "creditmemo";
  grand_total: number;
  sync: {
    sync_status: string;
    provider_entity_id: string | null;
    provider_reference: string | null;
    skip_reason: string | null;
    error_code: string | null;
  } | null;
};

export type Books = {
  contacts: { contactId: string; contactNumber: string | null; name: string }[];
  invoices: (BookDocument & { invoiceId: string; amountDue: string })[];
  creditNotes: (BookDocument & { creditNoteId: string; remainingCredit: string })[];
  payments: BookPayment[];
  allocations: { creditNoteId: string; invoiceId: string; amount: string; isDeleted: boolean }[];
};
export type BookPayment = {
  invoiceId: string | null;
  creditNoteId: string | null;
  accountCode: string | null;
  amount: string;
  date: string;
  reference: string;
  status: string;
};
export type BookDocument = {
  number: string;
  status: string;
  total: string;
  contactId: string;
  contactName: string;
};

export type DocumentRow = {
  id: string;
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
  /** Of the invoice's or credit note's own posting; its payment or settlement may be elsewhere. */
  main_state: string | null;
};

const DOCUMENTS = `
  SELECT d.id, d.increment_id, d.kind, d.state, d.reason, d.reason_params AS params, d."check", d.grand_total, p.number, p.xero_number, p.xero_total,
         p.state AS main_state
  FROM document d LEFT JOIN posting p ON p.document_id = d.id AND p.kind IN ('invoice', 'credit_note') ORDER BY d.created_at, d.id`;

/** Waits until nothing of a document happens by itself any more. */
export async function untilAtRest(
  system: WholeSystem,
  count: number,
  deadlineMs = 90_000,
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
