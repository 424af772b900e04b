import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listAudit } from "../src/audit/list-audit.ts";
import { bindOnlyStore } from "../src/binding/bind-only-store.ts";
import { createBinding } from "../src/binding/create-binding.ts";
import { startBinding } from "../src/binding/start-binding.ts";
import { checkConnection } from "../src/connection/check-connection.ts";
import { completeConsent } from "../src/connection/complete-consent.ts";
import { disconnectOrganisation } from "../src/connection/disconnect-organisation.ts";
import { listOrganisations } from "../src/connection/list-organisations.ts";
import { startConsent } from "../src/connection/start-consent.ts";
import type { Actor, ServiceContext } from "../src/context.ts";
import { removeMember } from "../src/member/remove-member.ts";
import { connectStore } from "../src/pairing/connect-store.ts";
import { knockAtStore } from "../src/pairing/knock-at-store.ts";
import { savePolicy } from "../src/policy/save-policy.ts";
import { createStepLink } from "../src/step-link/create-step-link.ts";
import { finishStepLink } from "../src/step-link/finish-step-link.ts";
import { listStepLinks } from "../src/step-link/list-step-links.ts";
import { openStepLink } from "../src/step-link/open-step-link.ts";
import { revokeStepLink } from "../src/step-link/revoke-step-link.ts";
import type { LinkStep } from "../src/step-link/step.ts";
import { walkToXero } from "./consent-walk.ts";
import { as, newMerchant, newStore, testContext } from "./merchant.ts";
import { type SimulatedXero, startSimulatedXero } from "./simulated-xero.ts";

let testDatabase: TestDatabase;
let xero: SimulatedXero;
let ctx: ServiceContext;
let sender: Actor;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  xero = await startSimulatedXero();
  ctx = testContext(testDatabase.database, xero.origin);
});
afterAll(async () => {
  await xero?.stop();
  await testDatabase?.drop();
});
beforeEach(async () => {
  sender = await newMerchant(ctx);
});

async function send(step: LinkStep, by = sender): Promise<string> {
  const { url } = await createStepLink(ctx, by, { step });
  return url.slice(url.lastIndexOf("/") + 1);
}

async function holder(step: LinkStep): Promise<Actor> {
  const opened = await openStepLink(ctx, { token: await send(step) });
  if (!opened.ok) throw new Error(opened.problem);
  return opened.actor;
}

const firstOrganisation = () => [...xero.state.organisations.keys()].slice(0, 1);
const auditOf = async (actor: Actor) =>
  (
    await testDatabase.database.system.query<{ action: string; detail: Record<string, unknown> }>(
      "SELECT action, detail FROM audit WHERE tenant_id = $1 ORDER BY id",
      [actor.tenantId],
    )
  ).rows;

test("a colleague connects Xero by the link: who consented is known, the store is bound, the link is spent", async () => {
  await newStore(ctx, sender);
  const token = await send("xero");
  const opened = await openStepLink(ctx, { token });
  if (!opened.ok) throw new Error(opened.problem);
  expect(opened).toMatchObject({ step: "xero", sender: { name: "Ada Fern" }, company: "Fern & Flint" });
  const { url } = await startConsent(ctx, opened.actor, {});
  const back = await walkToXero(url, { organisations: firstOrganisation() });
  const outcome = await completeConsent(ctx, opened.actor, back);
  if (outcome.outcome !== "connected" || !outcome.organisations[0]) throw new Error(outcome.outcome);
  const [organisation] = outcome.organisations;
  expect(await bindOnlyStore(ctx, opened.actor, { organisationId: organisation.id })).not.toBeNull();
  await finishStepLink(ctx, opened.actor, { with: organisation.name, by: outcome.email });

  expect(await listOrganisations(ctx, sender)).toMatchObject([
    { status: "active", consentedEmail: "demo@xero-simulator.test" },
  ]);
  expect(await openStepLink(ctx, { token })).toMatchObject({
    problem: "done",
    done: { step: "xero", with: organisation.name, by: "demo@xero-simulator.test" },
  });
  expect(await listStepLinks(ctx, sender, { step: "xero" })).toMatchObject([
    { state: "done", sender: "Ada Fern", doneBy: "demo@xero-simulator.test" },
  ]);
  const audit = await auditOf(sender);
  expect(audit.map(({ action }) => action).slice(-4)).toEqual([
    "step_link.created",
    "connection.consented",
    "binding.created",
    "step_link.done",
  ]);
  expect(audit.at(-3)?.detail).toMatchObject({
    by: "demo@xero-simulator.test",
    linkId: opened.actor.link?.id,
  });
  const { rows } = await listAudit(ctx, sender, {});
  expect(rows.slice(0, 4).map(({ who, what }) => `${who} ${what}`)).toEqual([
    "Somebody with a link of Ada Fern's did what a link was for: connecting Xero",
    expect.stringMatching(/^Somebody with a link of Ada Fern's connected https:.* with /),
    expect.stringMatching(/^Somebody with a link of Ada Fern's connected .* in Xero$/),
    "Ada Fern made a link for somebody else: connecting Xero",
  ]);
});

test("the link is kept as a hash, and its address opens nothing of another length, case or tenant", async () => {
  const token = await send("magento");
  const { rows } = await testDatabase.database.system.query<{ row: string }>(
    "SELECT l::text AS row FROM step_link l WHERE tenant_id = $1",
    [sender.tenantId],
  );
  expect(rows[0]?.row).not.toContain(token);
  for (const wrong of ["", token.slice(1), `${token}A`, token.toUpperCase(), "../../dashboard"])
    expect(await openStepLink(ctx, { token: wrong }), wrong).toMatchObject({ ok: false, problem: "unknown" });
  expect(await listStepLinks(ctx, await newMerchant(ctx), { step: "magento" })).toEqual([]);
});

test("a link opens its own step and nothing else of the tenant", async () => {
  const byMagento = await holder("magento");
  const byXero = await holder("xero");
  const storeId = await newStore(ctx, sender);
  const bindingId = storeId;
  const organisationId = storeId;
  const closed: [string, (actor: Actor) => Promise<unknown>][] = [
    ["start syncing", (actor) => startBinding(ctx, actor, { bindingId, since: "today" })],
    ["settings", (actor) => savePolicy(ctx, actor, { bindingId, baseVersion: 1, changes: {} })],
    ["disconnect", (actor) => disconnectOrganisation(ctx, actor, { organisationId })],
    ["refresh", (actor) => checkConnection(ctx, actor, { organisationId })],
    ["knock", (actor) => knockAtStore(ctx, actor, { storeId })],
    ["give up the sender's seat", (actor) => removeMember(ctx, actor, { userId: actor.userId })],
    ["another link", (actor) => createStepLink(ctx, actor, { step: "xero" })],
    ["take a link back", (actor) => revokeStepLink(ctx, actor, { linkId: byXero.link?.id ?? "" })],
  ];
  for (const actor of [byMagento, byXero])
    for (const [name, attempt] of closed)
      await expect(attempt(actor), name).rejects.toMatchObject({ code: "forbidden" });
  await expect(startConsent(ctx, byMagento, {})).rejects.toMatchObject({ code: "forbidden" });
  await expect(createBinding(ctx, byMagento, { storeId, organisationId })).rejects.toMatchObject({
    code: "forbidden",
  });
  const pairing = { baseUrl: "https://shop.example", pairingCode: "x" };
  await expect(connectStore(ctx, byXero, pairing)).rejects.toMatchObject({ code: "forbidden" });
});

test("a walk to Xero belongs to the link that began it, not to its sender nor to another link", async () => {
  const byLink = await holder("xero");
  const { url } = await startConsent(ctx, byLink, {});
  const back = await walkToXero(url, { organisations: firstOrganisation() });
  for (const other of [sender, await holder("xero")])
    expect((await completeConsent(ctx, other, back)).outcome).toBe("state_unknown");
  expect(await listOrganisations(ctx, sender)).toEqual([]);
  expect((await completeConsent(ctx, byLink, back)).outcome).toBe("connected");
});

test("a link that ran out, was taken back, or whose sender may no longer do the step opens nothing, in its own words", async () => {
  const token = await send("xero");
  const later = { ...ctx, now: () => new Date(Date.now() + 8 * 24 * 60 * 60_000) };
  expect(await openStepLink(later, { token })).toMatchObject({ problem: "expired" });
  const [row] = await listStepLinks(ctx, sender, { step: "xero" });
  const stranger = await newMerchant(ctx);
  await expect(revokeStepLink(ctx, stranger, { linkId: row?.id ?? "" })).rejects.toMatchObject({
    code: "not_found",
  });
  await revokeStepLink(ctx, sender, { linkId: row?.id ?? "" });
  expect(await openStepLink(ctx, { token })).toMatchObject({ problem: "revoked" });

  const another = await send("xero");
  await testDatabase.database.system.query("UPDATE member SET role = 'viewer' WHERE user_id = $1", [
    sender.userId,
  ]);
  expect(await openStepLink(ctx, { token: another })).toMatchObject({ problem: "revoked" });
});

test("only owners and admins send links; who opens too many is told to wait", async () => {
  for (const role of ["bookkeeper", "viewer"] as const)
    await expect(send("xero", as(sender, role))).rejects.toMatchObject({ code: "forbidden" });
  const from = { address: "192.0.2.7" };
  const answers = await Promise.all(
    Array.from({ length: 121 }, () => openStepLink(ctx, { token: "guess" }, from)),
  );
  const problems = answers.map((answer) => (answer.ok ? "ok" : answer.problem));
  expect(problems.filter((problem) => problem === "too_many_tries")).toHaveLength(1);
});
