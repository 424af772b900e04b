import { openSecret } from "@counterfoil/db/sealed-secret";
import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bindOnlyStore } from "../src/binding/bind-only-store.ts";
import { createBinding } from "../src/binding/create-binding.ts";
import { completeConsent } from "../src/connection/complete-consent.ts";
import { findAbandonedConsent } from "../src/connection/find-abandoned-consent.ts";
import { listOrganisations } from "../src/connection/list-organisations.ts";
import { startConsent } from "../src/connection/start-consent.ts";
import type { Actor, ServiceContext } from "../src/context.ts";
import { walkToXero } from "./consent-walk.ts";
import { as, newMerchant, newStore, PUBLIC_URL, testContext } from "./merchant.ts";
import { type SimulatedXero, startSimulatedXero } from "./simulated-xero.ts";

let testDatabase: TestDatabase;
let simulator: SimulatedXero;
let ctx: ServiceContext;
let actor: Actor;
let organisations: string[];
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  simulator = await startSimulatedXero();
  ctx = testContext(testDatabase.database, simulator.origin);
  organisations = [...simulator.state.organisations.keys()];
});
afterAll(async () => {
  await simulator?.stop();
  await testDatabase.drop();
});
beforeEach(async () => {
  actor = await newMerchant(ctx);
});

const first = () => organisations.slice(0, 1);

async function connect(choice: Parameters<typeof walkToXero>[1], by = actor) {
  const { url } = await startConsent(ctx, by, {});
  return completeConsent(ctx, by, await walkToXero(url, choice));
}

test("asks Xero with PKCE, a state, our scopes and one organisation at a time, and keeps neither state nor verifier in clear", async () => {
  const { url } = await startConsent(ctx, actor, {});
  const asked = new URL(url).searchParams;
  expect(asked.get("redirect_uri")).toBe(`${PUBLIC_URL}/api/xero/callback`);
  expect(asked.get("code_challenge_method")).toBe("S256");
  expect(asked.get("acr_values")).toBe("bulk_connect:false");
  expect(asked.get("scope")?.split(" ")).toContain("offline_access");
  const { rows } = await testDatabase.database.system.query<{ row: string }>(
    "SELECT c::text AS row FROM consent_attempt c WHERE tenant_id = $1",
    [actor.tenantId],
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.row).not.toContain(asked.get("state") ?? "");
});

test("a consent gives a connection, a sealed grant whose refresh is due in time, and reference data due at once", async () => {
  const outcome = await connect({ organisations: first() });
  expect(outcome).toMatchObject({ outcome: "connected", bindingId: null });
  const [organisation] = await listOrganisations(ctx, actor);
  expect(organisation).toMatchObject({ status: "active", consentedEmail: "demo@xero-simulator.test" });
  const { rows } = await testDatabase.database.system.query<{
    id: string;
    sealed: string;
    left: number;
    isDue: boolean;
  }>(
    `SELECT g.id, g.access_token_sealed AS sealed, extract(epoch FROM g.access_expires_at - g.next_refresh_at)::int AS left,
            o.reference_due_at <= now() AS "isDue"
     FROM xero_grant g JOIN connection c ON c.grant_id = g.id JOIN organisation o ON o.id = c.organisation_id WHERE o.tenant_id = $1`,
    [actor.tenantId],
  );
  const grant = rows[0];
  if (!grant) throw new Error("no grant");
  expect(grant).toMatchObject({ left: 600, isDue: true });
  const place = { tenantId: null, rowId: grant.id, column: "access_token_sealed" };
  expect(openSecret(ctx.keyRing, place, grant.sealed).split(".")).toHaveLength(3);
  expect(() => openSecret(ctx.keyRing, { ...place, column: "refresh_token_sealed" }, grant.sealed)).toThrow();
});

test("one user's second consent uses the same grant, also from another tenant, and raises its fence", async () => {
  await connect({ organisations: first() });
  const other = await newMerchant(ctx);
  await connect({ organisations: first() }, other);
  const { rows } = await testDatabase.database.system.query<{ grants: number; fence: number }>(
    `SELECT count(DISTINCT g.id)::int AS grants, max(g.fence)::int AS fence FROM xero_grant g JOIN connection c ON c.grant_id = g.id
     WHERE c.tenant_id = ANY ($1)`,
    [[actor.tenantId, other.tenantId]],
  );
  expect(rows[0]?.grants).toBe(1);
  expect(rows[0]?.fence).toBeGreaterThanOrEqual(2);
});

test("a state opens once", async () => {
  const { url } = await startConsent(ctx, actor, {});
  const back = await walkToXero(url, { organisations: first() });
  expect((await completeConsent(ctx, actor, back)).outcome).toBe("connected");
  expect((await completeConsent(ctx, actor, back)).outcome).toBe("state_unknown");
});

test("a state belongs to the person and the tenant that started it", async () => {
  const stranger = await newMerchant(ctx);
  const { url } = await startConsent(ctx, actor, {});
  const back = await walkToXero(url, { organisations: first() });
  expect((await completeConsent(ctx, stranger, back)).outcome).toBe("state_unknown");
  const colleague = { ...actor, userId: stranger.userId };
  expect((await completeConsent(ctx, colleague, back)).outcome).toBe("state_unknown");
  expect(await listOrganisations(ctx, stranger)).toEqual([]);
  expect((await completeConsent(ctx, actor, back)).outcome).toBe("connected");
});

test("every way a consent fails has its own outcome and words", async () => {
  expect((await connect({ cancel: true })).outcome).toBe("access_denied");
  const less = await connect({ organisations: first(), scope: "openid offline_access accounting.contacts" });
  expect(less).toMatchObject({
    outcome: "scope_missing",
    missingScopes: ["accounting.invoices", "accounting.payments", "accounting.settings.read"],
  });
  const withoutOffline =
    "openid profile email accounting.invoices accounting.payments accounting.contacts accounting.settings.read";
  const outcome = await connect({ organisations: first(), scope: withoutOffline });
  expect(outcome).toMatchObject({
    outcome: "offline_missing",
    sentence: expect.stringContaining("stay connected"),
  });
  expect((await completeConsent(ctx, actor, { state: "made up", code: "x", error: null })).outcome).toBe(
    "state_unknown",
  );
  expect((await completeConsent(ctx, actor, { state: null, code: null, error: null })).outcome).toBe(
    "state_unknown",
  );
  expect(await listOrganisations(ctx, actor)).toEqual([]);
});

test("a code that Xero no longer knows says so", async () => {
  const { url } = await startConsent(ctx, actor, {});
  const back = await walkToXero(url, { organisations: first() });
  expect((await completeConsent(ctx, actor, { ...back, code: "0".repeat(40) })).outcome).toBe("code_expired");
});

test("a consent without an organisation connects nothing", async () => {
  const { url } = await startConsent(ctx, actor, {});
  const back = await walkToXero(url, { organisations: first() });
  simulator.state.connections.clear();
  expect((await completeConsent(ctx, actor, back)).outcome).toBe("no_organisation_chosen");
});

test("a Xero that does not answer leaves everything as it was", async () => {
  const { url } = await startConsent(ctx, actor, {});
  const back = await walkToXero(url, { organisations: first() });
  const deaf = testContext(testDatabase.database);
  expect((await completeConsent(deaf, actor, back)).outcome).toBe("unavailable");
  expect(await listOrganisations(ctx, actor)).toEqual([]);
});

test("after fifteen minutes a walk has lapsed", async () => {
  const { url } = await startConsent(ctx, actor, {});
  const back = await walkToXero(url, { organisations: first() });
  const later: ServiceContext = { ...ctx, now: () => new Date(Date.now() + 15 * 60_000 + 1) };
  expect((await completeConsent(later, actor, back)).outcome).toBe("state_expired");
});

test("somebody who never came back is told, until another walk succeeds", async () => {
  await startConsent(ctx, actor, {});
  expect(await findAbandonedConsent(ctx, actor)).toMatchObject({ isLate: false });
  const later: ServiceContext = { ...ctx, now: () => new Date(Date.now() + 3 * 60_000) };
  expect(await findAbandonedConsent(later, actor)).toMatchObject({ isLate: true });
  await connect({ organisations: first() });
  expect(await findAbandonedConsent(later, actor)).toBeNull();
});

test("several organisations are all kept, and nothing is bound before somebody chose", async () => {
  await newStore(ctx, actor);
  const outcome = await connect({ organisations: organisations.slice(0, 2), bulk: true });
  expect(outcome.outcome === "connected" && outcome.organisations).toHaveLength(2);
});

test("one waiting store and one organisation are bound without a question; two stores are asked about", async () => {
  await newStore(ctx, actor);
  const outcome = await connect({ organisations: first() });
  if (outcome.outcome !== "connected" || !outcome.organisations[0]) throw new Error(outcome.outcome);
  const organisationId = outcome.organisations[0].id;
  expect(await bindOnlyStore(ctx, actor, { organisationId })).not.toBeNull();
  await newStore(ctx, actor);
  expect(await bindOnlyStore(ctx, actor, { organisationId })).toBeNull();
});

test("a binding that is connected again takes its own organisation only, and works again", async () => {
  const storeId = await newStore(ctx, actor);
  const outcome = await connect({ organisations: first() });
  if (outcome.outcome !== "connected" || !outcome.organisations[0]) throw new Error(outcome.outcome);
  const { bindingId } = await createBinding(ctx, actor, {
    storeId,
    organisationId: outcome.organisations[0].id,
  });
  await testDatabase.database.system.query(
    "UPDATE connection SET status = 'reconnect_required' WHERE tenant_id = $1",
    [actor.tenantId],
  );
  const again = async (chosen: string[]) => {
    const { url } = await startConsent(ctx, actor, { bindingId });
    return completeConsent(ctx, actor, await walkToXero(url, { organisations: chosen }));
  };
  expect(await again(organisations.slice(1, 2))).toMatchObject({ outcome: "other_organisation", bindingId });
  expect((await listOrganisations(ctx, actor)).map((each) => each.status)).toEqual(["reconnect_required"]);
  expect(await again(first())).toMatchObject({ outcome: "connected", bindingId });
  expect((await listOrganisations(ctx, actor)).map((each) => each.status)).toEqual(["active"]);
});

test("a walk that was begun in the sandbox connects nothing once the account is live", async () => {
  const { url } = await startConsent(ctx, actor, {});
  const back = await walkToXero(url, { organisations: first() });
  await testDatabase.database.system.query("UPDATE tenant SET environment = 'production' WHERE id = $1", [
    actor.tenantId,
  ]);
  expect(await completeConsent(ctx, actor, back)).toMatchObject({ outcome: "state_unknown" });
  const { rowCount } = await testDatabase.database.system.query(
    "SELECT 1 FROM connection WHERE tenant_id = $1",
    [actor.tenantId],
  );
  expect(rowCount).toBe(0);
});

test("only owners and admins connect, and another tenant's binding is not there", async () => {
  for (const role of ["bookkeeper", "viewer"] as const)
    await expect(startConsent(ctx, as(actor, role), {})).rejects.toMatchObject({ code: "forbidden" });
  const other = await newMerchant(ctx);
  const storeId = await newStore(ctx, other);
  const outcome = await connect({ organisations: first() }, other);
  if (outcome.outcome !== "connected" || !outcome.organisations[0]) throw new Error(outcome.outcome);
  const { bindingId } = await createBinding(ctx, other, {
    storeId,
    organisationId: outcome.organisations[0].id,
  });
  await expect(startConsent(ctx, actor, { bindingId })).rejects.toMatchObject({ code: "not_found" });
});
