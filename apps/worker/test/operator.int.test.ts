import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningWorker } from "../src/worker.ts";
import { startSyncing } from "./onboard.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";
import { startWorkerProcess } from "./worker-process.ts";

let system: WholeSystem;
let worker: RunningWorker;

beforeAll(async () => {
  system = await startWholeSystem({ overrides: { BOARD_CREDENTIALS: "ops:let me in" } });
  worker = await system.startWorker();
});
afterAll(() => system?.stop());

const signedIn = { authorization: `Basic ${Buffer.from("ops:let me in").toString("base64")}` };

test("the board is closed to strangers and lists every queue to operators", async () => {
  for (const path of ["/board", "/board/api/queues"]) {
    const refused = await fetch(worker.address + path);
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toContain("Basic");
  }
  const wrong = { authorization: `Basic ${Buffer.from("ops:no").toString("base64")}` };
  expect((await fetch(`${worker.address}/board`, { headers: wrong })).status).toBe(401);

  const page = await fetch(`${worker.address}/board`, { headers: signedIn });
  expect([page.status, page.headers.get("content-type")]).toEqual([200, expect.stringContaining("html")]);
  const answer = await fetch(`${worker.address}/board/api/queues`, { headers: signedIn });
  const { queues } = (await answer.json()) as { queues: { name: string }[] };
  expect(queues.map((queue) => queue.name).toSorted()).toEqual([
    "drain",
    "prepare",
    "push",
    "reference",
    "refresh",
    "sweep",
  ]);
});

test("ready while the dispatcher goes round; healthy without asking anybody", async () => {
  expect((await fetch(`${worker.address}/readyz`)).status).toBe(200);
  expect((await fetch(`${worker.address}/healthz`)).status).toBe(200);
});

test("the metrics count calls and outcomes, and say what is due", async () => {
  await startSyncing(system.ctx, await system.onboard());
  const invoice = await system.raiseInvoice();
  await system.comesTo(invoice, "posted");
  await system.fault({ kind: "status-500", match: { method: "PUT", path: "/Invoices" } });
  const lost = await system.raiseInvoice();
  await system.comesTo(lost, "unconfirmed");
  const text = await (await fetch(`${worker.address}/metrics`)).text();
  const count = (name: string, labels: string) =>
    Number(text.match(new RegExp(`^counterfoil_${name}\\{${labels},process="worker"\\} (\\d+)`, "m"))?.[1]);
  expect(count("xero_calls_total", 'kind="Invoices",outcome="elements",status="200"')).toBe(1);
  expect(count("xero_calls_total", 'kind="Invoices",outcome="server-error",status="500"')).toBe(1);
  expect(
    count("xero_calls_total", 'kind="read_accounts",outcome="read",status="200"'),
  ).toBeGreaterThanOrEqual(1);
  expect(count("store_calls_total", 'kind="invoice",outcome="ok"')).toBeGreaterThanOrEqual(2);
  expect(count("documents_total", 'kind="invoice",outcome="posted",reason=""')).toBe(1);
  expect(count("documents_total", 'kind="invoice",outcome="unconfirmed",reason=""')).toBe(1);
  expect(
    count("documents_total", 'kind="payment",outcome="skipped",reason="payment_left_to_bank"'),
  ).toBeGreaterThanOrEqual(1);
  for (const lane of ["route", "prepare", "drain", "repeat", "push"])
    expect(count("due_rows", `lane="${lane}"`)).toBeGreaterThanOrEqual(0);
  expect(text).not.toContain("counterfoil_xero_rate_limited_total{");
  expect(text).toMatch(
    /^counterfoil_oldest_unposted_seconds\{process="worker"\} 0\.\d|^counterfoil_oldest_unposted_seconds\{process="worker"\} [1-9]/m,
  );
  const left = Number(/^counterfoil_xero_day_calls_left\{process="worker"\} (\d+)$/m.exec(text)?.[1]);
  expect(left).toBeGreaterThan(900);
  expect(left).toBeLessThan(5_000);

  await system.rows("UPDATE binding SET paused = true");
  const paused = await (await fetch(`${worker.address}/metrics`)).text();
  expect(paused).toMatch(/^counterfoil_oldest_unposted_seconds\{process="worker"\} 0$/m);
});

test("a worker whose login is the database's owner refuses to start, and says why", async () => {
  const { ownerUrl } = system.database;
  const variables = ["APP_DATABASE_URL", "SYSTEM_DATABASE_URL", "QUEUE_DATABASE_URL"];
  const refusals = variables.map(async (variable) => {
    const child = startWorkerProcess({ ...system.variables, [variable]: ownerUrl });
    expect([variable, await child.exited]).toEqual([variable, 1]);
    expect(child.complaints()).toContain("Refusing to work as the database role");
    expect(child.complaints()).not.toContain(ownerUrl);
  });
  await Promise.all(refusals);
});

test("a worker without its settings names them all and shows none", async () => {
  const { ENCRYPTION_KEYS: _, ...rest } = system.variables;
  const child = startWorkerProcess({ ...rest, TIME_SCALE: "-1" });
  expect(await child.exited).toBe(1);
  expect(child.complaints()).toContain("ENCRYPTION_KEYS");
  expect(child.complaints()).toContain("TIME_SCALE");
});
