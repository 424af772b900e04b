import { randomUUID } from "node:crypto";
import { type PolicyInput, policySchema } from "@counterfoil/core/policy";
import type { ReferenceData } from "@counterfoil/core/reference";
import { sealSecret } from "@counterfoil/db/sealed-secret";
import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { closeBinding } from "../src/binding/close-binding.ts";
import { createBinding } from "../src/binding/create-binding.ts";
import { pauseBinding } from "../src/binding/pause-binding.ts";
import { requireBinding } from "../src/binding/require-binding.ts";
import { sendStoreView } from "../src/binding/send-store-view.ts";
import type { Actor, ServiceContext } from "../src/context.ts";
import { gatherDocument } from "../src/document/gather-document.ts";
import { historySummary } from "../src/document/history-summary.ts";
import { listDocuments } from "../src/document/list-documents.ts";
import { storeKeyPlace } from "../src/pairing/store-key-place.ts";
import { checkChanges } from "../src/policy/check-changes.ts";
import { nameStoreViews } from "../src/policy/name-store-views.ts";
import { newMerchant, newOrganisation, newStore, testContext } from "./merchant.ts";

let testDatabase: TestDatabase;
let ctx: ServiceContext;
let actor: Actor;
let storeId: string;
let bindingId: string;
let organisationId: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  ctx = testContext(testDatabase.database);
});
afterAll(() => testDatabase.drop());
beforeEach(async () => {
  actor = await newMerchant(ctx);
  storeId = await newStore(ctx, actor, "http://127.0.0.1:9");
  ({ organisationId } = await newOrganisation(ctx, actor));
  ({ bindingId } = await createBinding(ctx, actor, { storeId, organisationId }));
});

const sql = (text: string, values: unknown[]) => testDatabase.database.system.query(text, values);

test("a filter or a page that no link of ours has is refused by its field, and never by the database", async () => {
  const strange: Record<string, string>[] = [
    { storeView: `${"-".repeat(36)}.1` },
    { from: "0000-01-01" },
    { month: "0000-05" },
    { cursor: `older_heard_2026-02-31T10:00:00.000Z_${storeId}` },
    { cursor: `older_day_0000-01-01_${storeId}`, from: "2026-01-01" },
    { search: "\0" },
  ];
  for (const input of strange) {
    await expect(listDocuments(ctx, actor, input), JSON.stringify(input)).rejects.toMatchObject({
      code: "invalid",
    });
    if (!("cursor" in input))
      await expect(historySummary(ctx, actor, input)).rejects.toMatchObject({ code: "invalid" });
  }
});

test("what no column can hold is refused with a sentence on its field", async () => {
  await expect(nameStoreViews(ctx, actor, { bindingId, names: { "1": "Trade\0" } })).rejects.toMatchObject({
    code: "invalid",
    problems: [{ path: "storeViewName.1", message: expect.stringContaining("cannot be stored") }],
  });
  const view = { storeId, storeViewId: "99999999999", target: `binding:${bindingId}` };
  await expect(sendStoreView(ctx, actor, view)).rejects.toMatchObject({ code: "invalid" });
  const check = (changes: PolicyInput) =>
    ctx.db.withTenant(actor.tenantId, async (tx) =>
      checkChanges(tx, {
        binding: await requireBinding(tx, bindingId),
        current: policySchema.parse({}),
        changes,
        reference: {} as ReferenceData,
      }),
    );
  for (const [setting, value] of Object.entries({
    paymentMethodMap: { "stripe\0": null },
    revenueAccountByProductType: { "\ud800": "200" },
    storeFilter: [2 ** 31],
  }))
    await expect(check({ [setting]: value }), setting).rejects.toMatchObject({
      code: "invalid",
      problems: [{ path: expect.stringMatching(`^${setting}`) }],
    });
});

test("a form without its binding finds none", async () => {
  await expect(closeBinding(ctx, actor, {})).rejects.toMatchObject({ code: "not_found" });
  await expect(pauseBinding(ctx, actor, { paused: true })).rejects.toMatchObject({ code: "not_found" });
});

test("an organisation that was disconnected is bound to nothing until it is connected again", async () => {
  await sql("UPDATE connection SET status = 'revoked', status_reason = 'disconnected' WHERE tenant_id = $1", [
    actor.tenantId,
  ]);
  const other = await newStore(ctx, actor);
  const pair = { storeId: other, organisationId, invoiceNumberPrefix: "DE-" };
  await expect(createBinding(ctx, actor, pair)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("not connected any more"),
  });
});

test("a number is looked for among its own series, whatever others are as long", async () => {
  const id = randomUUID();
  const sealed = sealSecret(ctx.keyRing, storeKeyPlace({ tenantId: actor.tenantId, id }), "key");
  await ctx.db.withTenant(actor.tenantId, (tx) =>
    tx.storeKey.create({ data: { id, tenantId: actor.tenantId, storeId, slot: "current", sealed } }),
  );
  for (const [magentoId, number] of ["EU0000012", "000000012"].entries())
    await sql(
      `INSERT INTO document (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_id, increment_id, website_id, magento_store_id, state)
       SELECT tenant_id, environment, xero_tenant_id, store_id, id, 'invoice', $2, $3, 1, 1, 'queued' FROM binding WHERE id = $1`,
      [bindingId, magentoId + 1, number],
    );
  const { environment, xeroTenantId } = await ctx.db.withTenant(actor.tenantId, (tx) =>
    requireBinding(tx, bindingId),
  );
  const place = { id: bindingId, storeId, environment, xeroTenantId, host: "shop" };
  const reference = { ok: true, kind: "invoice", by: "number", number: "000000014", alsoId: 14 } as const;
  // Nobody is at home there: it came as far as asking.
  await expect(gatherDocument(ctx, actor, { place, reference })).rejects.toMatchObject({
    code: "unavailable",
  });
});
