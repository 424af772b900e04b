import { randomUUID } from "node:crypto";
import { referenceKinds } from "@counterfoil/core/reference";
import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createBinding } from "../src/binding/create-binding.ts";
import { findMissingStep } from "../src/binding/find-missing-step.ts";
import { getBinding } from "../src/binding/get-binding.ts";
import { listBindings } from "../src/binding/list-bindings.ts";
import { startBinding } from "../src/binding/start-binding.ts";
import { completeConsent } from "../src/connection/complete-consent.ts";
import { startConsent } from "../src/connection/start-consent.ts";
import type { Actor, ServiceContext } from "../src/context.ts";
import { savePolicy } from "../src/policy/save-policy.ts";
import { prefetchReference } from "../src/reference/prefetch-reference.ts";
import { walkToXero } from "./consent-walk.ts";
import { as, newMerchant, newStore, testContext } from "./merchant.ts";
import { type SimulatedXero, startSimulatedXero } from "./simulated-xero.ts";

let testDatabase: TestDatabase;
let simulator: SimulatedXero;
let ctx: ServiceContext;
let actor: Actor;
let storeId: string;
let organisationId: string;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  simulator = await startSimulatedXero();
  ctx = testContext(testDatabase.database, simulator.origin);
});
afterAll(async () => {
  await simulator?.stop();
  await testDatabase.drop();
});
beforeEach(async () => {
  // Every tenant posts into the same organisation here, and so shares its budget.
  await testDatabase.database.system.query("DELETE FROM call_start");
  actor = await newMerchant(ctx);
  storeId = await newStore(ctx, actor, "https://shop.example");
  organisationId = await connect(actor, 0);
});

async function connect(by: Actor, index: number): Promise<string> {
  const { url } = await startConsent(ctx, by, {});
  const chosen = [...simulator.state.organisations.keys()].slice(index, index + 1);
  const outcome = await completeConsent(ctx, by, await walkToXero(url, { organisations: chosen }));
  if (outcome.outcome !== "connected" || !outcome.organisations[0]) throw new Error(outcome.outcome);
  return outcome.organisations[0].id;
}

const readReference = () => prefetchReference(ctx, { organisationId, tenantId: actor.tenantId });

async function newDocument(
  bindingId: string,
  values: { day: string; total: string; kind?: string; currency?: string },
) {
  await testDatabase.database.system.query(
    `INSERT INTO document (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_id, website_id, magento_store_id,
                           currency, grand_total, document_date, state, reason)
     SELECT tenant_id, environment, xero_tenant_id, store_id, id, $2, $3, 1, 1, $4, $5, $6, 'waiting', 'not_started' FROM binding WHERE id = $1`,
    [
      bindingId,
      values.kind ?? "invoice",
      Math.floor(Math.random() * 1e9),
      values.currency ?? "GBP",
      values.total,
      values.day,
    ],
  );
}

test("a binding begins with core's defaults, not started, and wakes what arrived before it", async () => {
  await testDatabase.database.system.query(
    `INSERT INTO event (tenant_id, store_id, name, magento_entity_id, website_id, magento_store_id, occurred_at, payload, accepted_at)
     VALUES ($1, $2, 'invoice.created', 1, 1, 1, now(), '{}', now())`,
    [actor.tenantId, storeId],
  );
  const { bindingId, isNew } = await createBinding(ctx, actor, { storeId, organisationId });
  expect(isNew).toBe(true);
  const page = await getBinding(ctx, actor, { bindingId });
  expect(page).toMatchObject({ startedAt: null, canStart: false, unfilled: ["revenueAccountCode"] });
  expect(page.settings).toMatchObject({ version: 1, sources: {}, createdBy: null });
  const { rows } = await testDatabase.database.system.query<{ isDue: boolean }>(
    `SELECT next_run_at <= now() AS "isDue" FROM event WHERE store_id = $1`,
    [storeId],
  );
  expect(rows).toEqual([{ isDue: true }]);
});

test("asking twice for the same pair makes one binding, also at the same moment", async () => {
  const asked = [1, 2, 3].map(() => createBinding(ctx, actor, { storeId, organisationId }));
  const made = await Promise.all(asked);
  expect(new Set(made.map((each) => each.bindingId)).size).toBe(1);
  expect(made.filter((each) => each.isNew)).toHaveLength(1);
});

test("two bindings of a store must not meet: the clash is named, and disjoint store views are let through", async () => {
  const first = await createBinding(ctx, actor, { storeId, organisationId, storeFilter: [1] });
  const other = await connect(actor, 1);
  await expect(
    createBinding(ctx, actor, { storeId, organisationId: other, storeFilter: [1, 2] }),
  ).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("shop.example already sends these store views to Acme"),
  });
  expect((await createBinding(ctx, actor, { storeId, organisationId: other, storeFilter: [2] })).isNew).toBe(
    true,
  );
  await readReference();
  const wider = savePolicy(ctx, actor, {
    bindingId: first.bindingId,
    baseVersion: 2,
    changes: { storeFilter: [1, 2] },
  });
  await expect(wider).rejects.toMatchObject({
    code: "invalid",
    problems: [
      { path: "storeFilter", message: expect.stringContaining("takes some of these store views already") },
    ],
  });
});

test("a second store of an organisation needs numbers of its own", async () => {
  await createBinding(ctx, actor, { storeId, organisationId });
  const second = await newStore(ctx, actor, "https://outlet.example");
  const bind = (invoiceNumberPrefix?: string) =>
    createBinding(ctx, actor, {
      storeId: second,
      organisationId,
      ...(invoiceNumberPrefix && { invoiceNumberPrefix }),
    });
  await expect(bind()).rejects.toMatchObject({
    code: "invalid",
    problems: [{ path: "invoiceNumberPrefix", message: expect.stringContaining("OUTLET-") }],
  });
  const { bindingId } = await bind("OUTLET-");
  const { settings } = await getBinding(ctx, actor, { bindingId });
  expect(settings.policy).toMatchObject({
    invoiceNumberPrefix: "OUTLET-",
    creditNoteNumberPrefix: "CN-OUTLET-",
  });
  const third = await newStore(ctx, actor, "https://third.example");
  await expect(
    createBinding(ctx, actor, { storeId: third, organisationId, invoiceNumberPrefix: "OUTLET-" }),
  ).rejects.toMatchObject({ code: "invalid" });
});

test("progress shows each list as it is read, then the proposal with its sources", async () => {
  const { bindingId } = await createBinding(ctx, actor, { storeId, organisationId });
  const before = await getBinding(ctx, actor, { bindingId });
  expect(before.reference.kinds.map(({ kind, fetchedAt }) => [kind, fetchedAt])).toEqual(
    referenceKinds.map((kind) => [kind, null]),
  );
  await expect(startBinding(ctx, actor, { bindingId, since: "today" })).rejects.toMatchObject({
    code: "conflict",
  });
  await readReference();
  const after = await getBinding(ctx, actor, { bindingId });
  expect(after.reference.isComplete).toBe(true);
  expect(after).toMatchObject({ canStart: true, unfilled: [] });
  expect(after.settings.version).toBe(2);
  expect(after.settings.sources.revenueAccountCode).toContain("Sales");
  expect(after.revenueAccounts.map(({ code }) => code)).toContain(after.settings.policy.revenueAccountCode);
});

test("Start says what each date means, sets it in the store's zone, and wakes the documents", async () => {
  const { bindingId } = await createBinding(ctx, actor, { storeId, organisationId });
  await readReference();
  const june: ServiceContext = { ...ctx, now: () => new Date("2026-06-30T23:30:00Z") };
  await newDocument(bindingId, { day: "2026-07-01", total: "100" });
  await newDocument(bindingId, { day: "2026-07-01", total: "30.5", kind: "creditmemo" });
  await newDocument(bindingId, { day: "2026-06-12", total: "7", currency: "EUR" });
  const { startChoices } = await getBinding(june, actor, { bindingId });
  // Half past midnight in London: already July there.
  expect(startChoices).toEqual([
    { since: "today", day: "2026-07-01", documents: 2, money: [{ currency: "GBP", total: "69.50" }] },
    { since: "month", day: "2026-07-01", documents: 2, money: [{ currency: "GBP", total: "69.50" }] },
    expect.objectContaining({ since: "everything", day: null, documents: 3 }),
  ]);
  expect(await startBinding(june, actor, { bindingId, since: "today" })).toEqual({
    syncSince: "2026-06-30T23:00:00.000Z",
  });
  const page = await getBinding(ctx, actor, { bindingId });
  expect(page.startedAt).not.toBeNull();
  expect(page.settings).toMatchObject({ version: 3, createdBy: actor.userId });
  expect(page.settings.policy.syncSince).toBe("2026-06-30T23:00:00.000Z");
  const { rows } = await testDatabase.database.system.query<{ due: number }>(
    "SELECT count(*)::int AS due FROM document WHERE binding_id = $1 AND next_run_at <= now()",
    [bindingId],
  );
  expect(rows[0]?.due).toBe(3);
  await expect(startBinding(ctx, actor, { bindingId, since: "today" })).rejects.toMatchObject({
    code: "conflict",
  });
  const { rows: audit } = await testDatabase.database.system.query<{ action: string }>(
    "SELECT action FROM audit WHERE tenant_id = $1 AND subject = $2 ORDER BY id",
    [actor.tenantId, bindingId],
  );
  expect(audit.map((row) => row.action)).toEqual(["binding.created", "binding.started"]);
});

test("before Start documents are shown as they would look, what needs a person first, beside a check of the organisation", async () => {
  const { bindingId } = await createBinding(ctx, actor, { storeId, organisationId });
  await readReference();
  for (const total of ["10.0000", "20.0000", "30.0000"])
    await newDocument(bindingId, { day: "2026-11-02", total, currency: "EUR" });
  const check = (total: string, body: object) =>
    testDatabase.database.system.query(
      `UPDATE document SET "check" = $2 WHERE binding_id = $1 AND grand_total = $3`,
      [bindingId, JSON.stringify(body), total],
    );
  await check("10", { outcome: "post", total: "10.00" });
  await check("20", { outcome: "hold", reason: "period_locked", params: {} });
  await check("30", { outcome: "skip", reason: "zero_value_invoice", params: {} });
  const page = await getBinding(ctx, actor, { bindingId });
  expect(page.previews).toMatchObject([
    {
      magentoTotal: "20",
      draftTotal: null,
      would: "need_you",
      sentence: expect.stringMatching(/^It would need you/),
    },
    { magentoTotal: "10", draftTotal: "10.00", would: "go", sentence: null },
    { magentoTotal: "30", would: "be_left_out", sentence: expect.stringMatching(/^It would be left out/) },
  ]);
  expect(page.organisation.checks.map(({ title }) => title)).toContain("Nothing is locked");
  expect(await getBinding(ctx, as(actor, "viewer"), { bindingId })).toMatchObject({
    previews: page.previews,
  });
});

test("what is missing is one thing at a time, in whichever order", async () => {
  expect(await findMissingStep(ctx, actor)).toMatchObject({ step: "choose", host: "shop.example" });
  const { bindingId } = await createBinding(ctx, actor, { storeId, organisationId });
  expect(await findMissingStep(ctx, actor)).toMatchObject({ step: "start", bindingId });
  const newcomer = await newMerchant(ctx);
  expect(await findMissingStep(ctx, newcomer)).toEqual({ step: "magento" });
  await connect(newcomer, 0);
  expect(await findMissingStep(ctx, newcomer)).toEqual({ step: "magento" });
  const storeFirst = await newMerchant(ctx);
  await newStore(ctx, storeFirst, "https://first.example");
  expect(await findMissingStep(ctx, storeFirst)).toEqual({ step: "xero", host: "first.example" });
});

test("two people pressing Start at once start it once", async () => {
  const { bindingId } = await createBinding(ctx, actor, { storeId, organisationId });
  await readReference();
  const pressed = await Promise.allSettled([
    startBinding(ctx, actor, { bindingId, since: "today" }),
    startBinding(ctx, actor, { bindingId, since: "everything" }),
  ]);
  expect(pressed.map((each) => each.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect((await getBinding(ctx, actor, { bindingId })).settings.version).toBe(3);
});

test("without a sales account there is no start; settings are checked against the organisation and saved as a new version", async () => {
  const { bindingId } = await createBinding(ctx, actor, { storeId, organisationId });
  await readReference();
  const save = (revenueAccountCode: string | null, baseVersion: number) =>
    savePolicy(ctx, actor, { bindingId, baseVersion, changes: { revenueAccountCode } });
  await testDatabase.database.system.query(
    `UPDATE policy SET body = body || '{"revenueAccountCode": null}' WHERE binding_id = $1`,
    [bindingId],
  );
  await expect(startBinding(ctx, actor, { bindingId, since: "today" })).rejects.toMatchObject({
    code: "invalid",
    problems: [{ path: "revenueAccountCode", message: expect.any(String) }],
  });
  await expect(save("999999", 2)).rejects.toMatchObject({
    code: "invalid",
    problems: [{ path: "revenueAccountCode", message: expect.any(String) }],
  });
  expect(await save("200", 2)).toMatchObject({ version: 3 });
  await expect(save("200", 2)).rejects.toMatchObject({ code: "conflict" });
  await expect(
    savePolicy(ctx, as(actor, "viewer"), { bindingId, baseVersion: 3, changes: {} }),
  ).rejects.toMatchObject({ code: "forbidden" });
  await startBinding(ctx, actor, { bindingId, since: "today" });
});

test("of two who save over the same version at once one is told so, and nothing of either is lost", async () => {
  const { bindingId } = await createBinding(ctx, actor, { storeId, organisationId });
  await readReference();
  const saves = [7, 14].map((paymentTermsDays) =>
    savePolicy(ctx, actor, { bindingId, baseVersion: 2, changes: { paymentTermsDays } }),
  );
  const outcomes = await Promise.allSettled(saves);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "conflict" },
  });
  expect((await getBinding(ctx, actor, { bindingId })).settings.version).toBe(3);
});

test("roles: a bookkeeper and a viewer neither bind nor start", async () => {
  const { bindingId } = await createBinding(ctx, actor, { storeId, organisationId });
  for (const role of ["bookkeeper", "viewer"] as const) {
    await expect(createBinding(ctx, as(actor, role), { storeId, organisationId })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(startBinding(ctx, as(actor, role), { bindingId, since: "today" })).rejects.toMatchObject({
      code: "forbidden",
    });
  }
});

test("another tenant's store, organisation and binding are not there, and nothing of theirs is touched", async () => {
  const { bindingId } = await createBinding(ctx, actor, { storeId, organisationId });
  await readReference();
  const stranger = await newMerchant(ctx);
  const theirStore = await newStore(ctx, stranger);
  const theirs = await connect(stranger, 0);
  const missing = { code: "not_found" };
  await expect(createBinding(ctx, stranger, { storeId, organisationId: theirs })).rejects.toMatchObject(
    missing,
  );
  await expect(createBinding(ctx, stranger, { storeId: theirStore, organisationId })).rejects.toMatchObject(
    missing,
  );
  await expect(getBinding(ctx, stranger, { bindingId })).rejects.toMatchObject(missing);
  await expect(startBinding(ctx, stranger, { bindingId, since: "today" })).rejects.toMatchObject(missing);
  await expect(
    savePolicy(ctx, stranger, { bindingId, baseVersion: 2, changes: { revenueAccountCode: "200" } }),
  ).rejects.toMatchObject(missing);
  await expect(getBinding(ctx, stranger, { bindingId: randomUUID() })).rejects.toMatchObject(missing);
  await expect(getBinding(ctx, stranger, { bindingId: "'; DROP" })).rejects.toMatchObject(missing);
  expect(await listBindings(ctx, stranger)).toEqual([]);
  expect((await getBinding(ctx, actor, { bindingId })).startedAt).toBeNull();
});
