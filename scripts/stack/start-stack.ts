import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from "@counterfoil/xero-simulator/options";
import { buildApps } from "./build-apps.ts";
import { localDatabase } from "./local-database.ts";
import type { Ports } from "./ports.ts";
import { localSecrets } from "./secrets.ts";
import { type Supervised, supervise } from "./supervise.ts";

export type Stack = {
  webUrl: string;
  apiUrl: string;
  boardUrl: string;
  xeroUrl: string;
  magentoUrl: string;
  pidOf(name: string): number | undefined;
  /** What a program needs to make the product's own context beside it. */
  variables: Record<string, string>;
  /** On the same port and data, while everything else runs on. */
  restartDatabase(how: "fast" | "immediate"): Promise<void>;
  stop(): Promise<void>;
};

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const endWithParent = pathToFileURL(path.join(root, "scripts/stack/end-with-parent.mjs")).href;
const READY_MS = 120_000;

export type StackInput = {
  dataDir: string;
  ports: Ports;
  timeScale: number;
  /** "none": the API is the public origin. */
  dashboard: "built" | "development" | "none";
  /** False: the simulators hold their books in memory alone, which is faster. True unless told. */
  keepsBooks?: boolean;
  /** Beside the first: stores of their own, each by its name. */
  moreStores?: readonly { name: string; title: string; port: number }[];
  /** Of the dashboard alone, on top of what all processes share. */
  dashboardVariables?: Record<string, string>;
  /** The same one raises the same documents. */
  shopSeed?: string;
  /** The first is called `worker`, the others `worker-2`, …. One unless told. */
  workers?: number;
  /** Of the workers alone, on top of what all processes share. */
  workerVariables?: Record<string, string>;
  /** False for data that is thrown away: faster. */
  durable: boolean;
  onProgress: (line: string) => void;
  /** Ends a start that is under way: it stops what runs already and rejects. */
  signal: AbortSignal;
};

/** Starts everything on this machine: database, both simulators, API, worker and dashboard. All of it ends with `stop`. */
export async function startStack(input: StackInput): Promise<Stack> {
  const { dataDir, ports, onProgress, signal } = input;
  const secrets = await localSecrets(dataDir);
  const processes: Supervised[] = [];
  const urls = {
    webUrl: `http://localhost:${ports.web}`,
    apiUrl: `http://127.0.0.1:${ports.api}`,
    boardUrl: `http://127.0.0.1:${ports.worker}/board`,
    xeroUrl: `http://127.0.0.1:${ports.xero}`,
    magentoUrl: `http://127.0.0.1:${ports.magento}`,
  };
  let brokenLog: string | null = null;
  let ended: Promise<unknown> | undefined;
  const stopProcesses = () => {
    ended ??= Promise.all(processes.map((each) => each.stop()));
    return ended;
  };
  // At once, or the supervisor starts again what the terminal's Ctrl-C has ended.
  signal.addEventListener("abort", () => void stopProcesses());
  const failed = new AbortController();
  const start = (name: string, command: string[], env: Record<string, string>, cwd = root) => {
    signal.throwIfAborted();
    const logDir = path.join(dataDir, "logs");
    processes.push(
      supervise({
        name,
        command: [process.execPath, "--import", endWithParent, ...command],
        cwd,
        env: { ...cleanEnvironment(), ...env },
        logDir,
        onRestart: (which, pid) =>
          onProgress(`the ${which} ended unexpectedly and was started again (process ${pid})`),
        onGiveUp: (_, logFile) => {
          brokenLog = logFile;
        },
      }),
    );
  };
  const ready = async (name: string, url: string) => {
    const endsAt = Date.now() + READY_MS;
    while (!(await answers(url))) {
      signal.throwIfAborted();
      if (brokenLog !== null || Date.now() > endsAt) {
        const log = await readFile(brokenLog ?? path.join(dataDir, "logs", `${name}.log`), "utf8").catch(
          () => "",
        );
        throw new Error(`The ${name} did not start. Its log ends with:\n${log.slice(-2000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const startDashboard = (dashboard: "built" | "development", common: Record<string, string>) => {
    const next = path.join(root, "node_modules/next/dist/bin/next");
    const verb = dashboard === "built" ? "start" : "dev";
    start(
      "web",
      [next, verb, "--port", String(ports.web), "--hostname", "localhost"],
      {
        ...common,
        API_ORIGIN: urls.apiUrl,
        NEXTAUTH_SECRET: secrets.nextauthSecret,
        NEXTAUTH_URL: urls.webUrl,
        BOARD_URL: urls.boardUrl,
        NEXT_TELEMETRY_DISABLED: "1",
        ...input.dashboardVariables,
      },
      path.join(root, "apps/web"),
    );
  };
  const typescript = (file: string) => ["--import", "tsx", path.join(root, file)];
  const keptIn = (file: string): Record<string, string> =>
    input.keepsBooks === false ? {} : { SIM_DATA_FILE: path.join(dataDir, file) };
  const timeScale = { TIME_SCALE: String(input.timeScale) };

  onProgress("starting PostgreSQL and both simulators");
  const xeroApp = {
    XERO_SANDBOX_CLIENT_ID: DEFAULT_CLIENT_ID,
    XERO_SANDBOX_CLIENT_SECRET: DEFAULT_CLIENT_SECRET,
    // The same simulator plays both, so that going live can be walked.
    XERO_PRODUCTION_CLIENT_ID: DEFAULT_CLIENT_ID,
    XERO_PRODUCTION_CLIENT_SECRET: DEFAULT_CLIENT_SECRET,
    XERO_PRODUCTION_ORIGIN: urls.xeroUrl,
  };
  start("xero-simulator", typescript("apps/xero-simulator/src/main.ts"), {
    ...timeScale,
    PORT: String(ports.xero),
    PUBLIC_URL: urls.xeroUrl,
    ...keptIn("xero.json"),
  });
  const startStore = (name: string, port: number, variables: Record<string, string>) =>
    start(name, typescript("apps/magento-simulator/src/main.ts"), {
      ...timeScale,
      PORT: String(port),
      OUTBOX_TICK_MS: String(1_000 * input.timeScale),
      BASE_URL: `http://127.0.0.1:${port}`,
      ...variables,
    });
  startStore("magento-simulator", ports.magento, {
    ...(input.shopSeed === undefined ? {} : { SEED: input.shopSeed }),
    ...keptIn("magento.json"),
  });
  for (const { name, title, port } of input.moreStores ?? [])
    startStore(name, port, { STORE_NAME: title, SEED: name, ...keptIn(`${name}.json`) });
  const apps = input.dashboard === "built" ? (["worker", "web"] as const) : (["worker"] as const);
  const building = buildApps({ root, apps, onProgress, signal: AbortSignal.any([signal, failed.signal]) });
  // Rejects only once nothing of it runs any more.
  const built = building.catch(() => {});
  const database = await localDatabase({ dataDir, root, durable: input.durable, takesOver: true }).catch(
    async (error) => {
      failed.abort();
      await Promise.all([stopProcesses(), built]);
      throw error;
    },
  );
  let variables: Record<string, string> = {};
  let stopped: Promise<void> | undefined;
  const stop = () => {
    // Those who write first, what they write to last.
    stopped ??= stopProcesses().then(() => database.stop());
    return stopped;
  };
  try {
    signal.throwIfAborted();
    const common = {
      ...timeScale,
      ...xeroApp,
      APP_DATABASE_URL: database.urls.appUrl,
      SYSTEM_DATABASE_URL: database.urls.systemUrl,
      ENCRYPTION_KEYS: secrets.encryptionKeys,
      PUBLIC_URL: input.dashboard === "none" ? urls.apiUrl : urls.webUrl,
      ALLOW_PRIVATE_STORE_URLS: "true",
      XERO_SANDBOX_ORIGIN: urls.xeroUrl,
    };
    const xeroWebhookKey = randomBytes(32).toString("hex");
    onProgress(`starting the API and the worker (jobs on ${process.env.REDIS_URL ? "Redis" : "PostgreSQL"})`);
    start("api", typescript("apps/api/src/main.ts"), {
      ...common,
      PORT: String(ports.api),
      XERO_SANDBOX_WEBHOOK_KEY: xeroWebhookKey,
    });
    variables = {
      ...common,
      QUEUE_DATABASE_URL: database.urls.queueUrl,
      ...(process.env.REDIS_URL ? { REDIS_URL: process.env.REDIS_URL } : {}),
    };
    await building;
    for (let number = 1; number <= (input.workers ?? 1); number += 1)
      start(
        number === 1 ? "worker" : `worker-${number}`,
        [...WORKER_FLAGS, path.join(root, "apps/worker/dist/main.mjs")],
        {
          ...variables,
          ...input.workerVariables,
          PORT: number === 1 ? String(ports.worker) : "0",
        },
      );
    if (input.dashboard !== "none") startDashboard(input.dashboard, common);
    await ready("xero-simulator", `${urls.xeroUrl}/__sim/organisations`);
    await ready("magento-simulator", `${urls.magentoUrl}/__sim/outbox`);
    for (const { name, port } of input.moreStores ?? [])
      await ready(name, `http://127.0.0.1:${port}/__sim/outbox`);
    await ready("api", `http://127.0.0.1:${ports.api}/readyz`);
    await ready("worker", `http://127.0.0.1:${ports.worker}/readyz`);
    if (input.dashboard !== "none") {
      await setUpWebhook(urls, xeroWebhookKey);
      await ready("web", `${urls.webUrl}/healthz`);
    }
    signal.throwIfAborted();
  } catch (error) {
    failed.abort();
    await Promise.all([stop(), built]);
    throw error;
  }
  return {
    ...urls,
    variables,
    pidOf: (name) => processes.find((each) => each.name === name)?.pid(),
    restartDatabase: database.restart,
    stop,
  };
}

/** What it works on are batches of fifty: a heap that is let grow holds nothing but garbage. */
const WORKER_FLAGS = ["--max-semi-space-size=8", "--max-old-space-size=192"];

/** The caller's environment without the settings that this stack decides. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _owner, PORT: _port, HOST: _host, NODE_ENV: _mode, ...rest } = process.env;
  return rest;
}

/** As somebody does on the app's page at Xero, which then calls there to see that its signature is checked. */
async function setUpWebhook(urls: { xeroUrl: string; apiUrl: string }, key: string): Promise<void> {
  await fetch(`${urls.xeroUrl}/__sim/webhooks`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url: `${urls.apiUrl}/webhooks/xero`, key }),
  });
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    (response) => response.ok,
    () => false,
  );
}
