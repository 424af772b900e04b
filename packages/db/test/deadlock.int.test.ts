import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../src/test-database.ts";

let testDatabase: TestDatabase;
const tenantId = randomUUID();
const [one, other] = [randomUUID(), randomUUID()];
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const { system } = testDatabase.database;
  await system.query("INSERT INTO tenant (id, name) VALUES ($1, 'T')", [tenantId]);
  await system.query(
    "INSERT INTO store (id, tenant_id, code, base_url, guest_secret_sealed) VALUES ($1, $3, 'A', 'a', 'x'), ($2, $3, 'B', 'b', 'x')",
    [one, other, tenantId],
  );
});
afterAll(() => testDatabase.drop());

/** Two that take the same rows in opposite order, each holding its first until the other has its own. */
function crossing() {
  let here = 0;
  return async (lock: (id: string) => Promise<unknown>, [first, second]: [string, string]) => {
    await lock(first);
    here += 1;
    while (here < 2) await new Promise((resolve) => setImmediate(resolve));
    await lock(second);
    return "done";
  };
}

test("a Prisma transaction that was ended for a deadlock begins again", async () => {
  const meet = crossing();
  const run = (order: [string, string]) =>
    testDatabase.database.withTenant(tenantId, (tx) =>
      meet(
        (id) => tx.$executeRaw`UPDATE store SET parked_tries = parked_tries + 1 WHERE id = ${id}::uuid`,
        order,
      ),
    );
  expect(await Promise.all([run([one, other]), run([other, one])])).toEqual(["done", "done"]);
});

test("so does one of bare statements", async () => {
  const meet = crossing();
  const run = (order: [string, string]) =>
    testDatabase.database.withTenantSql(tenantId, (client) =>
      meet(
        (id) => client.query("UPDATE store SET parked_tries = parked_tries + 1 WHERE id = $1", [id]),
        order,
      ),
    );
  expect(await Promise.all([run([one, other]), run([other, one])])).toEqual(["done", "done"]);
  const { rows } = await testDatabase.database.system.query("SELECT parked_tries FROM store");
  expect(rows).toEqual([{ parked_tries: 4 }, { parked_tries: 4 }]);
});
