import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listBindings } from "../src/binding/list-bindings.ts";
import type { Actor, ServiceContext } from "../src/context.ts";
import { MOST_READ } from "../src/home/decisions.ts";
import { listBudgets } from "../src/home/list-budgets.ts";
import { listTasks } from "../src/home/list-tasks.ts";
import { movedDocuments } from "../src/home/moved-documents.ts";
import { listStoreHealth } from "../src/store/list-store-health.ts";
import { newBinding, newMerchant, testContext } from "./merchant.ts";

let testDatabase: TestDatabase;
let ctx: ServiceContext;
let actor: Actor;
let bindingId: string;
let organisationId: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  ctx = testContext(testDatabase.database);
});
afterAll(() => testDatabase.drop());
beforeEach(async () => {
  actor = await newMerchant(ctx);
  ({ bindingId, organisationId } = await newBinding(ctx, actor, {
    organisation: "Acme Ltd",
    storeFilter: [1],
  }));
  await sql(
    `INSERT INTO policy (binding_id, version, tenant_id, environment, body) VALUES ($1, 1, $2, 'sandbox', '{"storeTimezone": "Europe/London"}')`,
    [bindingId, actor.tenantId],
  );
});

const sql = <T extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
  testDatabase.database.system.query<T>(text, values).then(({ rows }) => rows);

let magentoId = 1;
async function newDocuments(
  count: number,
  values: {
    state: string;
    reason?: string;
    params?: object;
    view?: number;
    isOutside?: boolean;
    postedAt?: Date;
  },
) {
  for (let each = 0; each < count; each++)
    await sql(
      `INSERT INTO document (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_id, website_id, magento_store_id, currency,
                             grand_total, document_date, state, reason, reason_params, is_outside, posted_at, xero_total)
       SELECT tenant_id, environment, xero_tenant_id, store_id, id, 'invoice', $2, 1, $3, 'GBP', 10, '2026-11-01', $4, $5, $6, $7, $8,
              CASE WHEN $8::timestamptz IS NOT NULL THEN 10 END
       FROM binding WHERE id = $1`,
      [
        bindingId,
        magentoId++,
        values.view ?? 1,
        values.state,
        values.reason ?? null,
        values.params ?? {},
        values.isOutside ?? false,
        values.postedAt ?? null,
      ],
    );
}

async function tasks() {
  const [bindings, stores] = await Promise.all([listBindings(ctx, actor), listStoreHealth(ctx, actor)]);
  return listTasks(ctx, actor, { bindings, stores, isXeroConnected: true });
}

test("what one choice releases is one task: by rate and country, not by document", async () => {
  const french = { rate: "17.5", country: "FR" };
  await newDocuments(2, {
    state: "held",
    reason: "tax_rate_unmapped",
    params: { ...french, net: "100.00", tax: "17.50" },
  });
  await newDocuments(1, {
    state: "held",
    reason: "tax_rate_unmapped",
    params: { ...french, net: "9.00", tax: "1.58" },
  });
  await newDocuments(1, {
    state: "held",
    reason: "tax_rate_unmapped",
    params: { rate: "5", country: "GB" },
  });
  await newDocuments(2, { state: "held", reason: "period_locked", params: { date: "2026-01-31" } });
  await newDocuments(3, { state: "waiting", reason: "awaiting_approval" });
  expect(await tasks()).toMatchObject([
    {
      kind: "decide",
      reason: "tax_rate_unmapped",
      documents: 3,
      isWhole: false,
      sentence: expect.stringMatching(/17\.5 % on sales to France\? Choose once, and 3 documents go/),
    },
    { kind: "decide", reason: "period_locked", documents: 2, isWhole: true, documentId: null },
    { kind: "decide", reason: "tax_rate_unmapped", documents: 1, documentId: expect.any(String) },
    { kind: "awaiting_approval", documents: 3 },
  ]);
});

test("of very many nothing is told apart, so that Home does not read them", async () => {
  await newDocuments(1, { state: "held", reason: "tax_rate_unmapped", params: { rate: "5", country: "GB" } });
  await sql(
    `INSERT INTO document (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_id, website_id, magento_store_id, state, reason, reason_params)
     SELECT tenant_id, environment, xero_tenant_id, store_id, id, 'invoice', 1000000 + n, 1, 1, 'held', 'tax_rate_unmapped', '{"rate": "20", "country": "FR"}'
     FROM binding, generate_series(1, $2) n WHERE id = $1`,
    [bindingId, MOST_READ],
  );
  expect(await tasks()).toMatchObject([
    {
      kind: "decide",
      documents: MOST_READ + 1,
      isWhole: true,
      documentId: null,
      sentence: expect.stringMatching(/Choose once, and every document that waits for it goes/),
    },
  ]);
});

test("a lost connection is one task with what waits for it, and not with what waits for somebody's approval", async () => {
  await newDocuments(4, { state: "planned" });
  await newDocuments(2, { state: "waiting", reason: "awaiting_approval" });
  await sql("UPDATE connection SET status = 'reconnect_required' WHERE organisation_id = $1", [
    organisationId,
  ]);
  expect(await tasks()).toMatchObject([
    { kind: "reconnect", organisation: "Acme Ltd", bindingId, documents: 4, isEnded: false },
    { kind: "awaiting_approval", documents: 2 },
  ]);
});

test("a store view that nobody takes is one task, until somebody takes it", async () => {
  await newDocuments(3, {
    state: "skipped",
    reason: "no_binding_for_store_view",
    view: 2,
    isOutside: true,
  });
  await sql(
    `INSERT INTO store_view (tenant_id, store_id, magento_store_id, website_id, name, last_seen_at)
     SELECT tenant_id, store_id, 2, 1, 'Trade', now() FROM binding WHERE id = $1`,
    [bindingId],
  );
  expect(await tasks()).toMatchObject([
    { kind: "unclaimed_view", name: "Trade", storeViewId: 2, documents: 3 },
  ]);
  await sql("UPDATE binding SET store_filter = '{1,2}' WHERE id = $1", [bindingId]);
  expect(await tasks()).toEqual([]);
});

test("what moved stands at its hour and day in the store's zone", async () => {
  const at = (time: string) => new Date(time);
  const noon: ServiceContext = { ...ctx, now: () => at("2026-07-10T12:30:00Z") };
  await newDocuments(2, { state: "posted", postedAt: at("2026-07-10T12:10:00Z") });
  // The hour of the day before that has the same name is not this one's.
  await newDocuments(1, { state: "posted", postedAt: at("2026-07-09T12:50:00Z") });
  // London is an hour ahead: the next day there.
  await newDocuments(3, { state: "posted", postedAt: at("2026-07-05T23:30:00Z") });
  await newDocuments(1, { state: "posted", postedAt: at("2026-05-01T00:00:00Z") });
  const { hours, days, zone } = await movedDocuments(noon, actor);
  expect(zone).toBe("Europe/London");
  expect(hours).toHaveLength(24);
  expect(hours.filter(({ documents }) => documents > 0)).toEqual([{ label: "13:00", documents: 2 }]);
  expect(days).toHaveLength(30);
  expect(days.filter(({ documents }) => documents > 0)).toEqual([
    { label: "2026-07-06", documents: 3 },
    { label: "2026-07-09", documents: 1 },
    { label: "2026-07-10", documents: 2 },
  ]);
  // What was sent to a sandbox is nothing that moved in the real books.
  await sql("UPDATE tenant SET environment = 'production' WHERE id = $1", [actor.tenantId]);
  const live = await movedDocuments(noon, actor);
  expect([...live.hours, ...live.days].filter(({ documents }) => documents > 0)).toEqual([]);
});

test("the budget counts calls, and what waits for them has a time to be through", async () => {
  await newDocuments(120, { state: "planned" });
  await sql(
    `INSERT INTO organisation_lane (environment, xero_tenant_id) SELECT environment, xero_tenant_id FROM binding WHERE id = $1`,
    [bindingId],
  );
  await sql(
    `INSERT INTO call_start (environment, xero_tenant_id, started_at)
     SELECT environment, xero_tenant_id, now() - n * interval '1 minute' FROM binding, generate_series(0, 99) n WHERE id = $1`,
    [bindingId],
  );
  const bindings = await listBindings(ctx, actor);
  const [row] = await listBudgets(ctx, actor, bindings);
  expect(row).toMatchObject({
    organisation: { name: "Acme Ltd" },
    budget: { dayLimit: 1000, dayLeft: 900, minuteLimit: 60 },
    waiting: 120,
    finish: { calls: 9 },
  });
  expect(row?.budget?.minuteLeft).toBeGreaterThanOrEqual(58);
  expect(row?.finish.at?.getTime()).toBeGreaterThan(Date.now());
});
