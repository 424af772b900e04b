import { openSecret } from "@counterfoil/db/sealed-secret";
import { claimGrant, listDueGrants } from "@counterfoil/db/system/grants";
import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createBinding } from "../src/binding/create-binding.ts";
import { checkConnection } from "../src/connection/check-connection.ts";
import { completeConsent } from "../src/connection/complete-consent.ts";
import { disconnectOrganisation } from "../src/connection/disconnect-organisation.ts";
import { startConsent } from "../src/connection/start-consent.ts";
import type { Actor, ServiceContext } from "../src/context.ts";
import { refreshGrant, tokenPlace } from "../src/grant/refresh-grant.ts";
import { walkToXero } from "./consent-walk.ts";
import { as, newMerchant, newStore, testContext } from "./merchant.ts";
import { type SimulatedXero, startSimulatedXero } from "./simulated-xero.ts";

/** A grant's tokens: renewed before anybody waits for them, by one at a time, and never lost. */

const DAY_SECONDS = 86_400;

let testDatabase: TestDatabase;
let simulator: SimulatedXero;
let ctx: ServiceContext;
let actor: Actor;
let organisationId: string;
/** How often Xero was asked for tokens in exchange for a refresh token. */
let refreshes = 0;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  simulator = await startSimulatedXero();
  ctx = testContext(testDatabase.database, simulator.origin);
  const { sandbox } = ctx.identity;
  if (sandbox)
    ctx.identity.sandbox = {
      ...sandbox,
      refresh: (input) => {
        refreshes += 1;
        return sandbox.refresh(input);
      },
    };
});
afterAll(async () => {
  await simulator?.stop();
  await testDatabase.drop();
});
beforeEach(async () => {
  actor = await newMerchant(ctx);
  organisationId = await connect(actor);
  refreshes = 0;
});

test("a grant that a binding uses is renewed ten minutes before its token ends, an idle one is kept alive well inside sixty days", async () => {
  const { id } = await grant();
  expect(await refreshGrant(ctx, id)).toBe("refreshed");
  const idle = await grant();
  expect(idle.nextInSeconds).toBeGreaterThan(DAY_SECONDS);
  expect(idle.nextInSeconds).toBeLessThan(30 * DAY_SECONDS);
  const storeId = await newStore(ctx, actor);
  await createBinding(ctx, actor, { storeId, organisationId });
  expect(await refreshGrant(ctx, id)).toBe("refreshed");
  const { endsInSeconds, nextInSeconds } = await grant();
  expect(endsInSeconds - nextInSeconds).toBe(600);
  expect(await listDueGrants(testDatabase.database.system, 10)).not.toContain(id);
  await sql("UPDATE xero_grant SET next_refresh_at = now() WHERE id = $1", [id]);
  expect(await listDueGrants(testDatabase.database.system, 10)).toContain(id);
});

test("of two workers at once one asks Xero", async () => {
  const { id } = await grant();
  // Xero answers the one when the others have been turned away.
  let turnedAway: () => void = () => {};
  const others = new Promise<void>((resolve) => {
    turnedAway = resolve;
  });
  const slow = withRefresh(async (refresh, input) => {
    await others;
    return refresh(input);
  });
  const results: string[] = [];
  const ask = async () => {
    results.push(await refreshGrant(slow, id));
    if (results.length === 4) turnedAway();
  };
  await Promise.all(Array.from({ length: 5 }, ask));
  expect(results).toEqual(["busy", "busy", "busy", "busy", "refreshed"]);
  expect(refreshes).toBe(1);
  // A job that was handed out for the same due row and comes late finds nothing to do.
  await createBinding(ctx, actor, { storeId: await newStore(ctx, actor), organisationId });
  expect(await refreshGrant(ctx, id, { ifDue: true })).toBe("busy");
  expect(refreshes).toBe(1);
});

test("our death between Xero's answer and our commit costs nothing: the old token still opens for a while", async () => {
  const before = await grant();
  const { system } = testDatabase.database;
  // What a worker does that dies after Xero has answered: it holds the lease, and what it was given is gone.
  const claimed = await claimGrant(system, { grantId: before.id, leaseMs: 60_000 });
  const lost = await ctx.identity.sandbox?.refresh({ refreshToken: before.refreshToken });
  expect(claimed && lost?.ok).toBe(true);
  expect(await refreshGrant(ctx, before.id)).toBe("busy");
  await sql("UPDATE xero_grant SET lease_until = now() - interval '1 second' WHERE id = $1", [before.id]);
  expect(await refreshGrant(ctx, before.id)).toBe("refreshed");
  const after = await grant();
  expect(after.status).toBe("active");
  expect(after.refreshToken).not.toBe(before.refreshToken);
  expect(await refreshGrant(ctx, before.id)).toBe("refreshed");
});

test("an answer that comes after the lease has changed hands is not stored over the newer pair", async () => {
  const before = await grant();
  const late = withRefresh(async (refresh, input) => {
    const answer = await refresh(input);
    await sql("UPDATE xero_grant SET lease_until = now() - interval '1 second' WHERE id = $1", [before.id]);
    expect(await refreshGrant(ctx, before.id)).toBe("refreshed");
    return answer;
  });
  expect(await refreshGrant(late, before.id)).toBe("busy");
  const kept = await grant();
  expect(kept.status).toBe("active");
  expect(await refreshGrant(ctx, before.id)).toBe("refreshed");
});

test("invalid_grant ends a grant only if the token that was sent is still the stored one", async () => {
  const before = await grant();
  const overtaken = withRefresh(async (refresh, input) => {
    // Meanwhile the merchant connects again.
    await connect(actor);
    return refresh({ ...input, refreshToken: "0".repeat(64) });
  });
  expect(await refreshGrant(overtaken, before.id)).toBe("busy");
  expect((await grant()).status).toBe("active");

  const forgotten = withRefresh((refresh) => refresh({ refreshToken: "0".repeat(64) }));
  expect(await refreshGrant(forgotten, before.id)).toBe("reconnect_required");
  expect((await grant()).status).toBe("reconnect_required");
  expect(await connectionStatus()).toBe("reconnect_required");
  expect(await refreshGrant(ctx, before.id)).toBe("busy");
  await connect(actor);
  expect((await grant()).status).toBe("active");
  expect(await connectionStatus()).toBe("active");
});

test("refresh now: renews the grant and has the lists read again, or says that a reconnect is needed", async () => {
  await sql("UPDATE organisation SET reference_due_at = now() + interval '1 day' WHERE id = $1", [
    organisationId,
  ]);
  const before = await grant();
  const check = () => checkConnection(ctx, as(actor, "bookkeeper"), { organisationId });
  expect((await check()).outcome).toBe("well");
  expect((await grant()).refreshToken).not.toBe(before.refreshToken);
  const due = await sql("SELECT 1 FROM organisation WHERE id = $1 AND reference_due_at <= now()", [
    organisationId,
  ]);
  expect(due.rowCount).toBe(1);
  const silent: ServiceContext = withRefresh(async () => ({ ok: false, problem: "unavailable", detail: "" }));
  expect((await checkConnection(silent, actor, { organisationId })).outcome).toBe("unavailable");
  expect((await grant()).status).toBe("active");
  simulator.state.refreshTokens.clear();
  expect((await check()).outcome).toBe("reconnect_required");
  expect((await check()).outcome).toBe("reconnect_required");
  await expect(checkConnection(ctx, as(actor, "viewer"), { organisationId })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("another tenant's organisation is not there to check or to disconnect", async () => {
  const stranger = await newMerchant(ctx);
  for (const verb of [checkConnection, disconnectOrganisation]) {
    await expect(verb(ctx, stranger, { organisationId })).rejects.toMatchObject({ code: "not_found" });
    await expect(verb(ctx, stranger, { organisationId: "nonsense" })).rejects.toMatchObject({
      code: "not_found",
    });
  }
  await expect(
    disconnectOrganisation(ctx, as(actor, "bookkeeper"), { organisationId }),
  ).rejects.toMatchObject({
    code: "forbidden",
  });
});

async function connect(by: Actor): Promise<string> {
  const { url } = await startConsent(ctx, by, {});
  const organisations = [...simulator.state.organisations.keys()].slice(0, 1);
  const outcome = await completeConsent(ctx, by, await walkToXero(url, { organisations }));
  if (outcome.outcome !== "connected" || !outcome.organisations[0]) throw new Error(outcome.outcome);
  return outcome.organisations[0].id;
}

type Refresh = NonNullable<ServiceContext["identity"]["sandbox"]>["refresh"];

/** The same context, in which something happens around a refresh's call. */
function withRefresh(
  around: (refresh: Refresh, input: Parameters<Refresh>[0]) => ReturnType<Refresh>,
): ServiceContext {
  const { sandbox } = ctx.identity;
  if (!sandbox) throw new Error("no sandbox");
  const refresh: Refresh = (input) => around(sandbox.refresh, input);
  return { ...ctx, identity: { ...ctx.identity, sandbox: { ...sandbox, refresh } } };
}

async function grant() {
  const { rows } = await sql<{
    id: string;
    status: string;
    sealed: string | null;
    ends: number;
    next: number;
  }>(
    `SELECT g.id, g.status, g.refresh_token_sealed AS sealed, extract(epoch FROM g.access_expires_at - now())::int AS ends,
            extract(epoch FROM g.next_refresh_at - now())::int AS next
     FROM xero_grant g JOIN connection c ON c.grant_id = g.id WHERE c.organisation_id = $1`,
    [organisationId],
  );
  const row = rows[0];
  if (!row) throw new Error("no grant");
  const place = tokenPlace(row.id, "refresh_token_sealed");
  return {
    id: row.id,
    status: row.status,
    refreshToken: row.sealed === null ? "" : openSecret(ctx.keyRing, place, row.sealed),
    endsInSeconds: row.ends,
    nextInSeconds: row.next,
  };
}

async function connectionStatus(): Promise<string | undefined> {
  const { rows } = await sql<{ status: string }>("SELECT status FROM connection WHERE organisation_id = $1", [
    organisationId,
  ]);
  return rows[0]?.status;
}

function sql<Row extends Record<string, unknown>>(text: string, values: unknown[]) {
  return testDatabase.database.system.query<Row>(text, values);
}
