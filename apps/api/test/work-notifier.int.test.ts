import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createWorkNotifier } from "../src/work-notifier.ts";

let testDatabase: TestDatabase;
let listener: pg.Client;
let heardAt: number[] = [];
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  listener = new pg.Client({ connectionString: testDatabase.urls.appUrl });
  await listener.connect();
  await listener.query(`LISTEN ${WORK_CHANNEL}`);
  listener.on("notification", () => heardAt.push(Date.now()));
});
afterAll(async () => {
  await listener.end();
  await testDatabase.drop();
});

/** What was sent before has been heard, and forgotten: the server hands it over before it answers. */
async function forget(): Promise<void> {
  await listener.query("SELECT 1");
  heardAt = [];
}

test("a burst is one notification per interval, and its end is heard too", async () => {
  const notifier = createWorkNotifier({ connectionString: testDatabase.urls.appUrl, everyMs: 100 });
  try {
    await forget();
    const startedAt = Date.now();
    while (Date.now() - startedAt < 250) {
      notifier.notify();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await vi.waitFor(() => expect(heardAt.length).toBeGreaterThanOrEqual(3), { timeout: 5_000 });
    expect(heardAt.length).toBeLessThanOrEqual(1 + Math.ceil((Date.now() - startedAt) / 100));
  } finally {
    await notifier.close();
  }
});

test("what is wanted at the end is sent on closing", async () => {
  const notifier = createWorkNotifier({ connectionString: testDatabase.urls.appUrl, everyMs: 60_000 });
  await forget();
  notifier.notify();
  await vi.waitFor(() => expect(heardAt).toHaveLength(1), { timeout: 5_000 });
  notifier.notify();
  await notifier.close();
  await vi.waitFor(() => expect(heardAt).toHaveLength(2), { timeout: 5_000 });
});

test("a lost connection is replaced", async () => {
  const connectionString = `${testDatabase.urls.appUrl}?application_name=notifier`;
  const notifier = createWorkNotifier({ connectionString, everyMs: 10 });
  try {
    await forget();
    notifier.notify();
    await vi.waitFor(() => expect(heardAt).toHaveLength(1), { timeout: 5_000 });
    await listener.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'notifier'",
    );
    await vi.waitFor(
      () => {
        notifier.notify();
        expect(heardAt.length).toBeGreaterThanOrEqual(2);
      },
      { timeout: 5_000 },
    );
  } finally {
    await notifier.close();
  }
});
