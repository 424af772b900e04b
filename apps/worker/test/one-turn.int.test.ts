import type { Ledger } from "@counterfoil/core/ports";
import { listOpenAttempts } from "@counterfoil/db/system/attempts";
import { claimPrepareLanes, claimPushLanes, type Lane } from "@counterfoil/db/system/lanes";
import { acquireLease } from "@counterfoil/db/system/lease";
import { listReadyPostings } from "@counterfoil/db/system/ready-postings";
import type { ServiceContext } from "@counterfoil/services/context";
import { takeAppCall } from "@counterfoil/services/posting/app-budget";
import { drainLeaseName, drainOrganisation } from "@counterfoil/services/posting/drain-organisation";
import { parkStore } from "@counterfoil/services/posting/park-store";
import { prepareStore } from "@counterfoil/services/posting/prepare-store";
import { probeOrganisation } from "@counterfoil/services/posting/probe-organisation";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { changePolicy } from "./change-policy.ts";
import type { Onboarded } from "./onboard.ts";
import { until } from "./until.ts";
import { type RaisedDocument, startWholeSystem, type WholeSystem } from "./whole-system.ts";

/** What one turn of an organisation starts, when it stops, and what it leaves alone. No worker runs: the test makes each turn. */

let system: WholeSystem;
let onboarded: Onboarded;
const lane: Lane = { environment: "sandbox", xeroTenantId: UK_ORGANISATION_ID };

beforeAll(async () => {
  system = await startWholeSystem();
  onboarded = await system.startWithMerchant();
  await system.comesTo(await system.raiseInvoice(), "posted");
  await system.stopWorkers();
});
afterAll(() => system?.stop());
beforeEach(async () => {
  await system.rows("UPDATE lease SET holder = NULL, expires_at = NULL");
  await system.xeroControl("latency", { fixedMs: 0 });
  await freshStart();
});

test("calls that are not full go one after the other, full ones beside each other, never more than five", async () => {
  await system.xeroControl("latency", { fixedMs: 200 });
  // Of different sizes, so that they cannot share a call.
  const few = await ready(2);
  await batchesOf(few.slice(1), 3);
  const one = watched();
  await drainOrganisation(one.ctx, lane);
  expect(one.most()).toBe(1);
  const many = await ready(7);
  await batchesOf(many, 1);
  const full: Watched = watched(() => until("another one is beside it", async () => full.most() > 1));
  await drainOrganisation(full.ctx, lane);
  expect(full.most()).toBeLessThanOrEqual(5);
  for (const each of [...few, ...many]) expect((await system.find(each))?.state).toBe("posted");
});

test("what has just happened is prepared and sent before history, which fills up its calls", async () => {
  const old = [await system.raiseInvoiceQuietly(), await system.raiseInvoiceQuietly()];
  const longAgo = new Date(Date.now() - 2 * system.ctx.durations.freshForMs).toISOString();
  for (const row of system.magento.state.outbox.filter(({ status }) => status === "pending"))
    row.payload = JSON.stringify({ ...JSON.parse(row.payload), occurred_at: longAgo });
  await system.control("drain", {});
  const fresh = await system.raiseInvoice();
  const asked: number[] = [];
  const storefront: ServiceContext["storefront"] = {
    ...system.ctx.storefront,
    invoice: (id, access) => {
      asked.push(id);
      return system.ctx.storefront.invoice(id, access);
    },
  };
  await prepared({ ...system.ctx, storefront });
  expect(asked[0]).toBe(fresh.id);
  expect(asked.length).toBe(3);
  const another = await system.raiseInvoice();
  await prepared();
  const next = await listReadyPostings(system.ctx.db.system, lane, {
    limit: 50,
    exceptConnections: [],
    exceptContactsOf: [],
    minuteMs: system.ctx.durations.minuteWindowMs,
  });
  expect(next.map(({ number }) => number).slice(0, 2)).toEqual([fresh.increment_id, another.increment_id]);
  expect(next.length).toBe(4);
  // Something happens to one of them: it is history no more.
  await system.rows(
    "UPDATE event SET occurred_at = now(), state = 'unrouted', next_run_at = now() WHERE magento_entity_id = $1",
    [old[1]?.id],
  );
  await prepared();
  const [row] = await system.rows<{ kinds: boolean[] }>(
    "SELECT array_agg(DISTINCT p.is_backfill) AS kinds FROM posting p JOIN document d ON d.id = p.document_id WHERE d.increment_id = $1",
    [old[1]?.increment_id],
  );
  expect(row?.kinds).toEqual([false]);
});

test("a turn that has had its time starts nothing more, and the next one goes on", async () => {
  const raised = await ready(2);
  await batchesOf(raised.slice(1), 3);
  let later = 0;
  const first = watched(() => {
    later = system.ctx.durations.drainJobMs;
  });
  await drainOrganisation({ ...first.ctx, now: () => new Date(Date.now() + later) }, lane);
  const states = async () => (await Promise.all(raised.map(system.find))).map((row) => row?.state);
  expect(await states()).toEqual(["posted", "planned"]);
  await drainOrganisation(system.ctx, lane);
  expect(await states()).toEqual(["posted", "posted"]);
});

test("a call under way is nobody's to repeat for as long as its client may wait, and its turn nobody else's; unanswered it keeps its slot a minute more", async () => {
  const { durations } = system.ctx;
  const [raised] = await ready(1);
  const open: string[] = [];
  const { ctx } = watched(async () => {
    const found = await listOpenAttempts(system.ctx.db.system, lane, durations);
    open.push(...found.map(({ id }) => id));
    const [row] = await system.rows<{ quietMs: number }>(
      `SELECT extract(epoch FROM sendable_at - sending_at)::float8 * 1000 AS "quietMs" FROM attempt WHERE state = 'open'`,
    );
    expect(row?.quietMs).toBeGreaterThanOrEqual(durations.ledgerCallTimeoutMs);
    // Longer than the lease lasts, unless it is renewed.
    const name = drainLeaseName(lane);
    const over = performance.now() + 1.2 * durations.drainLeaseMs;
    await until("the lease was renewed", async () => performance.now() > over);
    expect(await acquireLease(system.ctx.db.system, { name, holder: "another", leaseMs: 1 })).toBeNull();
  });
  await system.fault({ kind: "cut-before", match: { method: "PUT", path: "/Invoices" } });
  await drainOrganisation(ctx, lane);
  expect(open).toEqual([]);
  expect((await system.find(raised as RaisedDocument))?.main_state).toBe("sending");
  expect(await slotsAreKeptMs("(SELECT max(sending_at) FROM attempt)")).toBeGreaterThanOrEqual(
    durations.slotAfterNoAnswerMs,
  );

  // The same bytes again are answered: then the slot is free.
  await freshStart();
  await system.rows("UPDATE attempt SET sendable_at = now() WHERE state = 'open'");
  await drainOrganisation(system.ctx, lane);
  expect((await system.find(raised as RaisedDocument))?.state).toBe("posted");
  expect(await slotsAreKeptMs("now()")).toBeLessThanOrEqual(0);
});

test("the app's own minute is spent in chunks of twenty; when it is gone nothing is sent", async () => {
  const { ctx } = system;
  const durations = { ...ctx.durations, minuteWindowMs: 3_600_000 };
  // As another process, which holds no chunk yet.
  const other: ServiceContext = { ...ctx, durations, callsAMinute: 10_000, db: { ...ctx.db } };
  const left = async (calls: number) => {
    await system.rows("DELETE FROM app_budget");
    await system.rows(
      `INSERT INTO app_budget (environment, starts_at, taken)
       SELECT 'sandbox', date_trunc('hour', now()) + n * interval '1 hour', $1 FROM generate_series(0, 1) n`,
      [5_000 - calls],
    );
  };
  await left(20);
  const taken: boolean[] = [];
  for (let n = 0; n < 21; n += 1) taken.push((await takeAppCall(other, "sandbox")).ok);
  expect(taken.filter((isTaken) => isTaken).length).toBe(20);
  const [raised] = (await ready(1)) as [RaisedDocument];
  const writes = await system.writes();
  await drainOrganisation(other, lane);
  expect(await system.writes()).toBe(writes);
  await system.rows("DELETE FROM app_budget");
  await freshStart();
  await drainOrganisation(other, lane);
  expect((await system.find(raised))?.state).toBe("posted");
});

test("so does a read that Xero does not answer, and not one that it does", async () => {
  const [connection] = await system.rows<{ id: string }>("SELECT id FROM connection");
  const probe = async (kind: string) => {
    await system.fault({ kind, match: { method: "GET", path: "/Organisation" } });
    const [{ at } = { at: new Date() }] = await system.rows<{ at: Date }>("SELECT now() AS at");
    expect(await probeOrganisation(system.ctx, lane, connection?.id ?? "")).toBe(false);
    return slotsAreKeptMs(`'${at.toISOString()}'::timestamptz`);
  };
  const { slotAfterNoAnswerMs } = system.ctx.durations;
  expect(await probe("html-503")).toBeLessThan(slotAfterNoAnswerMs);
  await freshStart();
  expect(await probe("cut-before")).toBeGreaterThanOrEqual(slotAfterNoAnswerMs);
});

test("what is unconfirmed is frozen, and 'not there' counts only ninety seconds after its call", async () => {
  const { ctx } = system;
  const [raised] = (await ready(1)) as [RaisedDocument];
  await system.fault({ kind: "cut-before", match: { method: "PUT", path: "/Invoices" } });
  await drainOrganisation(ctx, lane);
  await freshStart();
  await system.rows(
    "UPDATE attempt SET started_at = started_at - interval '5 minutes', sendable_at = NULL WHERE state = 'open'",
  );
  await drainOrganisation(ctx, lane);
  const posting = async () =>
    (
      await system.rows<{ state: string; draft: unknown }>(
        "SELECT p.state, p.draft FROM posting p JOIN document d ON d.id = p.document_id WHERE d.increment_id = $1 AND p.kind = 'invoice'",
        [raised.increment_id],
      )
    )[0];
  const sent = await posting();
  expect(sent?.state).toBe("unconfirmed");
  const writes = await system.writes();

  // An event, other settings and newer lists, and turns of both kinds: it stays what was sent.
  const unasked = "UPDATE posting SET next_run_at = now() + interval '1 hour' WHERE state = 'unconfirmed'";
  await system.rows(unasked);
  await system.replay(raised);
  await changePolicy(system, onboarded, { paymentTermsDays: 77 });
  await system.rows("UPDATE organisation SET reference_version = reference_version + 1");
  await prepared();
  await freshStart();
  await drainOrganisation(ctx, lane);
  await prepared();
  expect(await posting()).toEqual(sent);

  const askAfter = async (age: string) => {
    await system.rows(
      `UPDATE attempt a SET ended_at = now() - $1::interval FROM attempt_posting ap JOIN posting p ON p.id = ap.posting_id
       WHERE ap.attempt_id = a.id AND p.state = 'unconfirmed'`,
      [age],
    );
    await system.rows("UPDATE posting SET next_run_at = now() WHERE state = 'unconfirmed'");
    await freshStart();
    await drainOrganisation(ctx, lane);
  };
  await askAfter("0 seconds");
  expect(await posting()).toEqual(sent);
  expect(await system.writes()).toBe(writes);
  await askAfter(`${ctx.durations.absentAfterMs} milliseconds`);
  await prepared();
  await freshStart();
  await drainOrganisation(ctx, lane);
  expect((await posting())?.state).toBe("posted");
});

test("what a paused binding has ready stays where it is, whosever turn it is", async () => {
  const [raised] = (await ready(1)) as [RaisedDocument];
  const writes = await system.writes();
  const turn = async () => {
    await freshStart();
    await drainOrganisation(system.ctx, lane);
    // Other settings: planned again, then its turn.
    await prepared();
    await freshStart();
    await drainOrganisation(system.ctx, lane);
    return (await system.find(raised))?.state;
  };
  await changePolicy(system, onboarded, { paused: true });
  expect(await turn()).toBe("planned");
  expect(await system.writes()).toBe(writes);
  await changePolicy(system, onboarded, { paused: false });
  expect(await turn()).toBe("posted");
});

test("a store prepares nothing more while a thousand postings of its organisation are planned already", async () => {
  const { system: door } = system.ctx.db;
  const claim = { claimMs: 1_000, limit: 10 };
  await claimPrepareLanes(door, claim);
  await system.rows(
    `INSERT INTO posting (tenant_id, environment, xero_tenant_id, store_id, kind, magento_key, mark, binding_id, document_id, state, next_run_at)
     SELECT tenant_id, environment, xero_tenant_id, store_id, 'invoice', 'ahead ' || n, 'AHEAD', binding_id, document_id, 'planned', now() + interval '1 hour'
     FROM (SELECT * FROM posting WHERE kind = 'invoice' LIMIT 1) p, generate_series(1, 1000) n`,
  );
  const claims = async () => {
    await system.rows(
      "UPDATE store SET prepare_claimed_until = NULL, ask_due_at = now() + interval '1 hour'",
    );
    await system.rows("UPDATE document SET next_run_at = now()");
    return (await claimPrepareLanes(door, claim)).length;
  };
  expect(await claims()).toBe(0);
  await system.rows("DELETE FROM posting WHERE magento_key = 'ahead 1'");
  expect(await claims()).toBe(1);
  await system.rows("DELETE FROM posting WHERE mark = 'AHEAD'");
});

test("a store that refuses us is neither asked nor told anything until it is tried again", async () => {
  const { system: door } = system.ctx.db;
  const claims = async () => {
    await system.rows("UPDATE store SET prepare_claimed_until = NULL, push_claimed_until = NULL");
    await system.rows("UPDATE document SET next_run_at = now()");
    await system.rows("UPDATE storefront_state SET next_run_at = now()");
    const claim = { claimMs: 1_000, limit: 10 };
    return [(await claimPrepareLanes(door, claim)).length, (await claimPushLanes(door, claim)).length];
  };
  const { storeId, actor } = onboarded;
  await parkStore(system.ctx, { storeId, tenantId: actor.tenantId }, "store_refuses_us");
  await system.rows("UPDATE store SET parked_until = now() + interval '1 hour'");
  expect(await system.rows("SELECT status FROM store")).toEqual([{ status: "token_revoked" }]);
  expect(await claims()).toEqual([0, 0]);
  await system.rows("UPDATE store SET parked_until = now()");
  expect(await claims()).toEqual([1, 1]);
});

/** Invoices of one customer who is in Xero, ready to be sent. */
async function ready(count: number): Promise<RaisedDocument[]> {
  const raised: RaisedDocument[] = [];
  for (let n = 0; n < count; n += 1) raised.push(await system.raiseInvoice());
  await prepared();
  for (const each of raised) expect((await system.find(each))?.state).toBe("planned");
  return raised;
}

/** Every event is routed, and every document that is due was planned. */
async function prepared(ctx: ServiceContext = system.ctx): Promise<void> {
  const { storeId, actor } = onboarded;
  await until("nothing is left to prepare", async () => {
    await prepareStore(ctx, { storeId, tenantId: actor.tenantId });
    const due = await system.rows(
      "SELECT 1 FROM event WHERE state = 'unrouted' UNION ALL SELECT 1 FROM document WHERE next_run_at <= now()",
    );
    return due.length === 0;
  });
}

async function batchesOf(documents: readonly RaisedDocument[], batchMax: number): Promise<void> {
  await system.rows(
    "UPDATE posting p SET batch_max = $2, created_at = p.created_at + interval '1 second' FROM document d WHERE d.id = p.document_id AND d.increment_id = ANY ($1) AND p.kind = 'invoice'",
    [documents.map((each) => each.increment_id), batchMax],
  );
}

type Watched = { ctx: ServiceContext; most: () => number };

/** The same context, in which calls are counted while they are under way; `before` each of them something may happen. */
function watched(before: () => unknown = () => undefined): Watched {
  const { ctx } = system;
  const { sandbox } = ctx.ledger;
  if (!sandbox) throw new Error("no sandbox");
  let underWay = 0;
  let most = 0;
  const send: Ledger["send"] = async (call) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await before();
    const outcome = await sandbox.send(call);
    underWay -= 1;
    return outcome;
  };
  return { ctx: { ...ctx, ledger: { ...ctx.ledger, sandbox: { ...sandbox, send } } }, most: () => most };
}

/** No slot is taken and nothing is parked, as long after whatever came before. */
async function freshStart(): Promise<void> {
  await system.rows("UPDATE call_slot SET held_until = NULL");
  await system.rows(
    "UPDATE organisation_lane SET parked_until = NULL, parked_reason = NULL, parked_tries = 0, next_run_at = NULL, claimed_until = NULL",
  );
}

async function slotsAreKeptMs(since: string): Promise<number> {
  const [row] = await system.rows<{ ms: number | null }>(
    `SELECT extract(epoch FROM max(held_until) - ${since})::float8 * 1000 AS ms FROM call_slot`,
  );
  return row?.ms ?? 0;
}
