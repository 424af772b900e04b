import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceContext } from "../src/context.ts";
import { embeddedStatus } from "../src/store/embedded-status.ts";
import { newBinding, newMerchant, newStore, testContext } from "./merchant.ts";

let testDatabase: TestDatabase;
let ctx: ServiceContext;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  ctx = testContext(testDatabase.database);
});
afterAll(() => testDatabase.drop());

const sql = (text: string, values: unknown[]) => testDatabase.database.system.query(text, values);

test("an id that is no store's gives nothing", async () => {
  expect(await embeddedStatus(ctx, randomUUID())).toBeNull();
  expect(await embeddedStatus(ctx, "../../etc/passwd")).toBeNull();
});

test("says how the store stands and counts its documents, with no name, number or amount beside the organisations", async () => {
  const actor = await newMerchant(ctx);
  const storeId = await newStore(ctx, actor);
  expect(await embeddedStatus(ctx, storeId)).toMatchObject({ title: "Xero is not connected yet" });

  const { bindingId, xeroTenantId } = await newBinding(ctx, actor, {
    storeId,
    organisation: "Very Private Ltd",
  });
  const reasons: Record<string, string> = { held: "number_taken", skipped: "zero_value_invoice" };
  const states = ["posted", "posted", "held", "skipped", "queued"];
  for (const [index, state] of states.entries())
    await sql(
      `INSERT INTO document (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_id, increment_id, website_id,
                             magento_store_id, customer_name, currency, grand_total, state, reason)
       VALUES ($1, 'sandbox', $2, $3, $4, 'invoice', $5, '000000777', 1, 1, 'Jane Secret', 'GBP', 98.76, $6, $7)`,
      [actor.tenantId, xeroTenantId, storeId, bindingId, index, state, reasons[state] ?? null],
    );
  const status = await embeddedStatus(ctx, storeId);
  expect(status).toMatchObject({
    look: "needs_you",
    title: "1 document needs you",
    organisations: ["Very Private Ltd"],
    counts: { "In Xero": 2, "Needs you": 1, "Left out": 1, "On its way": 1, Waiting: 0 },
  });
  const { organisations: _named, ...anonymous } = status ?? { organisations: [] };
  expect(JSON.stringify(anonymous)).not.toMatch(/Private|Secret|777|98\.76/);

  await sql("UPDATE connection SET status = 'reconnect_required' WHERE tenant_id = $1", [actor.tenantId]);
  const parked = await embeddedStatus(ctx, storeId);
  expect(parked).toMatchObject({ look: "needs_you", title: "Reconnect Xero" });
  expect(parked?.sentence).not.toContain("Private");

  await sql("UPDATE tenant SET environment = 'production' WHERE id = $1", [actor.tenantId]);
  expect((await embeddedStatus(ctx, storeId))?.counts).toMatchObject({ "In Xero": 0, "Needs you": 0 });
});
