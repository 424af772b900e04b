import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { createXeroApps } from "@counterfoil/xero/xero-apps";
import { DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from "@counterfoil/xero-simulator/options";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listAudit } from "../src/audit/list-audit.ts";
import { bindOnlyStore } from "../src/binding/bind-only-store.ts";
import { createBinding } from "../src/binding/create-binding.ts";
import type { Actor, ServiceContext } from "../src/context.ts";
import { changeTenant } from "../src/operator/change-tenant.ts";
import { getTenant, listTenants } from "../src/operator/list-tenants.ts";
import { codeOf } from "./code-of.ts";
import { newMerchant, newOrganisation, newStore, testContext } from "./merchant.ts";

let testDatabase: TestDatabase;
let ctx: ServiceContext;
let operator: Actor;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const app = { id: DEFAULT_CLIENT_ID, secret: DEFAULT_CLIENT_SECRET, origin: "http://127.0.0.1:9" };
  ctx = {
    ...testContext(testDatabase.database),
    ...createXeroApps(
      {
        XERO_SANDBOX_CLIENT_ID: app.id,
        XERO_SANDBOX_CLIENT_SECRET: app.secret,
        XERO_SANDBOX_ORIGIN: app.origin,
        XERO_PRODUCTION_CLIENT_ID: app.id,
        XERO_PRODUCTION_CLIENT_SECRET: app.secret,
        XERO_PRODUCTION_ORIGIN: app.origin,
      },
      { callTimeoutMs: 2_000, identityTimeoutMs: 2_000 },
    ),
  };
  operator = await newMerchant(ctx);
  await testDatabase.database.system.query("UPDATE app_user SET is_operator = true WHERE id = $1", [
    operator.userId,
  ]);
});
afterAll(() => testDatabase.drop());

test("to everybody but our own staff there is nothing", async () => {
  const owner = await newMerchant(ctx);
  const { tenantId } = owner;
  expect(await codeOf(listTenants(ctx, owner, {}))).toBe("not_found");
  expect(await codeOf(getTenant(ctx, owner, tenantId))).toBe("not_found");
  expect(await codeOf(changeTenant(ctx, owner, { change: "plan", tenantId, plan: "scale" }))).toBe(
    "not_found",
  );
  const byLink: Actor = { ...operator, link: { id: tenantId, step: "xero" } };
  expect(await codeOf(listTenants(ctx, byLink, {}))).toBe("not_found");
});

test("an operator finds a tenant by name, id and member, sets its plan and pauses it, and all of it is in its log", async () => {
  const owner = await newMerchant(ctx);
  const { tenantId } = owner;
  for (const search of [owner.email.toUpperCase(), tenantId]) {
    const { tenants } = await listTenants(ctx, operator, { search });
    expect(tenants.map(({ id }) => id)).toEqual([tenantId]);
  }
  await getTenant(ctx, operator, tenantId);
  await changeTenant(ctx, operator, { change: "plan", tenantId, plan: "scale" });
  await changeTenant(ctx, operator, { change: "plan", tenantId, plan: "scale" });
  expect(await codeOf(changeTenant(ctx, operator, { change: "plan", tenantId, plan: "gold" }))).toBe(
    "invalid",
  );
  await changeTenant(ctx, operator, { change: "pause", tenantId });
  expect((await getTenant(ctx, operator, tenantId)).pausedAt).not.toBeNull();
  await changeTenant(ctx, operator, { change: "resume", tenantId });
  const { rows } = await listAudit(ctx, owner, { kind: "account" });
  expect(rows.map(({ who, what }) => `${who} ${what}`)).toEqual([
    "Ada Fern of Counterfoil let this account go on",
    "Ada Fern of Counterfoil paused this account: nothing is sent until it goes on",
    "Ada Fern of Counterfoil changed the plan from growth to scale",
    "Ada Fern of Counterfoil looked at this account",
    "Ada Fern opened this account",
  ]);
});

test("going live closes the sandbox, and the live binding begins with its settings and everything that was announced", async () => {
  const owner = await newMerchant(ctx);
  const { tenantId } = owner;
  const storeId = await newStore(ctx, owner);
  const pair = { storeId, websiteFilter: [], storeFilter: [] };
  const sandbox = await createBinding(ctx, owner, {
    ...pair,
    organisationId: (await newOrganisation(ctx, owner)).organisationId,
    invoiceNumberPrefix: "UK-",
  });
  await propose(sandbox.bindingId);
  await testDatabase.database.system.query(
    `INSERT INTO event (tenant_id, store_id, name, magento_entity_id, website_id, magento_store_id, occurred_at, payload, state, accepted_at)
     VALUES ($1, $2, 'invoice.created', 7, 1, 1, now(), '{}', 'routed', now())`,
    [tenantId, storeId],
  );
  const live = { change: "go_live", tenantId };
  expect(await codeOf(changeTenant(ctx, operator, { ...live, name: "Fern" }))).toBe("invalid");
  await changeTenant(ctx, operator, { ...live, name: "Fern & Flint" });
  expect(await codeOf(changeTenant(ctx, operator, { ...live, name: "Fern & Flint" }))).toBe("conflict");
  const page = await getTenant(ctx, operator, tenantId);
  expect(page).toMatchObject({ environment: "production", bindings: [{ status: "closed" }] });
  const { organisationId } = await newOrganisation(ctx, owner, { environment: "production" });
  const opened = await bindOnlyStore(ctx, owner, { organisationId });
  const { rows } = await testDatabase.database.system.query(
    `SELECT b.carries_from, p.body->>'invoiceNumberPrefix' AS prefix, (SELECT state FROM event WHERE store_id = $2) AS event
     FROM binding b JOIN policy p ON p.binding_id = b.id WHERE b.id = $1`,
    [opened?.bindingId, storeId],
  );
  expect(rows).toEqual([{ carries_from: sandbox.bindingId, prefix: "UK-", event: "unrouted" }]);
});

/** The second version, which the lists of an organisation would bring. */
async function propose(bindingId: string): Promise<void> {
  await testDatabase.database.system.query(
    `WITH p AS (INSERT INTO policy (binding_id, version, tenant_id, environment, body) SELECT binding_id, 2, tenant_id, environment, body FROM policy WHERE binding_id = $1)
     UPDATE binding SET policy_version = 2 WHERE id = $1`,
    [bindingId],
  );
}

test("stores that shared an organisation in the sandbox share the real one, each with its own prefix", async () => {
  const owner = await newMerchant(ctx);
  const { tenantId } = owner;
  const { organisationId } = await newOrganisation(ctx, owner);
  for (const invoiceNumberPrefix of ["UK-", "DE-"]) {
    const storeId = await newStore(ctx, owner);
    const { bindingId } = await createBinding(ctx, owner, { storeId, organisationId, invoiceNumberPrefix });
    await propose(bindingId);
  }
  await changeTenant(ctx, operator, { change: "go_live", tenantId, name: "Fern & Flint" });
  await bindOnlyStore(ctx, owner, await newOrganisation(ctx, owner, { environment: "production" }));
  const { rows } = await testDatabase.database.system.query<{ prefix: string }>(
    `SELECT p.body->>'invoiceNumberPrefix' AS prefix FROM binding b JOIN policy p ON p.binding_id = b.id
     WHERE b.tenant_id = $1 AND b.environment = 'production' AND b.status = 'active' ORDER BY 1`,
    [tenantId],
  );
  expect(rows.map(({ prefix }) => prefix)).toEqual(["DE-", "UK-"]);
});
