import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor, ServiceContext } from "../src/context.ts";
import { settingsFacts } from "../src/policy/settings-facts.ts";
import { newMerchant, newStore, testContext } from "./merchant.ts";

let testDatabase: TestDatabase;
let ctx: ServiceContext;
let actor: Actor;
let storeId: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  ctx = testContext(testDatabase.database);
  actor = await newMerchant(ctx);
  storeId = await newStore(ctx, actor);
});
afterAll(() => testDatabase.drop());

let magentoId = 1;
async function sold(view: number, line: Record<string, string>, currency = "GBP"): Promise<void> {
  const body = {
    storeId: view,
    currency,
    paymentMethod: "stripe_payments",
    createdAt: "2026-11-01T10:00:00Z",
    customer: { magentoId: "1", email: "a@example.com", company: null },
    lines: [{ qty: "1.0000", ...line }],
  };
  await testDatabase.database.system.query(
    `INSERT INTO sale (tenant_id, store_id, kind, magento_id, body, fetched_at) VALUES ($1, $2, 'invoice', $3, $4, now())`,
    [actor.tenantId, storeId, magentoId++, JSON.stringify(body)],
  );
}

test("whether prices include tax is told by what is round, and currencies by method", async () => {
  for (let each = 0; each < 12; each++) {
    await sold(1, { lineSubtotal: "16.6583", lineTax: "3.3317", lineTotal: "19.9900" });
    await sold(2, { lineSubtotal: "25.0000", lineTax: "5.1300", lineTotal: "30.1300" });
    // Discounted, or untaxed: tells nothing.
    await sold(3, { lineSubtotal: "16.6583", lineTax: "3.3317", lineTotal: "18.0000" });
    await sold(3, { lineSubtotal: "20.0000", lineTax: "0.0000", lineTotal: "20.0000" }, "EUR");
    // Half and half.
    await sold(4, { lineSubtotal: "16.6583", lineTax: "3.3317", lineTotal: "19.9900" });
    await sold(4, { lineSubtotal: "25.0000", lineTax: "5.1300", lineTotal: "30.1300" });
  }
  const facts = await ctx.db.withTenantSql(actor.tenantId, (client) =>
    settingsFacts(client, { storeId, bindingId: storeId }),
  );
  expect(facts.prices).toEqual([
    { storeView: 1, roundWithTax: 12, roundWithout: 0, includeTax: true },
    { storeView: 2, roundWithTax: 0, roundWithout: 12, includeTax: false },
  ]);
  expect(facts.methods).toEqual([{ code: "stripe_payments", documents: 72, currencies: ["EUR", "GBP"] }]);
});
