import { createStorefront } from "@counterfoil/magento/storefront";
import { createMagentoSimulator, type MagentoSimulator } from "@counterfoil/magento-simulator/server";
import type { Actor, ServiceContext } from "@counterfoil/services/context";
import { connectStore } from "@counterfoil/services/pairing/connect-store";
import { decidePendingKey } from "@counterfoil/services/pairing/decide-pending-key";
import { storeAccess } from "@counterfoil/services/pairing/open-store-key";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createTenant, keysOf, publish, type RunningApi, saveKey, startApi } from "./start-api.ts";
import { type InBetween, startInBetween } from "./store-in-between.ts";

let api: RunningApi;
let shop: MagentoSimulator;
let between: InBetween;
let ctx: ServiceContext;
let actor: Actor;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

beforeEach(async () => {
  shop = createMagentoSimulator({ outboxTickMs: 0 });
  between = await startInBetween(await shop.listen());
  ctx = contextOf({ allowPrivateUrls: true });
  actor = { ...(await createTenant(api)), role: "owner" };
});
afterEach(async () => {
  await between.close();
  await shop.close();
});

function contextOf(options: { allowPrivateUrls: boolean }): ServiceContext {
  const none = { production: null, sandbox: null };
  return {
    ...api.ctx,
    publicUrl: api.url,
    random: () => 0.5,
    storefront: createStorefront({ timeoutMs: 1_000, now: () => new Date(), ...options }),
    ledger: none,
    identity: none,
  };
}

const newCode = async () => {
  const answer = await shop.app.inject({ method: "POST", url: "/__sim/pairing-code" });
  return answer.json<{ code: string }>().code;
};
const connect = (pairingCode: string, baseUrl = between.url) =>
  connectStore(ctx, actor, { baseUrl, pairingCode });
const sql = async (text: string, values: unknown[]) =>
  (await api.testDatabase.database.system.query(text, values)).rows;
const storeRows = () =>
  sql("SELECT id, code, status, guest_secret_sealed FROM store WHERE tenant_id = $1", [actor.tenantId]);
const onlyStoreId = async () => String((await storeRows())[0]?.id);
const keys = async (storeId: string) => keysOf(api, { ...actor, storeId, apiKey: "" });

async function pair(): Promise<string> {
  const result = await connect(await newCode());
  if (!result.ok) throw new Error(result.sentence);
  return result.storeId;
}

test("a store is paired with the code, proved by a call, and publishes with its new key", async () => {
  const code = await newCode();
  const result = await connect(`  ${code}\n`, `${between.url}/`);
  expect(result).toMatchObject({ ok: true, warning: null });
  const storeId = await onlyStoreId();
  expect(shop.state.credentials?.tenantId).toBe(storeId);
  expect(await keys(storeId)).toEqual({ current: shop.state.credentials?.apiKey });
  expect(await storeRows()).toMatchObject([{ status: "active" }]);
  expect(await storeAccess(ctx, { ...actor, storeId })).toEqual({
    baseUrl: between.url,
    storeId,
    apiKey: shop.state.credentials?.apiKey,
  });

  await shop.app.inject({ method: "POST", url: "/__sim/raise", payload: { count: 3, kind: "invoice" } });
  const drained = await shop.drain();
  expect(drained.succeeded).toBe(drained.sent);
  const [events] = await sql("SELECT count(*)::int AS count FROM event WHERE store_id = $1", [storeId]);
  expect(events).toEqual({ count: drained.sent });
  const health = await shop.app.inject({ url: "/__sim/health" });
  expect(health.json()).toMatchObject({ connection: { label: "Magento paired — Xero not connected yet" } });

  expect(
    await sql("SELECT outcome, ended_at IS NOT NULL AS ended FROM pairing_attempt WHERE store_id = $1", [
      storeId,
    ]),
  ).toEqual([{ outcome: "paired", ended: true }]);
  expect(
    await sql("SELECT actor_kind, actor_id, action, detail FROM audit WHERE tenant_id = $1", [
      actor.tenantId,
    ]),
  ).toEqual([
    { actor_kind: "user", actor_id: actor.userId, action: "store.paired", detail: { baseUrl: between.url } },
  ]);
  for (const secret of [code, shop.state.credentials?.apiKey ?? "?"])
    expect(api.logged()).not.toContain(secret);
});

test("a wrong code is refused, leaves no key behind, and is never re-cased", async () => {
  const code = await newCode();
  const shouted = code.toUpperCase() === code ? `x${code}` : code.toUpperCase();
  for (const [wrong, problem] of [
    [shouted, "code_mistyped"],
    ["0".repeat(32), "code_refused"],
  ] as const)
    expect(await connect(wrong)).toMatchObject({ ok: false, problem, suggestedUrl: null });
  expect(await keys(await onlyStoreId())).toEqual({});
  expect((await connect(code)).ok).toBe(true);
  expect(await storeRows()).toHaveLength(1);
});

test("a used code and an old one are told from a wrong one, by what we noted of earlier tries", async () => {
  const code = await newCode();
  expect((await connect(code)).ok).toBe(true);
  expect(await connect(code)).toMatchObject({ ok: false, problem: "code_used" });
  const other = "0".repeat(32);
  expect(await connect(other)).toMatchObject({ problem: "code_refused" });
  ctx = { ...ctx, now: () => new Date(Date.now() + 31 * 60_000) };
  expect(await connect(other)).toMatchObject({ problem: "code_expired" });
  const [stranger] = [await createTenant(api)];
  actor = { ...stranger, role: "owner" };
  expect(await connect(code), "another tenant's tries are not ours").toMatchObject({
    problem: "code_refused",
  });
});

test("pairing again re-opens the same store with a new key; the one before stays accepted", async () => {
  const storeId = await pair();
  const [before] = await storeRows();
  const firstKey = shop.state.credentials?.apiKey;
  expect(await pair()).toBe(storeId);
  expect(await storeRows()).toEqual([before]);
  expect(await keys(storeId)).toEqual({ current: shop.state.credentials?.apiKey, previous: firstKey });
  const [expiry] = await sql(
    `SELECT extract(epoch FROM expires_at - now())::int AS seconds FROM store_key WHERE store_id = $1 AND slot = 'previous'`,
    [storeId],
  );
  expect(Math.round(Number(expiry?.seconds) / 60)).toBe(10);
  const refused = await connect("0".repeat(32));
  expect(refused).toMatchObject({ ok: false, problem: "code_refused" });
  expect(await keys(storeId)).toEqual({ current: shop.state.credentials?.apiKey, previous: firstKey });
});

test("the store disconnects: keys go, it is told to pair again, and pairing re-opens it", async () => {
  const storeId = await pair();
  const { tenantId = "", apiKey = "" } = shop.state.credentials ?? {};
  const done = await shop.app.inject({ method: "POST", url: "/__sim/disconnect" });
  expect(done.json()).toMatchObject({ acknowledged: true });
  expect(await keys(storeId)).toEqual({});
  expect(await storeRows()).toMatchObject([{ status: "disconnected" }]);
  expect(await publish(api, { storeId: tenantId, apiKey })).toMatchObject({
    status: 401,
    body: { error: "revoked" },
  });
  const audit = await sql("SELECT actor_kind, action FROM audit WHERE tenant_id = $1 ORDER BY id", [
    actor.tenantId,
  ]);
  expect(audit).toEqual([
    { actor_kind: "user", action: "store.paired" },
    { actor_kind: "store", action: "store.disconnected" },
  ]);
  expect(await pair()).toBe(storeId);
  expect(await storeRows()).toMatchObject([{ status: "active" }]);
});

test.each<[string, InBetween["behave"], object]>([
  [
    "a firewall's page",
    () => ({ status: 403, headers: { "content-type": "text/html" }, body: "<html>no" }),
    { problem: "not_json" },
  ],
  [
    "a page instead of the API",
    () => ({ status: 200, headers: { "content-type": "text/html" }, body: "<html>" }),
    { problem: "not_json" },
  ],
  [
    "basic auth",
    () => ({ status: 401, headers: { "www-authenticate": 'Basic realm="x"' } }),
    { problem: "needs_basic_auth" },
  ],
  [
    "no module",
    () => ({
      status: 404,
      headers: { "content-type": "application/json" },
      body: '{"message":"Request does not match any route."}',
    }),
    { problem: "module_missing" },
  ],
  [
    "an error of the store",
    () => ({
      status: 500,
      headers: { "content-type": "application/json" },
      body: '{"message":"Internal Error."}',
    }),
    { problem: "server_error" },
  ],
  [
    "a redirect",
    () => ({
      status: 301,
      headers: { location: "https://www.shop.example/rest/V1/byte8/xero_accounting/setup/pair" },
    }),
    { problem: "redirected", suggestedUrl: "https://www.shop.example" },
  ],
])("%s has its own words", async (_name, behave, expected) => {
  const code = await newCode();
  between.behave = behave;
  const result = await connect(code);
  expect(result).toMatchObject({ ok: false, ...expected });
  between.behave = null;
  expect((await connect(code)).ok, "and it works once the trouble is over").toBe(true);
  expect(await keys(await onlyStoreId())).toEqual({ current: shop.state.credentials?.apiKey });
});

test("addresses that cannot be a store's are refused before anything is called", async () => {
  const strict = contextOf({ allowPrivateUrls: false });
  const at = (baseUrl: string) => connectStore(strict, actor, { baseUrl, pairingCode: "abc" });
  expect(await at("http://shop.example/")).toMatchObject({
    problem: "http_refused",
    suggestedUrl: "https://shop.example",
  });
  expect(await at("https://127.0.0.1")).toMatchObject({ problem: "private_address" });
  expect(await at("https://[::1]")).toMatchObject({ problem: "private_address" });
  expect(await at("")).toMatchObject({ problem: "address_missing" });
  expect(await at("not a url")).toMatchObject({ problem: "address_invalid" });
  expect(await at("https://me:secret@shop.example")).toMatchObject({ problem: "address_with_login" });
  expect(await at("https://shop.example/?x=1")).toMatchObject({ problem: "address_with_query" });
  const empty = await connectStore(strict, actor, { baseUrl: "https://shop.example", pairingCode: "  " });
  expect(empty).toMatchObject({ problem: "code_missing" });
});

test("a store that is down is said to be unreachable", async () => {
  const gone = between.url;
  await between.close();
  expect(await connect("0".repeat(32), gone)).toMatchObject({ ok: false, problem: "unreachable" });
  expect(await keys(await onlyStoreId())).toEqual({});
});

test("an answer that is lost after the store took the key: a knock decides, and pairing succeeds", async () => {
  const code = await newCode();
  between.behave = (path) => (path.endsWith("/setup/pair") ? "cut-after" : null);
  expect(await connect(code)).toMatchObject({ ok: true, warning: null });
  expect(await keys(await onlyStoreId())).toEqual({ current: shop.state.credentials?.apiKey });
});

test("lost answers all around keep the key: events are taken, and the used code is no obstacle", async () => {
  const code = await newCode();
  between.behave = (path) => (path.endsWith("/setup/pair") ? "cut-after" : "cut");
  expect(await connect(code)).toMatchObject({ ok: false, problem: "unreachable" });
  const storeId = await onlyStoreId();
  expect(await keys(storeId)).toEqual({ pending: shop.state.credentials?.apiKey });

  // The same press again, with a code that is used up by now.
  between.behave = null;
  expect(await connect(code)).toMatchObject({ ok: true, storeId, warning: null });
  expect(await keys(storeId)).toEqual({ current: shop.state.credentials?.apiKey });
});

test("a key without an answer is proved by the first event", async () => {
  const code = await newCode();
  between.behave = (path) => (path.endsWith("/setup/pair") ? "cut-after" : "cut");
  await connect(code);
  const storeId = await onlyStoreId();
  await shop.app.inject({ method: "POST", url: "/__sim/raise", payload: { count: 1, kind: "invoice" } });
  const drained = await shop.drain();
  expect(drained).toMatchObject({ deadLettered: 0, retrying: 0 });
  expect(await keys(storeId)).toEqual({ current: shop.state.credentials?.apiKey });
  expect(await storeRows()).toMatchObject([{ status: "pending" }]);
  between.behave = null;
  expect(await decidePendingKey(ctx, { ...actor, storeId })).toBe("proved");
  expect(await storeRows()).toMatchObject([{ status: "active" }]);
});

test("a pending key that the store refuses goes if it takes the current one, and stays while it takes none", async () => {
  const storeId = await pair();
  await saveKey(api, { ...actor, storeId, slot: "pending" });
  between.behave = () => ({
    status: 401,
    headers: { "content-type": "application/json" },
    body: '{"message":"no"}',
  });
  expect(await decidePendingKey(ctx, { ...actor, storeId })).toBe("refused");
  expect(Object.keys(await keys(storeId)).sort()).toEqual(["current", "pending"]);
  between.behave = null;
  expect(await decidePendingKey(ctx, { ...actor, storeId })).toBe("proved");
  expect(await keys(storeId)).toEqual({ current: shop.state.credentials?.apiKey });
});

test("paired, but turned away at the first call: a success with a warning", async () => {
  between.behave = (path) =>
    path.endsWith("/ping")
      ? { status: 401, headers: { "content-type": "application/json" }, body: '{"message":"no"}' }
      : null;
  const result = await connect(await newCode());
  expect(result).toMatchObject({ ok: true, warning: { problem: "ping_refused" } });
  expect(await storeRows()).toMatchObject([{ status: "pending" }]);
});

test("two presses at once end in one store and one key", async () => {
  const code = await newCode();
  await Promise.all([connect(code), connect(code), connect(code)]);
  expect(await storeRows()).toHaveLength(1);
  expect(await keys(await onlyStoreId())).toEqual({ current: shop.state.credentials?.apiKey });
});

test("a wrong code beside the right one takes nothing away", async () => {
  await pair();
  const code = await newCode();
  await Promise.all([connect("0".repeat(32)), connect(code), connect("1".repeat(32))]);
  expect((await keys(await onlyStoreId())).current).toBe(shop.state.credentials?.apiKey);
});

test("a plan's limit is said in a sentence, and never stops a store that has its place", async () => {
  actor = { ...(await createTenant(api, "starter")), role: "admin" };
  await pair();
  const other = await startInBetween(between.url);
  try {
    const refused = await connect(await newCode(), other.url);
    expect(refused).toMatchObject({ ok: false, problem: "plan_limit" });
    expect(refused).toHaveProperty("sentence", expect.stringContaining("Starter plan covers one store"));
    await pair();
    await shop.app.inject({ method: "POST", url: "/__sim/disconnect" });
    expect(await connect(await newCode(), other.url), "a disconnected store frees its place").toMatchObject({
      ok: true,
    });
  } finally {
    await other.close();
  }
});

test("two stores at once do not slip past the limit of one", async () => {
  actor = { ...(await createTenant(api, "starter")), role: "owner" };
  const others = await Promise.all(Array.from({ length: 4 }, () => startInBetween(between.url)));
  try {
    const code = await newCode();
    for (const other of others) other.behave = (path) => (path.endsWith("/setup/pair") ? "cut-after" : "cut");
    const results = await Promise.all(others.map(({ url }) => connect(code, url)));
    expect(results.filter((result) => !result.ok && result.problem === "plan_limit")).toHaveLength(3);
    expect(await storeRows()).toHaveLength(1);
  } finally {
    for (const other of others) await other.close();
  }
});

test("bookkeepers and viewers may not pair", async () => {
  for (const role of ["bookkeeper", "viewer"] as const)
    await expect(
      connectStore(ctx, { ...actor, role }, { baseUrl: between.url, pairingCode: "x" }),
    ).rejects.toMatchObject({ code: "forbidden" });
  expect(await storeRows()).toEqual([]);
});

test("trying over and over is stopped, per account", async () => {
  between.behave = () => "cut";
  let last: Awaited<ReturnType<typeof connect>> | null = null;
  for (
    let tries = 0;
    tries < 61 && (last === null || (!last.ok && last.problem !== "too_many_tries"));
    tries++
  )
    last = await connect("0".repeat(32));
  expect(last).toMatchObject({ ok: false, problem: "too_many_tries" });
  between.behave = null;
  actor = { ...(await createTenant(api)), role: "owner" };
  expect((await connect(await newCode())).ok).toBe(true);
});

test("the same store of another merchant is another store", async () => {
  const first = await pair();
  actor = { ...(await createTenant(api)), role: "owner" };
  expect(await pair()).not.toBe(first);
});
