import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "./until.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;

beforeAll(async () => {
  // The five minutes last 7.5 s.
  system = await startWholeSystem({ timeScale: 40 });
  await system.startWithMerchant();
});
afterAll(() => system?.stop());

test("without any answer the same call is repeated for five minutes, then looked up and adopted, and sent no more", async () => {
  await system.fault({ kind: "store-then-cut", match: { method: "PUT", path: "/Invoices" }, times: 1_000 });
  const raised = await system.raiseInvoice();
  const sent = async () =>
    (await system.calls()).filter((call) => call.method === "PUT" && call.path.endsWith("/Invoices"));
  await until("the first repeat is out", async () => (await sent()).length >= 2);
  // Until then it is simply on its way: nobody has given up.
  expect(await system.rows("SELECT state FROM posting WHERE kind = 'invoice'")).toEqual([
    { state: "sending" },
  ]);
  await until("given up", async () => (await system.documents())[0]?.state === "unconfirmed");
  const calls = await sent();
  expect(new Set(calls.map((call) => call.idempotencyKey)).size).toBe(1);
  expect(calls.length).toBeGreaterThanOrEqual(3);
  const [attempt] = await system.rows<{ state: string; body: string | null; took: number }>(
    "SELECT state, body, extract(epoch FROM ended_at - started_at)::float8 AS took FROM attempt WHERE path LIKE '/Invoices%'",
  );
  expect(attempt).toMatchObject({ state: "unanswered", body: null });
  expect((attempt?.took ?? 0) * 1_000).toBeGreaterThanOrEqual(system.ctx.durations.repeatWindowMs);

  // Xero is well again and has forgotten the key: what it made of the call is found, and nothing is sent a second time.
  system.xero.state.idempotency.clear();
  await fetch(`${system.env.XERO_SANDBOX_ORIGIN}/__sim/faults`, { method: "DELETE" });
  const invoice = await system.comesTo(raised, "posted");
  expect((await sent()).length).toBe(calls.length);
  const books = await system.books();
  expect(books.invoices.filter(({ number }) => number === invoice.number).length).toBe(1);
});

test("cut before Xero has read it, until its key is forgotten: found absent, sent anew, there once", async () => {
  await system.fault({ kind: "cut-before", match: { method: "PUT", path: "/Invoices" }, times: 1_000 });
  const raised = await system.raiseInvoice();
  await system.comesTo(raised, "unconfirmed");
  await fetch(`${system.env.XERO_SANDBOX_ORIGIN}/__sim/faults`, { method: "DELETE" });
  const invoice = await system.comesTo(raised, "posted");
  const attempts = await system.rows(
    `SELECT a.state, a.outcome FROM attempt a JOIN attempt_posting ap ON ap.attempt_id = a.id JOIN posting p ON p.id = ap.posting_id
     WHERE p.number = $1 ORDER BY a.started_at`,
    [invoice.number],
  );
  expect(attempts).toEqual([
    { state: "unanswered", outcome: "no-answer" },
    { state: "answered", outcome: "elements" },
  ]);
  const { invoices } = await system.books();
  expect(invoices.filter(({ number }) => number === invoice.number).length).toBe(1);
});
