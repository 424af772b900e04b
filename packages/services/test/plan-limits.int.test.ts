import { isCounterfoilError } from "@counterfoil/core/errors";
import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bindOnlyStore } from "../src/binding/bind-only-store.ts";
import { createBinding } from "../src/binding/create-binding.ts";
import type { Actor, ServiceContext } from "../src/context.ts";
import { routeEvents } from "../src/event/route-events.ts";
import { getPlan } from "../src/plan/get-plan.ts";
import { holdBeyondPlan, wakeBeyondPlan } from "../src/plan/hold-beyond-plan.ts";
import { newMerchant, newOrganisation, newStore, testContext } from "./merchant.ts";

let testDatabase: TestDatabase;
let ctx: ServiceContext;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  ctx = testContext(testDatabase.database);
});
afterAll(() => testDatabase.drop());

async function setPlan(actor: Actor, plan: string): Promise<void> {
  await testDatabase.database.system.query("UPDATE tenant SET plan = $2 WHERE id = $1", [
    actor.tenantId,
    plan,
  ]);
  await ctx.db.withTenant(actor.tenantId, (tx) => wakeBeyondPlan(tx));
}

/** Each in a transaction of its own: what comes first is told by the clock. */
async function announce(actor: Actor, storeId: string, invoices: { id: number; website: number }[]) {
  for (const { id, website } of invoices) {
    await testDatabase.database.system.query(
      `INSERT INTO event (tenant_id, store_id, name, magento_entity_id, website_id, magento_store_id, occurred_at, payload, next_run_at, accepted_at)
       VALUES ($1, $2, 'invoice.created', $3, $4, $4, now(), '{}', now() - interval '1 s', now())`,
      [actor.tenantId, storeId, id, website],
    );
    await ctx.db.withTenantSql(actor.tenantId, (client) => routeEvents(ctx, client, { storeId }));
  }
  await hold(actor, storeId);
}

/** Documents are due from the next millisecond on. */
async function hold(actor: Actor, storeId: string): Promise<void> {
  await testDatabase.database.system.query("UPDATE document SET next_run_at = next_run_at - interval '1 s'");
  await ctx.db.withTenantSql(actor.tenantId, (client) => holdBeyondPlan(client, storeId));
}

const waiting = async (actor: Actor) => {
  const { rows } = await testDatabase.database.system.query<{ id: string }>(
    "SELECT magento_id::text AS id FROM document WHERE tenant_id = $1 AND reason = 'counterfoil_plan_limit' AND next_run_at IS NULL ORDER BY 1",
    [actor.tenantId],
  );
  return rows.map(({ id }) => id);
};

test("documents of a further website wait and go when the plan covers it", async () => {
  const owner = await newMerchant(ctx);
  await setPlan(owner, "starter");
  const storeId = await newStore(ctx, owner);
  await createBinding(ctx, owner, {
    storeId,
    organisationId: (await newOrganisation(ctx, owner)).organisationId,
    invoiceNumberPrefix: "",
    websiteFilter: [],
    storeFilter: [],
  });
  await announce(owner, storeId, [
    { id: 1, website: 2 },
    { id: 2, website: 1 },
    { id: 3, website: 2 },
    { id: 4, website: 0 },
  ]);
  expect(await waiting(owner), "the website that came first is covered").toEqual(["2"]);
  expect(await getPlan(ctx, owner)).toMatchObject({
    plan: "starter",
    used: { stores: 1, organisations: 1, websites: 2 },
    waiting: 1,
  });
  await setPlan(owner, "growth");
  await hold(owner, storeId);
  expect(await waiting(owner)).toEqual([]);
});

test("a second organisation needs a plan that covers it, a second store of the same one does not", async () => {
  const owner = await newMerchant(ctx);
  const [first, second] = [await newOrganisation(ctx, owner), await newOrganisation(ctx, owner)];
  const bind = async ({ organisationId }: { organisationId: string }, invoiceNumberPrefix: string) =>
    createBinding(ctx, owner, {
      storeId: await newStore(ctx, owner),
      organisationId,
      invoiceNumberPrefix,
      websiteFilter: [],
      storeFilter: [],
    });
  await setPlan(owner, "starter");
  await bind(first, "");
  await bind(first, "B-");
  const refused = await bind(second, "").catch((error: unknown) => error);
  if (!isCounterfoilError(refused)) throw refused;
  expect(refused.code).toBe("limit_reached");
  expect(refused.message).toContain("Your plan allows one Xero organisation");
  // Whoever comes back from Xero's consent page with it lands where that is said, not on an error.
  expect(await bindOnlyStore(ctx, owner, second)).toBeNull();
  await setPlan(owner, "growth");
  await bind(second, "");
});
