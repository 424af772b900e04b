import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { createXeroApps } from "@counterfoil/xero/xero-apps";
import { DEFAULT_CLIENT_ID, DEFAULT_SWITCHES } from "@counterfoil/xero-simulator/options";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createBinding } from "../src/binding/create-binding.ts";
import { completeConsent } from "../src/connection/complete-consent.ts";
import { listOrganisations } from "../src/connection/list-organisations.ts";
import { startConsent } from "../src/connection/start-consent.ts";
import type { Actor, ServiceContext } from "../src/context.ts";
import { accessToken } from "../src/grant/access-token.ts";
import { refreshGrant } from "../src/grant/refresh-grant.ts";
import { walkToXero } from "./consent-walk.ts";
import { newMerchant, newStore, testContext } from "./merchant.ts";
import { type SimulatedXero, startSimulatedXero } from "./simulated-xero.ts";

let testDatabase: TestDatabase;
let xero: SimulatedXero;
let ctx: ServiceContext;
let older: Actor;
let organisations: string[];
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  xero = await startSimulatedXero();
  ctx = testContext(testDatabase.database, xero.origin);
  organisations = [...xero.state.organisations.keys()];
});
afterAll(async () => {
  await xero?.stop();
  await testDatabase?.drop();
});
beforeEach(async () => {
  older = await newMerchant(ctx);
});
afterEach(() => xero.turn(DEFAULT_SWITCHES));

describe.each(["independent", "replaces"] as const)("a user's second consent: %s", (secondConsent) => {
  beforeEach(async () => {
    await xero.turn({ secondConsent });
    expect((await connect(older)).outcome).toBe("connected");
  });

  test("from another tenant: the older connection refreshes and works on", async () => {
    const newer = await newMerchant(ctx);
    expect((await connect(newer)).outcome).toBe("connected");
    expect(await refreshGrant(ctx, await grantOf(older))).toBe("refreshed");
    for (const merchant of [older, newer]) expect(await isServed(merchant)).toBe(true);
  });

  test("while a refresh with the older token is on its way: the newer tokens stay", async () => {
    const { sandbox } = ctx.identity;
    if (!sandbox) throw new Error("no Xero app");
    const overtaken: ServiceContext = {
      ...ctx,
      identity: {
        ...ctx.identity,
        sandbox: {
          ...sandbox,
          refresh: async (input) => {
            await connect(await newMerchant(ctx));
            return sandbox.refresh(input);
          },
        },
      },
    };
    expect(await refreshGrant(overtaken, await grantOf(older))).toBe("busy");
    expect(await isServed(older)).toBe(true);
    expect(await refreshGrant(ctx, await grantOf(older))).toBe("refreshed");
  });

  test("that comes to nothing, since it was for another organisation, or Xero fell silent", async () => {
    const newer = await newMerchant(ctx);
    const outcome = await connect(newer);
    if (outcome.outcome !== "connected" || !outcome.organisations[0]) throw new Error(outcome.outcome);
    const organisationId = outcome.organisations[0].id;
    const storeId = await newStore(ctx, newer);
    const { bindingId } = await createBinding(ctx, newer, { storeId, organisationId });
    expect((await connect(newer, { bindingId, organisation: 1 })).outcome).toBe("other_organisation");
    expect(await refreshGrant(ctx, await grantOf(older))).toBe("refreshed");

    const { sandbox } = ctx.identity;
    if (!sandbox) throw new Error("no Xero app");
    const nowhere = testContext(testDatabase.database).identity.sandbox ?? sandbox;
    const identity = { ...ctx.identity, sandbox: { ...sandbox, listConnections: nowhere.listConnections } };
    expect((await connect(newer, { by: { ...ctx, identity } })).outcome).toBe("unavailable");
    expect(await refreshGrant(ctx, await grantOf(older))).toBe("refreshed");
    for (const merchant of [older, newer]) expect(await isServed(merchant)).toBe(true);
  });
});

test.each([400, 401] as const)(
  "invalid_client with status %i: our credentials are at fault, no grant ends and no merchant is blamed",
  async (invalidClientStatus) => {
    await connect(older);
    await xero.turn({ invalidClientStatus });
    const wrong = { ...ctx, ...appWithWrongSecret() };
    expect((await connect(await newMerchant(ctx), { by: wrong })).outcome).toBe("refused_by_xero");
    expect(await refreshGrant(wrong, await grantOf(older))).toBe("unavailable");
    expect((await listOrganisations(ctx, older)).map(({ status }) => status)).toEqual(["active"]);
    expect(await refreshGrant(ctx, await grantOf(older))).toBe("refreshed");
  },
);

async function connect(
  actor: Actor,
  at: { bindingId?: string; organisation?: number; by?: ServiceContext } = {},
) {
  const { bindingId, organisation = 0, by = ctx } = at;
  const { url } = await startConsent(by, actor, bindingId === undefined ? {} : { bindingId });
  const chosen = organisations.slice(organisation, organisation + 1);
  return completeConsent(by, actor, await walkToXero(url, { organisations: chosen }));
}

async function connectionOf(actor: Actor): Promise<{ id: string; grantId: string }> {
  const { rows } = await testDatabase.database.system.query<{ id: string; grantId: string }>(
    `SELECT id, grant_id AS "grantId" FROM connection WHERE tenant_id = $1`,
    [actor.tenantId],
  );
  if (!rows[0]) throw new Error("not connected");
  return rows[0];
}

const grantOf = async (actor: Actor) => (await connectionOf(actor)).grantId;

/** Whether Xero answers with what we hold for this merchant. */
async function isServed(actor: Actor): Promise<boolean> {
  const access = await accessToken(ctx, (await connectionOf(actor)).id);
  if (!access.ok) return false;
  const read = await ctx.ledger.sandbox?.readReference("organisation", {
    accessToken: access.accessToken,
    xeroTenantId: organisations[0] ?? "",
  });
  return read?.ok === true;
}

function appWithWrongSecret() {
  return createXeroApps(
    {
      XERO_SANDBOX_CLIENT_ID: DEFAULT_CLIENT_ID,
      XERO_SANDBOX_CLIENT_SECRET: "somebody changed it",
      XERO_SANDBOX_ORIGIN: xero.origin,
      XERO_PRODUCTION_CLIENT_ID: undefined,
      XERO_PRODUCTION_CLIENT_SECRET: undefined,
      XERO_PRODUCTION_ORIGIN: undefined,
    },
    { callTimeoutMs: 5_000, identityTimeoutMs: 5_000 },
  );
}
