import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningWorker, startWorker } from "../src/worker.ts";
import { startSyncing, startWholeSystem, until, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let worker: RunningWorker;

beforeAll(async () => {
  // The five minutes last 7.5 s.
  system = await startWholeSystem({ timeScale: 40 });
  worker = await startWorker(system.env);
  await startSyncing(system.ctx, await system.onboard());
});
afterAll(async () => {
  await worker?.stop();
  await system?.stop();
});

test("without any answer the same call is repeated for five minutes, then stays unconfirmed and is sent no more", async () => {
  await system.fault({ kind: "store-then-cut", match: { method: "PUT", path: "/Invoices" }, times: 1_000 });
  await system.raiseInvoice();
  const sent = async () => (await system.calls()).filter((call) => call.path.endsWith("/Invoices"));
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

  // Xero is well again and would forget the key a minute later: nothing is sent a second time.
  await fetch(`${system.env.XERO_SANDBOX_ORIGIN}/__sim/faults`, { method: "DELETE" });
  const next = await system.raiseInvoice();
  await until("another document goes", async () =>
    (await system.documents()).some(
      (row) => row.increment_id === next.increment_id && row.state === "posted",
    ),
  );
  expect((await sent()).length).toBe(calls.length + 1);
  const [first] = await system.documents();
  expect(first).toMatchObject({ state: "unconfirmed", reason: "unconfirmed" });
  const books = await system.books();
  expect(books.invoices.filter(({ number }) => number === first?.number).length).toBe(1);
});
