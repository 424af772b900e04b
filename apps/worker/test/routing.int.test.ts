import { listReadyPostings } from "@counterfoil/db/system/ready-postings";
import { createBinding } from "@counterfoil/services/binding/create-binding";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import { changePolicy } from "./change-policy.ts";
import { consent, type Onboarded, pair, signUpOwner, startSyncing } from "./onboard.ts";
import { until } from "./until.ts";
import { startWholeSystem, untilAtRest, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let onboarded: Onboarded;
let secondUrl = "";

beforeAll(async () => {
  system = await startWholeSystem();
  await system.startWorker();
});
afterAll(() => system?.stop());

test("what arrives before Xero is connected is kept, unrouted, and goes once there is a binding", async () => {
  const actor = await signUpOwner(system.ctx, "early@example.com");
  const storeId = await pair(system.ctx, { actor, magentoUrl: system.magentoUrl });
  const early = await system.raiseInvoice();
  await until("its events wait", async () => {
    const rows = await system.rows(
      "SELECT 1 FROM event WHERE state = 'unrouted' AND next_run_at IS NULL AND name LIKE 'invoice.%'",
    );
    return rows.length === 2;
  });
  expect(await system.documents()).toEqual([]);
  const organisationId = await consent(system.ctx, actor);
  const { bindingId } = await createBinding(system.ctx, actor, { storeId, organisationId });
  onboarded = { actor, storeId, bindingId };
  await startSyncing(system.ctx, onboarded);
  await system.comesTo(early, "posted");
});

test("paid and created are one document in either order, and a replay makes no second posting", async () => {
  const invoice = await system.raiseInvoice();
  await system.comesTo(invoice, "posted");
  // Magento's rows are delivered again, the payment first.
  const mine = system.magento.state.outbox.filter((row) => row.payload.includes(`"${invoice.increment_id}"`));
  expect(mine.map((row) => row.event_name)).toEqual(["invoice.created", "invoice.paid"]);
  const before = await counts();
  const sent = await system.writes();
  for (const row of mine.toReversed()) {
    Object.assign(row, { status: "pending", next_attempt_at: null });
    await system.control("drain", {});
  }
  await nothingIsDue();
  expect(await counts()).toEqual(before);
  expect(await system.writes()).toBe(sent);

  const other = await system.raiseInvoice();
  const events = system.magento.state.outbox.filter((row) => row.payload.includes(`"${other.increment_id}"`));
  expect(events.length).toBe(2);
  await system.comesTo(other, "posted");
  expect(await disagreements(system)).toEqual([]);
});

test("paid before created: one document, with its payment left to the bank", async () => {
  await system.rows("UPDATE store SET prepare_claimed_until = now() + interval '1 hour'");
  const invoice = await system.raiseInvoice();
  // As if the first event had been lost on the way and came second.
  await system.rows(
    `UPDATE event SET next_run_at = NULL WHERE name = 'invoice.created' AND payload->>'increment_id' = $1`,
    [invoice.increment_id],
  );
  await system.rows("UPDATE store SET prepare_claimed_until = NULL");
  await system.comesTo(invoice, "posted");
  await system.rows(
    `UPDATE event SET next_run_at = now() WHERE name = 'invoice.created' AND payload->>'increment_id' = $1`,
    [invoice.increment_id],
  );
  await nothingIsDue();
  const postings = await system.rows(
    `SELECT p.kind, p.state FROM posting p JOIN document d ON d.id = p.document_id WHERE d.increment_id = $1 ORDER BY p.kind`,
    [invoice.increment_id],
  );
  expect(postings).toEqual([
    { kind: "invoice", state: "posted" },
    { kind: "payment", state: "skipped" },
  ]);
});

test("a store view that no binding takes: left out with its reason, and taken in when the filter lets it", async () => {
  await changePolicy(system, onboarded, { storeFilter: [2] });
  const invoice = await system.raiseInvoice({ store_id: 1 });
  const row = await system.comesTo(invoice, "skipped");
  expect(row.reason).toBe("no_binding_for_store_view");
  await until("Magento was told", async () => {
    const told = (await system.told()).find((each) => each.increment_id === invoice.increment_id);
    return told?.sync?.sync_status === "skipped" && told.sync.skip_reason === "no_binding_for_store_view";
  });
  await changePolicy(system, onboarded, { storeFilter: [] });
  await system.comesTo(invoice, "posted");
});

test("other settings plan what waits again, and never what was sent", async () => {
  const sent = await system.raiseInvoice();
  await system.comesTo(sent, "posted");
  const draftOf = async (number: string) =>
    (
      await system.rows<{ draft: { dueDate: string; date: string }; policy_version: number }>(
        "SELECT p.draft, p.policy_version FROM posting p JOIN document d ON d.id = p.document_id WHERE d.increment_id = $1 AND p.kind = 'invoice'",
        [number],
      )
    )[0];
  const before = await draftOf(sent.increment_id);
  await changePolicy(system, onboarded, { paused: true });
  const waits = await system.raiseInvoice();
  await system.comesTo(waits, "planned");
  const planned = await draftOf(waits.increment_id);
  await changePolicy(system, onboarded, { paused: false, paymentTermsDays: 45, paymentTermsByMethod: {} });
  await system.comesTo(waits, "posted");
  const after = await draftOf(waits.increment_id);
  expect(after?.draft.dueDate).not.toBe(planned?.draft.dueDate);
  expect(await draftOf(sent.increment_id)).toEqual(before);
});

test("two stores' invoice of the same id and number never meet, nor do two merchants in one organisation", async () => {
  const second = await system.startStore("second");
  const third = await system.startStore("third");
  const other = await system.onboard({
    magentoUrl: second.magentoUrl,
    actor: onboarded.actor,
    invoiceNumberPrefix: "B-",
  });
  await startSyncing(system.ctx, other);
  const neighbour = await system.onboard({
    magentoUrl: third.magentoUrl,
    email: "neighbour@example.com",
    invoiceNumberPrefix: "C-",
  });
  await startSyncing(system.ctx, neighbour);
  secondUrl = second.magentoUrl;
  for (const { magentoUrl } of [second, third]) await raiseAt(magentoUrl);
  const rows = await until("all three stores' first invoice is posted", async () => {
    const first = await system.rows<{ number: string; total: string; tenant_id: string; xero_id: string }>(
      "SELECT number, xero_total::text AS total, tenant_id, xero_id FROM posting WHERE kind = 'invoice' AND magento_key = '1' AND state = 'posted' ORDER BY number",
    );
    return first.length === 3 && first;
  });
  expect(rows.map((row) => [row.number, row.total])).toEqual([
    ["000000001", "120.00"],
    ["B-000000001", "60.00"],
    ["C-000000001", "60.00"],
  ]);
  expect(new Set(rows.map((row) => row.xero_id)).size).toBe(3);
  // A call never carries two merchants' documents.
  const mixed = await system.rows(
    "SELECT attempt_id FROM attempt_posting ap JOIN posting p ON p.id = ap.posting_id GROUP BY 1 HAVING count(DISTINCT p.tenant_id) > 1",
  );
  expect(mixed).toEqual([]);
  expect(await disagreements(system)).toEqual([]);
});

test("two stores of one organisation take turns: a backlog of one does not keep the other waiting", async () => {
  await system.rows("UPDATE organisation_lane SET next_run_at = now() + interval '1 hour'");
  const before = (await system.documents()).length;
  for (let n = 0; n < 6; n += 1) await system.raiseInvoice();
  await raiseAt(secondUrl);
  const listReady = (limit: number) =>
    listReadyPostings(
      system.ctx.db.system,
      { environment: "sandbox", xeroTenantId: UK_ORGANISATION_ID },
      { limit, exceptConnections: [], exceptContactsOf: [], minuteMs: 61_000 },
    );
  await until("all are ready", async () => (await listReady(10)).length === 7);
  expect((await listReady(2)).some(({ number }) => number?.startsWith("B-"))).toBe(true);
  await system.rows("UPDATE organisation_lane SET next_run_at = NULL");
  await untilAtRest(system, before + 7);
});

test("losing the whole queue in the middle loses seconds only", async () => {
  const before = (await system.documents()).length;
  const raised = system.raise({ count: 30 });
  for (let time = 0; time < 3; time += 1) {
    await emptyQueue();
    await raised;
    await until("work goes on", async () => (await system.documents()).length > before);
  }
  await untilAtRest(system, before + 30);
  expect(await disagreements(system)).toEqual([]);
});

test("losing every connection to the database in the middle loses seconds only", async () => {
  const before = (await system.documents()).length;
  await system.raise({ count: 20 });
  const owner = new pg.Client({ connectionString: system.database.ownerUrl });
  await owner.connect();
  await owner.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  await owner.end();
  // The test's own connections are cut too, and one may be asked before it has heard of it.
  const asked = () =>
    system.documents().then(
      () => true,
      () => false as const,
    );
  await until("the test's own connections are new", asked);
  await untilAtRest(system, before + 20);
  expect(await disagreements(system)).toEqual([]);
});

async function raiseAt(magentoUrl: string): Promise<void> {
  const body = JSON.stringify({ lines: [{ line_subtotal: 50, line_tax: 10 }] });
  const headers = { "content-type": "application/json" };
  await fetch(`${magentoUrl}/__sim/invoices`, { method: "POST", headers, body });
  await fetch(`${magentoUrl}/__sim/drain`, { method: "POST", headers, body: "{}" });
}

async function emptyQueue(): Promise<void> {
  const client = new pg.Client({ connectionString: system.env.QUEUE_DATABASE_URL });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'counterfoil_queue' AND tablename !~ 'migration'",
    );
    expect(rows.length).toBeGreaterThan(1);
    // The queue itself may hold what we want, and be the one that wins.
    await until("emptied", () =>
      client.query(`TRUNCATE ${rows.map((row) => row.name).join(", ")} CASCADE`).then(
        () => true,
        (error: { code?: string }) => (error.code === "40P01" ? false : Promise.reject(error)),
      ),
    );
  } finally {
    await client.end();
  }
}

const counts = () =>
  system.rows(
    "SELECT (SELECT count(*) FROM document)::int AS documents, (SELECT count(*) FROM posting)::int AS postings",
  );

async function nothingIsDue(): Promise<void> {
  await until("nothing is due", async () => {
    const [row] = await system.rows<{ due: number }>(
      `SELECT ((SELECT count(*) FROM event WHERE state = 'unrouted' AND next_run_at IS NOT NULL)
             + (SELECT count(*) FROM document WHERE next_run_at IS NOT NULL)
             + (SELECT count(*) FROM attempt WHERE state = 'open'))::int AS due`,
    );
    return row?.due === 0;
  });
}
