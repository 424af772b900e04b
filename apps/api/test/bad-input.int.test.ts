import { randomUUID } from "node:crypto";
import net from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Answer,
  ask,
  createStore,
  eventsOf,
  publish,
  type RunningApi,
  startApi,
  type TestStore,
  thinEvent,
  tokenOf,
} from "./start-api.ts";

let api: RunningApi;
let store: TestStore;
beforeAll(async () => {
  api = await startApi();
  store = await createStore(api);
});
afterAll(() => api.close());

/** A word and a sentence, and nothing a store would take for final without reason. */
function expectSentence(answer: Answer, status: number, name: string): void {
  expect(answer.status, name).toBe(status);
  expect(Object.keys(answer.body).sort(), name).toEqual(["error", "message"]);
  expect(String(answer.body.message), name).toMatch(/^\S.*\.$/);
}

describe("bodies", () => {
  const good = JSON.stringify(thinEvent(1));
  const cases: [string, number, Parameters<typeof publish>[2]][] = [
    ["not JSON", 400, { raw: "hello" }],
    ["cut short", 400, { raw: good.slice(0, -3) }],
    ["two values", 400, { raw: `${good}${good}` }],
    ["a raw NUL", 400, { raw: `${good.slice(0, -1)}\0}` }],
    ["invalid UTF-8", 400, { raw: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) }],
    ["UTF-16", 400, { raw: Buffer.from(`\uFEFF${good}`, "utf16le") }],
    ["empty", 422, { raw: "" }],
    ["null", 422, { raw: "null" }],
    ["a number", 422, { raw: "1" }],
    ["a text", 422, { raw: '"event"' }],
    ["an array", 422, { body: [thinEvent(1)] }],
    ["no fields", 422, { body: {} }],
    ["no payload", 422, { body: thinEvent(1, { payload: undefined }) }],
    ["a list as payload", 422, { body: thinEvent(1, { payload: [1] }) }],
    ["a text as payload", 422, { body: thinEvent(1, { payload: "{}" }) }],
    ["an id of 0", 422, { body: thinEvent(0) }],
    ["a negative id", 422, { body: thinEvent(-5) }],
    ["a fraction of an id", 422, { body: thinEvent(1.5) }],
    ["an id as text", 422, { body: thinEvent(1, { magento_entity_id: "1" }) }],
    [
      "an id beyond exact numbers",
      422,
      { raw: good.replace('"magento_entity_id":1', '"magento_entity_id":9007199254740993') },
    ],
    [
      "an id beyond all numbers",
      422,
      { raw: good.replace('"magento_entity_id":1', '"magento_entity_id":1e999') },
    ],
    ["a website too large", 422, { body: thinEvent(1, { website_id: 3_000_000_000 }) }],
    ["no time", 422, { body: thinEvent(1, { occurred_at: undefined }) }],
    ["a day for a time", 422, { body: thinEvent(1, { occurred_at: "2026-11-02" }) }],
    ["a day that does not exist", 422, { body: thinEvent(1, { occurred_at: "2026-02-30T00:00:00Z" }) }],
    ["a year that PostgreSQL has not", 422, { body: thinEvent(1, { occurred_at: "0000-01-01T00:00:00Z" }) }],
    [
      "nested too deeply",
      422,
      { raw: good.replace('"paid":true', `"paid":${"[".repeat(20_000)}${"]".repeat(20_000)}`) },
    ],
    ["oversized", 413, { body: thinEvent(1, { payload: { text: "x".repeat(70_000) } }) }],
    ["an unknown event", 422, { event: "order.created" }],
    ["an event of the language", 422, { event: "__proto__" }],
    ["another provider", 422, { query: "?provider=sage" }],
    ["no idempotency key", 422, { key: null }],
    ["an empty idempotency key", 422, { key: " " }],
    ["an endless idempotency key", 422, { key: "k".repeat(129) }],
    ["plain text", 415, { headers: { "content-type": "text/plain" } }],
    ["a form", 415, { headers: { "content-type": "application/x-www-form-urlencoded" } }],
    ["no content type", 415, { headers: { "content-type": "" } }],
  ];
  test.each(cases)("%s: %i", async (name, status, options) => {
    expectSentence(await publish(api, store, options), status, name);
    expect(await eventsOf(api, store)).toEqual([]);
  });

  test("a sentence names the fields", async () => {
    const answer = await publish(api, store, {
      body: { ...thinEvent(1), magento_entity_id: "SECRET", store_id: null },
    });
    expect(answer.body).toEqual({
      error: "validation",
      message:
        "magento_entity_id must be a whole number above 0. store_id must be a whole number, 0 or more.",
    });
  });

  test("an oversized body without a length is stopped too", async () => {
    const chunks = async function* () {
      for (let index = 0; index < 40; index++) yield Buffer.alloc(4_096, 0x20);
    };
    const answer = await ask(`${api.url}/webhooks/magento/${store.storeId}/invoice.created`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${tokenOf(store)}`,
        "content-type": "application/json",
        "idempotency-key": "invoice.created:1",
      },
      body: chunks() as unknown as ReadableStream,
      duplex: "half",
    } as RequestInit);
    expectSentence(answer, 413, "chunked");
  });
});

describe("below HTTP", () => {
  const send = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = net.connect(Number(new URL(api.url).port), "127.0.0.1", () => socket.write(text));
      let received = "";
      socket.setEncoding("latin1");
      socket.on("data", (chunk) => {
        received += chunk;
      });
      socket.on("error", reject);
      socket.on("close", () => resolve(received));
    });

  test("what is not HTTP is told so", async () => {
    const received = await send("HELLO\r\n\r\n");
    expect(received).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(received.split("\r\n\r\n")[1] ?? "")).toMatchObject({ error: "bad_request" });
  });

  test("a request without a Host header gets a sentence as any other", async () => {
    const received = await send("GET /nothing HTTP/1.1\r\nconnection: close\r\n\r\n");
    expect(JSON.parse(received.split("\r\n\r\n")[1] ?? "")).toMatchObject({ status: 404 });
  });

  test("headers without end are told so", async () => {
    expect(await send(`GET / HTTP/1.1\r\nhost: x\r\nx: ${"x".repeat(40_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
  });

  test("no interim answer comes before the real one, which the module would take for it", async () => {
    const body = JSON.stringify(thinEvent(900));
    const other = await createStore(api);
    const head = [
      `POST /webhooks/magento/${other.storeId}/invoice.created HTTP/1.1`,
      "host: x",
      "connection: close",
      "expect: 100-continue",
      `authorization: Bearer ${tokenOf(other)}`,
      "content-type: application/json",
      "idempotency-key: invoice.created:900",
      `content-length: ${body.length}`,
    ];
    expect(await send(`${head.join("\r\n")}\r\n\r\n${body}`)).toMatch(/^HTTP\/1\.1 202 /);
  });
});

test("every other endpoint answers bad tokens and bad input with a sentence", async () => {
  const call = (method: string, path: string, token: string | null, init: RequestInit = {}) =>
    ask(`${api.url}${path}`, {
      method,
      ...init,
      headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...init.headers },
    });
  const stranger = { storeId: randomUUID(), apiKey: store.apiKey };
  for (const [method, path] of [
    ["GET", "/v1/tile/health"],
    ["GET", "/v1/status?entity_type=invoice&entity_id=1"],
    ["POST", "/v1/tenant/disconnect"],
  ] as const) {
    expectSentence(await call(method, path, null), 401, path);
    expectSentence(await call(method, path, "a.b.c"), 401, path);
    expectSentence(await call(method, path, `${tokenOf(store)}x`), 401, path);
    expectSentence(await call(method, path, tokenOf(stranger)), 503, path);
    expectSentence(await call(method, path, tokenOf(store, { exp: 1 })), 503, path);
  }
  for (const query of [
    "",
    "?entity_type=order&entity_id=1",
    "?entity_type=invoice",
    "?entity_type=invoice&entity_id=0",
    "?entity_type=invoice&entity_id=1.5",
    "?entity_type=invoice&entity_id=99999999999999999999",
    "?entity_type=invoice&entity_id=1&entity_id=2",
  ])
    expectSentence(await call("GET", `/v1/status${query}`, tokenOf(store)), 422, query);
  const json = { "content-type": "application/json" };
  const disconnect = (init: RequestInit) => call("POST", "/v1/tenant/disconnect", tokenOf(store), init);
  expectSentence(await disconnect({ body: "{", headers: json }), 400, "disconnect, malformed");
  expectSentence(await disconnect({ body: "x".repeat(70_000), headers: json }), 413, "disconnect, oversized");
  expectSentence(
    await disconnect({ body: "x", headers: { "content-type": "text/plain" } }),
    415,
    "disconnect, text",
  );
});

test("garbage, ten thousand bytes of it at a time, gets sentences and no 5xx of ours", async () => {
  const other = await createStore(api);
  const random = seeded(20_261_121);
  const base = JSON.stringify(thinEvent(1));
  for (let round = 0; round < 400; round++) {
    const bytes = Buffer.from(base);
    const changes = 1 + Math.floor(random() * 6);
    for (let change = 0; change < changes; change++)
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    const raw =
      round % 4 === 0 ? Buffer.from(Array.from({ length: 10_000 }, () => Math.floor(random() * 256))) : bytes;
    const token = round % 10 === 9 ? bytes.toString("base64url") : tokenOf(other);
    const answer = await publish(api, other, { raw, token, key: `fuzz:${round}` });
    expect([202, 400, 401, 413, 415, 422], `round ${round}: ${answer.text}`).toContain(answer.status);
    if (answer.status !== 202) expectSentence(answer, answer.status, `round ${round}`);
  }
});

test("no body, token or header of a store is ever logged", async () => {
  const other = await createStore(api);
  const token = tokenOf(other);
  const canary = `canary-${randomUUID()}`;
  await publish(api, other, { id: 1, token, body: thinEvent(1, { payload: { canary } }), key: canary });
  await publish(api, other, { raw: `{"${canary}`, token: tokenOf(other) });
  await publish(api, other, { body: { [canary]: canary }, token: tokenOf(other) });
  await publish(api, other, { token: `${token}${canary}` });
  await publish(api, other, {
    body: thinEvent(1, { occurred_at: "0000-01-01T00:00:00Z", payload: { canary } }),
  });
  const logged = api.logged();
  expect(logged).toContain(other.storeId);
  expect(logged).not.toContain(canary);
  expect(logged).not.toContain(token.split(".")[2]);
  expect(logged).not.toMatch(/Bearer/i);
});

test("stopping in the middle of a burst loses nothing that was answered", async () => {
  const closing = await startApi();
  try {
    const other = await createStore(closing);
    const answers = Array.from({ length: 100 }, (_, index) =>
      publish(closing, other, { id: index + 1 }).catch(() => null),
    );
    await Promise.race(answers);
    await closing.stop();
    const settled = (await Promise.all(answers)).filter((answer) => answer !== null);
    const stored = new Set((await eventsOf(closing, other)).map(({ id }) => id));
    const accepted = settled.filter(({ status }) => status === 202);
    expect(accepted.length).toBeGreaterThan(0);
    for (const { body } of accepted) expect(stored.has(String(body.sync_run_id))).toBe(true);
    expect(settled.filter(({ status }) => status !== 202 && status !== 503)).toEqual([]);
  } finally {
    await closing.close();
  }
});

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
