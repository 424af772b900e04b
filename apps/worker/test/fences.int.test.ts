import { randomBytes, randomUUID } from "node:crypto";
import { listOpenAttempts, markSending, openAttempt } from "@counterfoil/db/system/attempts";
import { freeCallSlot } from "@counterfoil/db/system/calls";
import { freeDrainLane, type Lane } from "@counterfoil/db/system/lanes";
import { acquireLease, type Lease, releaseLease, renewLease } from "@counterfoil/db/system/lease";
import { listReadyPostings } from "@counterfoil/db/system/ready-postings";
import { buildCall } from "@counterfoil/services/posting/build-call";
import { drainLeaseName, drainOrganisation } from "@counterfoil/services/posting/drain-organisation";
import { prepareStore } from "@counterfoil/services/posting/prepare-store";
import { wakeDependents } from "@counterfoil/services/posting/release-waiting";
import { sendAttempt } from "@counterfoil/services/posting/send-attempt";
import { settleAttempt } from "@counterfoil/services/posting/settle-attempt";
import { takeTicket } from "@counterfoil/services/posting/take-ticket";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startDispatcher } from "../src/dispatcher.ts";
import type { Queues } from "../src/queues.ts";
import type { Onboarded } from "./onboard.ts";
import { until } from "./until.ts";
import { type RaisedDocument, startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let onboarded: Onboarded;
const lane: Lane = { environment: "sandbox", xeroTenantId: UK_ORGANISATION_ID };

/** No worker runs here: the test makes each step itself. */
beforeAll(async () => {
  system = await startWholeSystem();
  onboarded = await system.startWithMerchant();
  await system.comesTo(await system.raiseInvoice(), "posted");
  await system.stopWorkers();
});
afterAll(() => system?.stop());
beforeEach(async () => {
  await system.rows("UPDATE lease SET holder = NULL, expires_at = NULL");
  await system.rows("UPDATE call_slot SET held_until = NULL");
});

test("a lease has one holder; who lost it can neither renew it nor start anything", async () => {
  const { system: door } = system.ctx.db;
  const first = await lease("one");
  expect(await acquireLease(door, { name: first.name, holder: "two", leaseMs: 60_000 })).toBeNull();
  await system.rows("UPDATE lease SET expires_at = now() - interval '1 second' WHERE name = $1", [
    first.name,
  ]);
  expect(await renewLease(door, first, 60_000)).toBe(false);
  const second = await lease("two");
  expect(Number(second.fence)).toBeGreaterThan(Number(first.fence));
  // Coming late, the first one must not free what is no longer its own.
  await releaseLease(door, first);
  expect(await renewLease(door, second, 60_000)).toBe(true);

  const { attempt, postings } = await planned();
  expect(await openAttempt(door, { lane, lease: first, attempt, postings })).toBe("lease_lost");
  expect(await system.rows("SELECT 1 FROM attempt WHERE id = $1", [attempt.id])).toEqual([]);
  expect(await openAttempt(door, { lane, lease: second, attempt, postings })).toBe("opened");
  const send = { attemptId: attempt.id, repeatWindowMs: 60_000, quietMs: 60_000 };
  expect(await markSending(door, { ...send, lease: first })).toBeNull();
  expect(await markSending(door, { ...send, lease: second })).toEqual({ sends: 1 });
  await decided(attempt.id);
});

test("a posting that changed after its body was made is not sent with the old one", async () => {
  const { system: door } = system.ctx.db;
  const held = await lease("one");
  const { attempt, postings } = await planned();
  await system.rows('UPDATE posting SET draft = draft || \'{"reference": "changed"}\' WHERE id = $1', [
    postings[0]?.id,
  ]);
  expect(await openAttempt(door, { lane, lease: held, attempt, postings })).toBe("postings_changed");
  expect(await system.rows("SELECT state FROM posting WHERE id = $1", [postings[0]?.id])).toEqual([
    { state: "planned" },
  ]);
});

test("an attempt older than five minutes is sent no more, nor one whose sender slept before the socket", async () => {
  const { ctx } = system;
  const { system: door } = ctx.db;
  const held = await lease("one");
  const { attempt, postings, connectionId } = await planned();
  await openAttempt(door, { lane, lease: held, attempt, postings });
  const postingIds = postings.map(({ id }) => id);
  const ticket = await takeTicket(ctx, { lane, connectionId, holder: attempt.id });
  if (!ticket.ok) throw new Error("no ticket");
  const sent = async () =>
    (await system.calls()).filter((call) => call.idempotencyKey === attempt.idempotencyKey);
  const asleep = { ...ctx, durations: { ...ctx.durations, preSocketMs: -1 } };
  const input = { lane, lease: held, attempt: { ...attempt, postingIds }, ticket };
  expect(await sendAttempt(asleep, input)).toBe(false);

  await system.rows(
    "UPDATE attempt SET started_at = started_at - interval '5 minutes', sendable_at = NULL WHERE id = $1",
    [attempt.id],
  );
  expect(await sendAttempt(ctx, input)).toBe(false);
  expect(await sent()).toEqual([]);
  // It may have been sent: nobody knows, so nobody sends it again.
  await releaseLease(door, held);
  await drainOrganisation(ctx, lane);
  expect(await sent()).toEqual([]);
  expect(await system.rows("SELECT state FROM posting WHERE id = ANY ($1)", [postingIds])).toEqual([
    { state: "unconfirmed" },
  ]);
});

test("what a dead worker left is repeated only once its client must have given up, and never-sent calls are simply made", async () => {
  const { ctx } = system;
  const { system: door } = ctx.db;
  const held = await lease("dead");
  const { attempt, postings } = await planned();
  await openAttempt(door, { lane, lease: held, attempt, postings });
  const quietMs = 60_000;
  await markSending(door, { attemptId: attempt.id, lease: held, repeatWindowMs: 60_000, quietMs });
  const window = { repeatWindowMs: ctx.durations.repeatWindowMs };
  expect(await listOpenAttempts(door, lane, window)).toEqual([]);
  await system.rows("UPDATE attempt SET sendable_at = now() WHERE id = $1", [attempt.id]);
  expect((await listOpenAttempts(door, lane, window)).map(({ id }) => id)).toEqual([attempt.id]);
  await releaseLease(door, held);
  const calls = (await system.calls()).length;
  await drainOrganisation(ctx, lane);
  const made = (await system.calls()).slice(calls).map((call) => call.idempotencyKey);
  expect(made.filter((key) => key === attempt.idempotencyKey).length).toBe(1);
});

test("an answer is applied once, whoever brings it", async () => {
  const { ctx } = system;
  const { system: door } = ctx.db;
  const held = await lease("one");
  const { attempt, postings } = await planned();
  await openAttempt(door, { lane, lease: held, attempt, postings });
  const open = { ...attempt, postingIds: postings.map(({ id }) => id) };
  const limits = { minuteRemaining: null, dayRemaining: null, appMinuteRemaining: null };
  const nothing = { limits, correlationId: null, httpStatus: null };
  const lost = { ...nothing, kind: "no-answer" as const, sent: false, detail: "" };
  // The lease has changed hands meanwhile: answers are kept all the same.
  await releaseLease(door, held);
  await lease("another");
  const twice = await Promise.all([settleAttempt(ctx, open, lost), settleAttempt(ctx, open, lost)]);
  expect(twice.toSorted()).toEqual([false, true]);
  expect(await system.rows("SELECT state FROM posting WHERE id = ANY ($1)", [open.postingIds])).toEqual([
    { state: "planned" },
  ]);
});

test("what is planned while that on which it depends is settled is planned by what became of that", async () => {
  const { ctx } = system;
  const { tenantId } = onboarded.actor;
  const invoice = await system.raiseInvoice({ payment_method: "stripe_payments" });
  await prepared(invoice, ["payment"]);
  const memo = { invoice_id: invoice.id, lines: [{ line_subtotal: 100, line_tax: 20 }] };
  const refunded = await system.raiseMemoQuietly(memo);
  await system.control("drain", {});

  // Somebody else paid it in Xero: ours is left out, and no settlement is there yet that could be told.
  const preparing = await ctx.db.withTenantSql(tenantId, async (client) => {
    const { rows } = await client.query<{ id: string }>(`${POSTINGS} FOR UPDATE OF p`, [
      invoice.increment_id,
      invoice.kind,
      ["payment"],
    ]);
    const ids = rows.map(({ id }) => id);
    await client.query(
      "UPDATE posting SET state = 'skipped', reason = 'already_paid_in_xero', draft = NULL WHERE id = ANY ($1)",
      [ids],
    );
    await wakeDependents(client, ids);
    const done = prepared(refunded, ["refund", "allocation"]);
    await until("planning waits for that", async () => {
      return (await system.rows("SELECT 1 FROM pg_locks WHERE NOT granted")).length > 0;
    });
    return { done };
  });
  expect(await preparing.done).toMatchObject({ kind: "allocation" });
  await system.rows("UPDATE posting SET next_run_at = 'infinity' WHERE state = 'planned'");
});

test("a draft of which no request can be made fails by itself, and what would have gone with it goes", async () => {
  await system.rows("UPDATE posting SET next_run_at = 'infinity' WHERE state = 'planned'");
  const spoilt = await planned();
  const good = await system.raiseInvoice();
  await prepared(good, ["invoice"]);
  const [poison] = spoilt.postings;
  await system.rows("UPDATE posting SET draft = draft - 'lines' WHERE id = $1", [poison?.id]);
  await until("both are settled", async () => {
    await drainOrganisation(system.ctx, lane);
    return (await system.find(good))?.state === "posted";
  });
  expect(
    await system.rows(
      "SELECT p.state, p.reason, d.state AS document FROM posting p JOIN document d ON d.id = p.document_id WHERE p.id = $1",
      [poison?.id],
    ),
  ).toEqual([{ state: "failed", reason: "magento_document_invalid", document: "failed" }]);
});

test("a document that something wakes while it is being planned is planned once more", async () => {
  const { ctx } = system;
  const { tenantId } = onboarded.actor;
  const invoice = await system.raiseInvoice({ state: "open" });
  const asked: number[] = [];
  const storefront: typeof ctx.storefront = {
    ...ctx.storefront,
    invoice: async (id, access) => {
      asked.push(id);
      if (asked.length === 1)
        await system.rows("UPDATE document SET next_run_at = now() WHERE increment_id = $1", [
          invoice.increment_id,
        ]);
      return ctx.storefront.invoice(id, access);
    },
  };
  await until("it is at rest", async () => {
    await prepareStore({ ...ctx, storefront }, { storeId: onboarded.storeId, tenantId });
    const [row] = await system.rows("SELECT next_run_at FROM document WHERE increment_id = $1", [
      invoice.increment_id,
    ]);
    return row?.next_run_at === null;
  });
  expect(asked).toEqual([invoice.id, invoice.id]);
  await system.rows("UPDATE posting SET next_run_at = 'infinity' WHERE state = 'planned'");
});

test("while one drain holds the lease a second one does nothing", async () => {
  await lease("one");
  const { attempt } = await planned();
  expect(attempt.id).toBeTruthy();
  const calls = await system.writes();
  await drainOrganisation(system.ctx, lane);
  expect(await system.writes()).toBe(calls);
});

test("one dispatcher hands out work and another stands by; a job that is lost is handed out again, in its time", async () => {
  const { ctx, env } = system;
  const other = await acquireLease(ctx.db.system, { name: "dispatcher", holder: "other", leaseMs: 60_000 });
  if (!other) throw new Error("somebody else dispatches");
  const xeroTenantId = randomUUID();
  await system.rows(
    "INSERT INTO organisation_lane (environment, xero_tenant_id, sweep_due_at) VALUES ('sandbox', $1, now())",
    [xeroTenantId],
  );
  const handed: number[] = [];
  const queues: Queues = {
    add: async (name, data) => {
      if (name === "drain" && "xeroTenantId" in data && data.xeroTenantId === xeroTenantId)
        handed.push(performance.now());
    },
    list: [],
    close: async () => {},
  };
  const dispatcher = startDispatcher(ctx, { queues, listenUrl: env.SYSTEM_DATABASE_URL });
  try {
    const startedAt = dispatcher.lastRoundAt();
    await until(
      "it has gone round",
      async () => dispatcher.lastRoundAt() > startedAt + 3 * ctx.durations.dispatchPollMs,
    );
    expect(handed).toEqual([]);
    await releaseLease(ctx.db.system, other);
    // Nobody takes the job, and nobody frees its claim.
    await until("it is handed out twice", async () => handed.length >= 2);
    const [first = 0, second = 0] = handed;
    expect(second - first).toBeGreaterThan(0.9 * ctx.durations.dispatchClaimMs);
  } finally {
    await dispatcher.stop();
    await system.rows("DELETE FROM organisation_lane WHERE xero_tenant_id = $1", [xeroTenantId]);
  }
});

async function lease(holder: string): Promise<Lease> {
  const taken = await acquireLease(system.ctx.db.system, {
    name: drainLeaseName(lane),
    holder,
    leaseMs: 60_000,
  });
  if (!taken) throw new Error("the lease is not free");
  return taken;
}

const POSTINGS = `SELECT p.id, p.kind FROM posting p JOIN document d ON d.id = p.document_id
  WHERE d.increment_id = $1 AND d.kind = $2 AND p.kind = ANY ($3)`;

/** Lets the store have its turn until that posting of the document is there. */
async function prepared(document: RaisedDocument, kinds: string[]) {
  return until(`the ${kinds.join(" or ")} of ${document.increment_id} is planned`, async () => {
    await prepareStore(system.ctx, { storeId: onboarded.storeId, tenantId: onboarded.actor.tenantId });
    const [posting] = await system.rows(POSTINGS, [document.increment_id, document.kind, kinds]);
    return posting ?? false;
  });
}

/** An invoice that is ready to be sent, and the attempt that would. */
async function planned() {
  const { ctx } = system;
  const { system: door } = ctx.db;
  await freeDrainLane(door, lane, null);
  await system.raiseInvoice();
  const { tenantId } = onboarded.actor;
  const ready = await until("an invoice is ready", async () => {
    await prepareStore(ctx, { storeId: onboarded.storeId, tenantId });
    const rows = await listReadyPostings(door, lane, {
      limit: 10,
      exceptConnections: [],
      exceptContactsOf: [],
      minuteMs: 61_000,
    });
    return rows.length > 0 && rows;
  });
  const call = buildCall(ready.slice(-1));
  const ledger = ctx.ledger.sandbox;
  const [first] = call?.postings ?? [];
  if (!call || !ledger || !first) throw new Error("nothing to send");
  const attempt = {
    id: randomUUID(),
    tenantId,
    connectionId: first.connectionId,
    idempotencyKey: randomBytes(32).toString("hex"),
    ...ledger.request(call.operation),
  };
  return { attempt, postings: call.postings, connectionId: first.connectionId };
}

/** Out of the way of the tests that follow. */
async function decided(attemptId: string): Promise<void> {
  await freeCallSlot(system.ctx.db.system, lane, { holder: attemptId, afterMs: 0 });
  await system.rows("UPDATE attempt SET state = 'answered', body = NULL WHERE id = $1", [attemptId]);
}
