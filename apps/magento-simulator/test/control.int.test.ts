import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readEnv } from "../src/env.ts";
import { bearer, inboundToken, startStore, TENANT, type TestStore } from "./wire-harness.ts";

let store: TestStore;
beforeEach(async () => {
  store = await startStore();
});
afterEach(() => store.simulator.close());

interface Listed {
  total: number;
  documents: { id: number; kind: string; increment_id: string; sync: { sync_status: string } | null }[];
}
const list = async (path = "/__sim/documents") => (await (await store.get(path)).json()) as Listed;

test("raising answers what was raised, and the list shows it with its Xero status", async () => {
  await store.pair("http://127.0.0.1:9");
  const raised = (await (await store.post("/__sim/raise", { count: 12 })).json()) as Listed;
  expect(raised.documents).toHaveLength(12);
  await store.post("/__sim/raise", { count: 3, kind: "creditmemo" });
  await store.post("/__sim/raise");
  const listed = await list();
  expect(listed.total).toBe(16);
  expect(listed.documents.filter(({ kind }) => kind === "creditmemo").length).toBeGreaterThanOrEqual(3);
  expect(listed.documents.every(({ sync }) => sync?.sync_status === "pending")).toBe(true);
  await store.post(
    "/rest/V1/byte8/sync-state",
    { entity_type: "invoice", magento_entity_id: 1, provider: "xero", sync_status: "synced" },
    bearer(inboundToken(store.time.nowMs)),
  );
  const first = (await list()).documents.find(({ id, kind }) => id === 1 && kind === "invoice");
  expect(first?.sync?.sync_status).toBe("synced");
  expect((await list("/__sim/documents?limit=2")).documents).toHaveLength(2);
});

test("what is raised for another day happened then, for its observers too", async () => {
  await store.pair("http://127.0.0.1:9");
  await store.post("/__sim/raise", { scenario: "retail", created_at: "2026-09-30T10:15:00Z" });
  const { outbox, invoices } = store.simulator.state;
  expect(invoices[1]?.document.created_at).toBe("2026-09-30T10:15:00Z");
  const events = outbox.filter(({ event_name }) => event_name.startsWith("invoice."));
  expect(events.map(({ payload }) => JSON.parse(payload).occurred_at)).toEqual(
    events.map(() => "2026-09-30T10:15:00Z"),
  );
  expect(events.length).toBeGreaterThan(0);
});

test("a credit memo out of nothing brings its invoice", async () => {
  const { documents } = (await (await store.post("/__sim/raise", { kind: "creditmemo" })).json()) as Listed;
  expect(documents.map(({ kind }) => kind)).toEqual(["invoice", "creditmemo"]);
});

test("a hand-made invoice is taken as it is, total included", async () => {
  const made = await store.post("/__sim/invoices", {
    lines: [{ sku: "A", qty: 3, line_subtotal: "10.00", line_tax: "4.62", line_discount: "0" }],
    grand_total: "10.00",
    currency: "EUR",
  });
  expect(await made.json()).toMatchObject({ grand_total: 10, currency: "EUR", state: "paid" });
  const line = store.simulator.state.invoices[1]?.document.lines[0];
  expect(line).toMatchObject({
    unit_price: 3.3333,
    line_subtotal: 10,
    line_total: 14.620000000000001,
    tax_rate: 0.462,
  });
});

test("bad input is a 400 with a sentence, or the right status", async () => {
  const bad: [string, unknown, RegExp][] = [
    ["/__sim/raise", { count: 0 }, /^count: /],
    ["/__sim/raise", { scenario: "nonsense" }, /^scenario: /],
    ["/__sim/raise", { howMany: 3 }, /howMany/],
    ["/__sim/raise", "{", /Decoding/],
    ["/__sim/raise", [], /expected object/],
    ["/__sim/shop", {}, /^running: /],
    ["/__sim/shop", { running: true, everySeconds: 0 }, /^everySeconds: /],
    ["/__sim/faults", { path: "*" }, /at least one/],
    ["/__sim/faults", { status: 200 }, /^status: /],
    ["/__sim/invoices", { lines: [{ line_subtotal: "ten" }] }, /^lines\.0\.line_subtotal: /],
    ["/__sim/creditmemos", { invoice_id: 5 }, /^invoice_id: there is no invoice 5/],
  ];
  for (const [path, body, message] of bad) {
    const answer = await store.post(path, body);
    expect([path, body, answer.status]).toEqual([path, body, 400]);
    expect(await answer.json()).toEqual({ error: "bad_input", message: expect.stringMatching(message) });
  }
  expect((await store.post("/__sim/invoices/9/capture")).status).toBe(404);
  expect((await store.post("/__sim/invoices/__proto__/capture")).status).toBe(404);
  expect((await store.get("/__sim/nothing")).status).toBe(404);
  expect((await store.get("/__sim/documents?limit=x")).status).toBe(400);
  expect((await store.post("/__sim/invoices", `"${"x".repeat(2_000_000)}"`)).status).toBe(413);
  expect((await store.post("/__sim/raise", "count=1", { "content-type": "text/plain" })).status).toBe(415);
});

test("the living shop raises by itself until it is told to stop", async () => {
  await store.post("/__sim/shop", { running: true, everySeconds: 0.05 });
  await expect.poll(async () => (await list()).total, { timeout: 5_000 }).toBeGreaterThan(1);
  expect(await (await store.post("/__sim/shop", { running: false })).json()).toMatchObject({
    running: false,
  });
});

test("the outbox drains by itself when it ticks", async () => {
  await store.simulator.close();
  store = await startStore({ outboxTickMs: 3_000, timeScale: 100 });
  await store.pair("http://127.0.0.1:9");
  await store.post("/__sim/invoices", { payment_method: "adyen_cc" });
  const [row] = store.simulator.state.outbox;
  await expect.poll(() => row?.attempts, { timeout: 5_000 }).toBe(1);
  expect(row?.next_attempt_at).toBe(store.time.nowMs + 600);
});

test("a restarted store keeps its documents, pairing and place in the sequence", async () => {
  const folder = mkdtempSync(join(tmpdir(), "magento-simulator-"));
  const dataFile = join(folder, "store.json");
  try {
    await store.simulator.close();
    store = await startStore({ dataFile });
    await store.pair("http://127.0.0.1:9");
    await store.post("/__sim/raise", { count: 5 });
    const before = structuredClone(store.simulator.state);
    await expect.poll(() => existsSync(dataFile), { timeout: 5_000 }).toBe(true);
    await store.simulator.close();
    store = await startStore({ dataFile });
    expect(store.simulator.state).toEqual(before);
    expect(store.simulator.state.credentials?.tenantId).toBe(TENANT);
    await store.post("/__sim/raise");
    expect((await list()).total).toBe(6);
    const keys = store.simulator.state.outbox.map((row) => row.idempotency_key);
    expect(new Set(keys).size).toBe(keys.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the admin page stands alone and escapes the store's name", async () => {
  await store.simulator.close();
  store = await startStore({ storeName: "<b>Fern</b>" });
  const page = await store.get("/");
  const html = await page.text();
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(html).not.toContain("<b>Fern");
  expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
});

test("the environment is checked with words", () => {
  expect(readEnv({})).toMatchObject({ PORT: 4020, HOST: "127.0.0.1", OUTBOX_TICK_MS: 60_000, TIME_SCALE: 1 });
  expect(readEnv({ PORT: "" }).PORT).toBe(4020);
  expect(() => readEnv({ PORT: "many", TIME_SCALE: "0" })).toThrow(/PORT: .*TIME_SCALE: /);
});
