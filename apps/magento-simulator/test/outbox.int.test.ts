import { afterEach, beforeEach, expect, test } from "vitest";
import type { OutboxRow } from "../src/store-state.ts";
import {
  API_KEY,
  type FakeLedger,
  startFakeLedger,
  startStore,
  TENANT,
  type TestStore,
} from "./wire-harness.ts";

let store: TestStore;
let ledger: FakeLedger;
beforeEach(async () => {
  ledger = await startFakeLedger();
  store = await startStore({ ledgerTimeouts: { connectTimeoutMs: 1_000, totalTimeoutMs: 1_500 } });
});
afterEach(async () => {
  await store.simulator.close();
  await ledger.close();
});

const invoice = (fields: object = {}) =>
  store.post("/__sim/invoices", { lines: [{ line_subtotal: "10" }], ...fields });
const rows = () => store.simulator.state.outbox;
const onlyRow = (): OutboxRow => {
  expect(rows()).toHaveLength(1);
  return rows()[0] as OutboxRow;
};
const answerAll = (status: number, body = "{}", headers: Record<string, string> = {}) =>
  ledger.answer((_request, response) => {
    response.writeHead(status, headers).end(body);
    return true;
  });
const openInvoice = () => invoice({ payment_method: "adyen_cc" });

test("a paid invoice is created and then paid, with exactly the module's headers and body", async () => {
  await store.pair(ledger.url);
  await invoice();
  store.time.nowMs += 5_000;
  await store.simulator.drain();
  expect(ledger.received.map(({ url }) => url)).toEqual([
    `/webhooks/magento/${TENANT}/invoice.created`,
    `/webhooks/magento/${TENANT}/invoice.paid`,
  ]);
  const [created, paid] = ledger.received;
  expect(created?.body).toBe(
    '{"magento_entity_id":1,"website_id":1,"store_id":1,"occurred_at":"2026-11-21T10:00:00Z","payload":{"increment_id":"000000001","paid":true}}',
  );
  expect(paid?.body).toContain('"payload":{"increment_id":"000000001"}');
  expect(created?.headers).toMatchObject({
    accept: "*/*",
    "content-type": "application/json",
    "idempotency-key": "invoice.created:1",
  });
  expect(created?.headers).not.toHaveProperty("user-agent");
  const claims = ledger.received.map(({ headers }) => {
    const payload = headers.authorization?.split(".")[1] ?? "";
    return JSON.parse(Buffer.from(payload, "base64url").toString()) as {
      iat: number;
      exp: number;
      jti: string;
    };
  });
  expect(claims.map(({ iat, exp }) => exp - iat)).toEqual([60, 60]);
  expect(new Set(claims.map(({ jti }) => jti)).size).toBe(2);
  expect(rows().map(({ status, last_status_code }) => [status, last_status_code])).toEqual([
    ["succeeded", 202],
    ["succeeded", 202],
  ]);
});

test("every method that is no gateway is paid at registration; an authorised one when it is captured", async () => {
  await store.pair(ledger.url);
  for (const payment_method of ["checkmo", "banktransfer", "purchaseorder", "stripe_payments"]) {
    await invoice({ payment_method });
  }
  expect(rows().filter((row) => row.event_name === "invoice.paid")).toHaveLength(4);
  const { id } = (await (await openInvoice()).json()) as { id: number };
  expect(rows().map((row) => row.idempotency_key)).not.toContain(`invoice.paid:${id}`);
  expect((await store.post(`/__sim/invoices/${id}/capture`)).status).toBe(200);
  expect(rows().map((row) => row.idempotency_key)).toContain(`invoice.paid:${id}`);
  expect((await store.post(`/__sim/invoices/${id}/capture`)).status).toBe(400);
});

test("a registered customer is announced once, credit memos by their own key", async () => {
  await store.pair(ledger.url);
  const customer = { magento_id: 7, email: "a@example.com" };
  await invoice({ customer });
  await store.post("/__sim/creditmemos", { invoice_id: 1, customer, lines: [{ line_subtotal: "10" }] });
  expect(rows().map((row) => row.idempotency_key)).toEqual([
    "customer.upserted:7",
    "invoice.created:1",
    "invoice.paid:1",
    "creditmemo.created:1",
  ]);
  expect(store.simulator.state.syncStates["creditmemo:1:xero"]?.sync_status).toBe("pending");
});

test("told to, the outbox sends the newest event first", async () => {
  await store.pair(ledger.url);
  await openInvoice();
  await openInvoice();
  await store.post("/__sim/drain", { order: "reversed" });
  const ids = ledger.received.map(
    ({ body }) => (JSON.parse(body) as { magento_entity_id: number }).magento_entity_id,
  );
  expect(ids).toEqual([2, 1]);
  expect(rows().every(({ status }) => status === "succeeded")).toBe(true);
});

test("a store that is not paired drops its events for good", async () => {
  await invoice();
  await store.pair(ledger.url);
  await store.simulator.drain();
  expect(rows()).toEqual([]);
  expect(store.simulator.state.syncStates).toEqual({});
});

test.each([400, 401, 404, 408, 409, 425, 429])("%i is final on the first try", async (status) => {
  await store.pair(ledger.url);
  await openInvoice();
  answerAll(status, '{"error":"validation"}');
  await store.simulator.drain();
  expect(onlyRow()).toMatchObject({
    status: "dead_lettered",
    attempts: 1,
    last_status_code: status,
    last_error: `HTTP ${status}: {"error":"validation"}`,
  });
  store.time.nowMs += 10 * 86_400_000;
  await store.simulator.drain();
  expect(ledger.received).toHaveLength(1);
});

test.each([302, 500, 503])("%i is tried again, redirects are not followed", async (status) => {
  await store.pair(ledger.url);
  await openInvoice();
  answerAll(status, "later", { location: `${ledger.url}/elsewhere` });
  await store.simulator.drain();
  expect(onlyRow()).toMatchObject({ status: "pending", attempts: 1, last_status_code: null });
  expect(ledger.received).toHaveLength(1);
});

test("an interim answer is taken for the answer, a cut and a timeout for none: all are tried again", async () => {
  await store.pair(ledger.url);
  await openInvoice();
  const errors: string[] = [];
  const troubles: Parameters<FakeLedger["answer"]>[0][] = [
    (_request, response) => {
      response.writeEarlyHints({ link: "</x>; rel=preload" });
      return true;
    },
    (_request, response) => {
      response.socket?.destroy();
      return true;
    },
    () => true,
  ];
  for (const [index, trouble] of troubles.entries()) {
    ledger.answer(trouble);
    await store.simulator.drain();
    expect(onlyRow()).toMatchObject({ status: "pending", attempts: index + 1 });
    errors.push(onlyRow().last_error ?? "");
    store.time.nowMs += 86_400_000;
  }
  expect(errors).toEqual([
    "HTTP 103: ",
    expect.stringMatching(/hang up|ECONNRESET/),
    expect.stringMatching(/timed out/),
  ]);
});

test("a ledger that is not there is trouble that passes, with words for it", async () => {
  await store.pair("http://127.0.0.1:9");
  await openInvoice();
  await store.simulator.drain();
  expect(onlyRow()).toMatchObject({ status: "pending", attempts: 1 });
  expect(onlyRow().last_error).toMatch(/ECONNREFUSED|bad port/i);
});

test("the back-off list, and the tenth failure ends it", async () => {
  await store.pair(ledger.url);
  await openInvoice();
  answerAll(503, "busy");
  const waits = [60, 300, 1800, 7200, 21600, 43200, 86400, 86400, 86400];
  for (const [index, seconds] of waits.entries()) {
    await store.simulator.drain();
    expect(onlyRow()).toMatchObject({
      status: "pending",
      attempts: index + 1,
      next_attempt_at: store.time.nowMs + seconds * 1000,
    });
    store.time.nowMs += seconds * 1000 - 1;
    await store.simulator.drain();
    expect(ledger.received).toHaveLength(index + 1);
    store.time.nowMs += 1;
  }
  await store.simulator.drain();
  expect(onlyRow()).toMatchObject({
    status: "dead_lettered",
    attempts: 10,
    last_status_code: null,
    last_error:
      "transient_exhausted: retries capped at MAX_TRANSIENT_ATTEMPTS without success — last error: HTTP 503: busy",
  });
});

test("a requeued row goes again with the same key and body, to where the store is paired now", async () => {
  await store.pair(ledger.url);
  await openInvoice();
  answerAll(422);
  await store.simulator.drain();
  const other = await startFakeLedger();
  try {
    await store.pair(`${other.url}/ledger`);
    await store.post("/__sim/outbox/requeue");
    await store.simulator.drain();
    expect(other.received[0]?.url).toBe(`/ledger/webhooks/magento/${TENANT}/invoice.created`);
    expect(other.received[0]?.body).toBe(ledger.received[0]?.body);
    expect(other.received[0]?.headers["idempotency-key"]).toBe(
      ledger.received[0]?.headers["idempotency-key"],
    );
    expect(onlyRow()).toMatchObject({ status: "succeeded", attempts: 1, last_error: null });
  } finally {
    await other.close();
  }
});

test("paid may overtake created when created has to wait", async () => {
  await store.pair(ledger.url);
  await invoice();
  ledger.answer((request, response) => {
    if (!request.url.endsWith("created")) return false;
    response.writeHead(503).end();
    return true;
  });
  await store.simulator.drain();
  expect(rows().map(({ status }) => status)).toEqual(["pending", "succeeded"]);
});

test("errors keep at most 8192 bytes of the body", async () => {
  await store.pair(ledger.url);
  await openInvoice();
  answerAll(422, "x".repeat(20_000));
  await store.simulator.drain();
  expect(onlyRow().last_error).toHaveLength("HTTP 422: ".length + 8_192);
});

test("the health tile colours the connection and is asked at most every 30 s", async () => {
  const connection = async () => {
    const health = (await (await store.get("/__sim/health")).json()) as { connection: object };
    return health.connection;
  };
  expect(await connection()).toEqual({ state: "disconnected", label: "Not paired", colour: "#b30000" });
  await store.pair(ledger.url);
  answerAll(500);
  expect(await connection()).toMatchObject({ label: "Waiting for ledger", colour: "#b36500" });
  answerAll(200, '{"tenant":{"magento_connection_status":"active"},"binding":{"status":"active"}}');
  expect(await connection()).toEqual({ state: "connected", label: "Connected to Xero", colour: "#00873d" });
  answerAll(200, '{"tenant":{"magento_connection_status":"token_revoked"}}');
  expect(await connection()).toMatchObject({ state: "connected" });
  store.time.nowMs += 30_000;
  expect(await connection()).toMatchObject({ label: "Magento disconnected — re-pair required" });
  const tile = ledger.received.at(-1);
  expect([tile?.method, tile?.url, tile?.headers.accept]).toEqual([
    "GET",
    "/v1/tile/health",
    "application/json",
  ]);
});

test("disconnect tells the ledger once and forgets the credentials whatever it says", async () => {
  await store.pair(ledger.url);
  answerAll(503);
  const answer = await store.post("/__sim/disconnect");
  expect(await answer.json()).toEqual({ was_connected: true, acknowledged: false });
  expect(ledger.received[0]).toMatchObject({ method: "POST", url: "/v1/tenant/disconnect", body: "{}" });
  expect(ledger.received[0]?.headers["idempotency-key"]).toBe(
    "disconnect:855c4691beaf1b58faa7095a4f7f3bed068c8b94",
  );
  expect(store.simulator.state.credentials).toBeNull();
  expect(store.simulator.state.ledgerBaseUrl).toBe(ledger.url);
  expect(JSON.stringify(store.simulator.state)).not.toContain(API_KEY);
  expect(await (await store.post("/__sim/disconnect")).json()).toEqual({
    was_connected: false,
    acknowledged: false,
  });
});
