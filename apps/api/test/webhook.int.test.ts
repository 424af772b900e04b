import { createHmac, randomUUID } from "node:crypto";
import { deriveKeys } from "@counterfoil/magento/derive-keys";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ask,
  createStore,
  eventsOf,
  keysOf,
  publish,
  type RunningApi,
  saveKey,
  startApi,
  thinEvent,
  tokenOf,
} from "./start-api.ts";

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const sql = (text: string, values: unknown[]) => api.testDatabase.database.system.query(text, values);

describe("accepting", () => {
  test("an event is stored and answered with its id, with and without the provider", async () => {
    const store = await createStore(api);
    const first = await publish(api, store, { id: 1 });
    expect(first.status).toBe(202);
    const second = await publish(api, store, { id: 2, query: "?provider=xero" });
    expect(second.status).toBe(202);
    const events = await eventsOf(api, store);
    expect(events.map(({ id }) => id).sort()).toEqual(
      [first.body.sync_run_id, second.body.sync_run_id].sort(),
    );
    expect(events[0]).toMatchObject({ name: "invoice.created", state: "unrouted" });
  });

  test.each([
    "invoice.created",
    "invoice.paid",
    "creditmemo.created",
    "customer.upserted",
    "product.upserted",
  ])("%s is known", async (event) => {
    const store = await createStore(api);
    expect((await publish(api, store, { event, body: thinEvent(7, { payload: {} }) })).status).toBe(202);
    expect(await publish(api, store, { event, id: 8, body: thinEvent(8, { payload: [] }) })).toMatchObject({
      status: 202,
    });
    expect((await eventsOf(api, store)).map(({ payload }) => payload)).toEqual([{}, {}]);
  });

  test("NUL and unpaired surrogates become U+FFFD, real text stays", async () => {
    const store = await createStore(api);
    const raw = `{"magento_entity_id":5,"website_id":1,"store_id":1,"occurred_at":"2026-11-02T03:04:05Z","payload":{"a\\u0000":"x\\u0000y\\ud800z\\udc00","smile":"\\ud83d\\ude00 Ø 株"}}`;
    expect((await publish(api, store, { id: 5, raw })).status).toBe(202);
    const [event] = await eventsOf(api, store);
    expect(event?.payload).toEqual({ "a\uFFFD": "x\uFFFDy\uFFFDz\uFFFD", smile: "😀 Ø 株" });
  });

  test("200 requests at once are all stored once", async () => {
    const store = await createStore(api);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => publish(api, store, { id: index + 1 })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const ids = answers.map(({ body }) => body.sync_run_id);
    expect(new Set(ids).size).toBe(200);
    expect((await eventsOf(api, store)).map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  test("the same delivery 50 times at once is one event", async () => {
    const store = await createStore(api);
    const answers = await Promise.all(Array.from({ length: 50 }, () => publish(api, store)));
    expect(answers.every(({ status }) => status === 202)).toBe(true);
    expect(new Set(answers.map(({ body }) => body.sync_run_id)).size).toBe(1);
    expect(await eventsOf(api, store)).toHaveLength(1);
  });

  test("stores of two tenants in one group keep apart", async () => {
    const [one, other] = [await createStore(api), await createStore(api)];
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        publish(api, index % 2 ? one : other, { id: 1 + Math.floor(index / 2) }),
      ),
    );
    expect(await eventsOf(api, one)).toHaveLength(20);
    expect(await eventsOf(api, other)).toHaveLength(20);
  });
});

describe("deliveries that come again", () => {
  test("the same time of occurrence is a replay, however late, and is routed again", async () => {
    const store = await createStore(api);
    const first = await publish(api, store);
    await sql("UPDATE event_key SET accepted_at = now() - interval '40 days' WHERE store_id = $1", [
      store.storeId,
    ]);
    await sql("UPDATE event SET state = 'routed', next_run_at = NULL WHERE store_id = $1", [store.storeId]);
    const again = await publish(api, store);
    expect(again).toMatchObject({ status: 202, body: { sync_run_id: first.body.sync_run_id } });
    expect(await eventsOf(api, store)).toMatchObject([{ id: first.body.sync_run_id, state: "unrouted" }]);
  });

  test("another time of occurrence within 24 hours is a replay too", async () => {
    const store = await createStore(api);
    const first = await publish(api, store);
    const later = thinEvent(42, { occurred_at: "2026-11-02T09:00:00Z" });
    expect((await publish(api, store, { body: later })).body.sync_run_id).toBe(first.body.sync_run_id);
    expect(await eventsOf(api, store)).toHaveLength(1);
  });

  test("another time of occurrence after 24 hours is a new event and takes the key over", async () => {
    const store = await createStore(api);
    const first = await publish(api, store);
    await sql("UPDATE event_key SET accepted_at = now() - interval '25 hours' WHERE store_id = $1", [
      store.storeId,
    ]);
    const body = thinEvent(42, { occurred_at: "2026-12-02T09:00:00Z" });
    const second = await publish(api, store, { body });
    expect(second.status).toBe(202);
    expect(second.body.sync_run_id).not.toBe(first.body.sync_run_id);
    expect((await publish(api, store, { body })).body.sync_run_id).toBe(second.body.sync_run_id);
    expect(await eventsOf(api, store)).toHaveLength(2);
  });

  test("keys belong to a store: two stores' invoice 42 are two events", async () => {
    const [one, other] = [await createStore(api), await createStore(api)];
    const answers = [await publish(api, one), await publish(api, other)];
    expect(answers[0]?.body.sync_run_id).not.toBe(answers[1]?.body.sync_run_id);
  });

  test("a token may carry its own event again, but no other", async () => {
    const store = await createStore(api);
    const token = tokenOf(store);
    const first = await publish(api, store, { token, id: 1 });
    expect(await publish(api, store, { token, id: 1 })).toMatchObject({
      status: 202,
      body: { sync_run_id: first.body.sync_run_id },
    });
    expect(await publish(api, store, { token, id: 2 })).toMatchObject({
      status: 401,
      body: { error: "token_reused" },
    });
    expect(await eventsOf(api, store)).toHaveLength(1);
  });
});

describe("who may", () => {
  const signed = (apiKey: string, header: object, claims: object) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const input = `${part(header)}.${part(claims)}`;
    return `${input}.${createHmac("sha256", deriveKeys(apiKey).outbound).update(input).digest("base64url")}`;
  };

  test("401 for a token that no repetition cures", async () => {
    const [store, other] = [await createStore(api), await createStore(api)];
    const good = tokenOf(store);
    const claims = JSON.parse(Buffer.from(good.split(".")[1] ?? "", "base64url").toString());
    const cases: Record<string, string> = {
      "bad signature": `${good.slice(0, -4)}AAAA`,
      "another store's key": tokenOf({ storeId: store.storeId, apiKey: other.apiKey }),
      "another store's token": tokenOf(other),
      "own key, other subject": tokenOf(store, { sub: other.storeId }),
      "wrong audience": tokenOf(store, { aud: "magento" }),
      "audience in a list": tokenOf(store, { aud: ["byte8-ledger"] }),
      "wrong issuer": tokenOf(store, { iss: "byte8-ledger" }),
      "no algorithm": signed(store.apiKey, { alg: "none", typ: "JWT" }, claims),
      "another algorithm": signed(store.apiKey, { alg: "HS512", typ: "JWT" }, claims),
      "no token": "not-a-token",
      "inbound key": signed(store.apiKey, { alg: "HS256" }, claims),
    };
    for (const [name, token] of Object.entries(cases)) {
      const answer = await publish(api, store, { token });
      expect(answer, name).toMatchObject({ status: 401, body: { error: "unauthorized" } });
      expect(String(answer.body.message), name).toMatch(/^[A-Z].*\.$/);
    }
    expect(await eventsOf(api, store)).toEqual([]);
  });

  test("401 without a bearer token, and for a store that was disconnected", async () => {
    const store = await createStore(api);
    expect((await publish(api, store, { headers: { authorization: "Basic abc" } })).status).toBe(401);
    await sql("DELETE FROM store_key WHERE store_id = $1", [store.storeId]);
    await sql("UPDATE store SET status = 'disconnected' WHERE id = $1", [store.storeId]);
    expect(await publish(api, store)).toMatchObject({ status: 401, body: { error: "revoked" } });
  });

  test("503 with Retry-After for what time or we can cure", async () => {
    const store = await createStore(api);
    const nowSeconds = Math.floor(Date.now() / 1000);
    const at = (seconds: number) => ({
      iat: nowSeconds + seconds,
      nbf: nowSeconds + seconds,
      exp: nowSeconds + seconds + 60,
    });
    const cases: Record<string, Parameters<typeof publish>[2]> = {
      expired: { token: tokenOf(store, at(-300)) },
      "not yet valid": { token: tokenOf(store, { nbf: nowSeconds + 200, exp: nowSeconds + 260 }) },
      "issued ahead": { token: tokenOf(store, { ...at(200), nbf: nowSeconds }) },
      "valid for too long": { token: tokenOf(store, { exp: nowSeconds + 4_000 }) },
    };
    for (const [name, options] of Object.entries(cases)) {
      const answer = await publish(api, store, options);
      expect(answer.status, name).toBe(503);
      expect(Number(answer.headers.get("retry-after")), name).toBeGreaterThan(0);
    }
    for (const storeId of [randomUUID(), "not-a-store", "1%27%20OR%201=1"]) {
      const answer = await publish(api, { ...store, storeId });
      expect(answer, storeId).toMatchObject({ status: 503, body: { error: "unknown_store" } });
      expect(answer.headers.get("retry-after")).toBe("60");
    }
    expect(await eventsOf(api, store)).toEqual([]);
  });

  test("a minute of clock difference is forgiven", async () => {
    const store = await createStore(api);
    const nowSeconds = Math.floor(Date.now() / 1000);
    const early = { iat: nowSeconds + 50, nbf: nowSeconds + 50, exp: nowSeconds + 110 };
    const late = { iat: nowSeconds - 110, nbf: nowSeconds - 110, exp: nowSeconds - 50 };
    expect((await publish(api, store, { id: 1, token: tokenOf(store, early) })).status).toBe(202);
    expect((await publish(api, store, { id: 2, token: tokenOf(store, late) })).status).toBe(202);
  });
});

describe("keys", () => {
  test("a pending key is accepted at once, although others are cached, and its first token promotes it", async () => {
    const store = await createStore(api);
    expect((await publish(api, store, { id: 1 })).status).toBe(202);
    const pendingKey = await saveKey(api, { ...store, slot: "pending" });
    expect((await publish(api, { ...store, apiKey: pendingKey }, { id: 2 })).status).toBe(202);
    expect(await keysOf(api, store)).toEqual({ current: pendingKey, previous: store.apiKey });
    expect((await publish(api, store, { id: 3 })).status, "previous").toBe(202);
    expect((await publish(api, { ...store, apiKey: pendingKey }, { id: 4 })).status, "current").toBe(202);
  });

  test("a first token among many at once promotes once", async () => {
    const store = await createStore(api);
    const apiKey = await saveKey(api, { ...store, slot: "pending" });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => publish(api, { ...store, apiKey }, { id: index + 1 })),
    );
    expect(answers.every(({ status }) => status === 202)).toBe(true);
    expect(await keysOf(api, store)).toEqual({ current: apiKey, previous: store.apiKey });
  });

  test("a previous key is accepted until it expires, by the clock and not by the cache", async () => {
    const api2 = await startApi();
    try {
      const store = await createStore(api2);
      const expiresAt = new Date(Date.now() + 10 * 60_000);
      const previous = await saveKey(api2, { ...store, slot: "previous", expiresAt });
      expect((await publish(api2, { ...store, apiKey: previous }, { id: 1 })).status).toBe(202);
      api2.advance(10 * 60_000 + 1_000);
      const nowSeconds = Math.floor(Date.now() / 1000) + 600;
      const token = tokenOf(
        { ...store, apiKey: previous },
        { iat: nowSeconds, nbf: nowSeconds, exp: nowSeconds + 60 },
      );
      expect((await publish(api2, store, { id: 2, token })).status).toBe(401);
    } finally {
      await api2.close();
    }
  });

  test("a key that was replaced behind the cache's back is found before 401 is said", async () => {
    const store = await createStore(api);
    await publish(api, store, { id: 1 });
    const apiKey = await saveKey(api, { ...store, slot: "current" });
    expect((await publish(api, { ...store, apiKey }, { id: 2 })).status).toBe(202);
    expect((await publish(api, store, { id: 3 })).status, "the old one is gone").toBe(401);
  });

  test("a store that was disconnected and paired again is let in at once", async () => {
    const store = await createStore(api);
    await sql("DELETE FROM store_key WHERE store_id = $1", [store.storeId]);
    await sql("UPDATE store SET status = 'disconnected' WHERE id = $1", [store.storeId]);
    expect((await publish(api, store, { id: 1 })).status).toBe(401);
    const apiKey = await saveKey(api, { ...store, slot: "pending" });
    expect((await publish(api, { ...store, apiKey }, { id: 2 })).status).toBe(202);
    const { rows } = await sql("SELECT status FROM store WHERE id = $1", [store.storeId]);
    expect(rows).toEqual([{ status: "pending" }]);
  });
});

test("what is served under no address answers JSON", async () => {
  expect(await ask(`${api.url}/nothing`)).toMatchObject({ status: 404, body: { status: 404 } });
  expect(await ask(`${api.url}/v1/nothing`)).toMatchObject({ status: 404, body: { error: "not_found" } });
  expect(await ask(`${api.url}/webhooks/magento/%zz/invoice.created`, { method: "POST" })).toMatchObject({
    status: 400,
    body: { error: "bad_request" },
  });
});
