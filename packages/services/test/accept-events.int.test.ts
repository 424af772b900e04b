import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createEventAcceptor, type Delivery } from "../src/event/accept-events.ts";

let testDatabase: TestDatabase;
let store: { tenantId: string; storeId: string };
beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());
beforeEach(async () => {
  store = await createStore();
});

type Options = Parameters<typeof createEventAcceptor>[0];
type Query = (config: { name: string; text: string; values: [string, number] }) => Promise<unknown>;

/** An acceptor whose calls are watched, and may be made to fail on the way. */
function watched(options: Partial<Options> & { before?: (items: number) => Promise<void> } = {}) {
  const { before = async () => {}, ...rest } = options;
  const seen = { sizes: [] as number[], inFlight: 0, mostInFlight: 0, notified: 0 };
  const query: Query = async (config) => {
    const size = (JSON.parse(config.values[0]) as unknown[]).length;
    seen.sizes.push(size);
    seen.inFlight += 1;
    seen.mostInFlight = Math.max(seen.mostInFlight, seen.inFlight);
    try {
      await before(size);
      return await testDatabase.database.app.query(config);
    } finally {
      seen.inFlight -= 1;
    }
  };
  const acceptor = createEventAcceptor({
    app: { query } as unknown as Options["app"],
    notify: () => {
      seen.notified += 1;
    },
    replayWindowMs: 86_400_000,
    ...rest,
  });
  return { ...acceptor, seen };
}

function delivery(id: number, changes: Partial<Delivery> = {}): Delivery {
  return {
    ...store,
    jti: randomUUID(),
    tokenExpiresAt: new Date(Date.now() + 60_000),
    idempotencyKey: `invoice.created:${id}`,
    name: "invoice.created",
    magentoEntityId: id,
    websiteId: 1,
    magentoStoreId: 1,
    occurredAt: new Date("2026-11-02T03:04:05Z"),
    payload: { increment_id: String(id) },
    ...changes,
  };
}

async function createStore(): Promise<{ tenantId: string; storeId: string }> {
  const { rows } = await testDatabase.database.system.query<{ tenantId: string; storeId: string }>(
    `WITH t AS (INSERT INTO tenant (name) VALUES ('One') RETURNING id)
     INSERT INTO store (tenant_id, code, base_url, guest_secret_sealed) SELECT id, $1, 'https://one.example', 'x' FROM t
     RETURNING tenant_id AS "tenantId", id AS "storeId"`,
    [randomUUID().slice(0, 8)],
  );
  const row = rows[0];
  if (!row) throw new Error("no store");
  return row;
}

async function stored(): Promise<number> {
  const { rows } = await testDatabase.database.system.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM event WHERE store_id = $1",
    [store.storeId],
  );
  return rows[0]?.count ?? -1;
}

test("deliveries go together, at most 64 a call and four calls at once", async () => {
  const { accept, idle, seen } = watched();
  const answers = await Promise.all(Array.from({ length: 1_000 }, (_, index) => accept(delivery(index + 1))));
  await idle();
  expect(answers.every(({ outcome }) => outcome === "accepted")).toBe(true);
  expect(new Set(answers.map(({ eventId }) => eventId)).size).toBe(1_000);
  expect(await stored()).toBe(1_000);
  expect(Math.max(...seen.sizes)).toBe(64);
  expect(seen.mostInFlight).toBe(4);
  expect(seen.sizes.length).toBe(16);
  expect(seen.notified).toBe(16);
});

test("the order of answers is the order of deliveries, whatever the outcome", async () => {
  const { accept } = watched();
  const first = await accept(delivery(1));
  const jti = randomUUID();
  const answers = await Promise.all([
    accept(delivery(2)),
    accept(delivery(1)),
    accept(delivery(3, { jti })),
    accept(delivery(4, { jti })),
    accept(delivery(3, { jti })),
    accept(delivery(2)),
  ]);
  expect(answers.map(({ outcome }) => outcome)).toEqual([
    "accepted",
    "replay",
    "accepted",
    "token_reused",
    "replay",
    "replay",
  ]);
  expect(answers[1]?.eventId).toBe(first.eventId);
  expect(answers[4]?.eventId).toBe(answers[2]?.eventId);
  expect(answers[5]?.eventId).toBe(answers[0]?.eventId);
  expect(await stored()).toBe(3);
});

test("one delivery that the database cannot hold harms none beside it", async () => {
  const { accept, seen } = watched();
  const bad = accept(delivery(7, { payload: { text: "a\0b" } })).catch((error: unknown) => error);
  const badDate = accept(delivery(8, { occurredAt: new Date("0000-01-01T00:00:00Z") })).catch(
    (error: unknown) => error,
  );
  const others = await Promise.all(Array.from({ length: 40 }, (_, index) => accept(delivery(100 + index))));
  expect(others.every(({ outcome }) => outcome === "accepted")).toBe(true);
  expect(await bad).toMatchObject({ code: "invalid" });
  expect(await badDate).toMatchObject({ code: "invalid" });
  expect(await stored()).toBe(40);
  expect(seen.sizes).toEqual([42, ...Array.from({ length: 42 }, () => 1)]);
});

test("a call that fails for another reason is repeated one by one", async () => {
  const { accept } = watched({
    before: async (items) => {
      if (items > 1) throw Object.assign(new Error("deadlock detected"), { code: "40P01" });
    },
  });
  const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => accept(delivery(index + 1))));
  expect(answers.every(({ outcome }) => outcome === "accepted")).toBe(true);
  expect(await stored()).toBe(10);
});

test("a repetition after a call that had taken effect answers with the first ids", async () => {
  let isFirst = true;
  const query: Query = async (config) => {
    const result = await testDatabase.database.app.query(config);
    if (!isFirst) return result;
    isFirst = false;
    throw Object.assign(new Error("Connection terminated unexpectedly"));
  };
  const { accept } = createEventAcceptor({
    app: { query } as unknown as Options["app"],
    notify: () => {},
    replayWindowMs: 86_400_000,
  });
  const answers = await Promise.all([accept(delivery(1)), accept(delivery(2))]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(["replay", "replay"]);
  expect(await stored()).toBe(2);
});

test("a database in trouble, or too slow, is unavailable and not invalid", async () => {
  const down = watched({
    before: async () => {
      throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    },
  });
  await expect(down.accept(delivery(1))).rejects.toMatchObject({ code: "unavailable" });

  let release = () => {};
  const stuck = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = watched({ before: () => stuck, deadlineMs: 30, maxWaiting: 2 });
  const inFlight = [1, 2, 3, 4].map(async (id) => {
    const answer = slow.accept(delivery(id)).catch((error: unknown) => error);
    await new Promise((resolve) => setImmediate(resolve));
    return answer;
  });
  for (const answer of await Promise.all(inFlight)) expect(answer).toMatchObject({ code: "unavailable" });
  const waiting = [slow.accept(delivery(10)), slow.accept(delivery(11)), slow.accept(delivery(12))];
  const outcomes = await Promise.allSettled(waiting);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(["rejected", "rejected", "rejected"]);
  release();
  await slow.idle();
  expect(slow.seen.sizes.every((size) => size > 0)).toBe(true);
});

test("a delivery can name no store of another tenant", async () => {
  const mine = store;
  const theirs = await createStore();
  const { accept } = watched();
  await expect(
    accept(delivery(1, { tenantId: theirs.tenantId, storeId: mine.storeId })),
  ).rejects.toMatchObject({
    code: "unavailable",
  });
  expect(await stored()).toBe(0);
});
