import { listDocuments } from "@counterfoil/services/document/list-documents";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import type { Onboarded } from "./onboard.ts";
import { holdBack } from "./ready-postings.ts";
import { until } from "./until.ts";
import { type RaisedDocument, startWholeSystem, type WholeSystem } from "./whole-system.ts";

/** Five minutes, scaled. */
const COLLECT_MS = 10_000;

let system: WholeSystem;
let onboarded: Onboarded;
let refused: RaisedDocument;

beforeAll(async () => {
  system = await startWholeSystem({ timeScale: 30 });
  expect(system.ctx.durations.collectForMs).toBe(COLLECT_MS);
  onboarded = await system.startWithMerchant();
});
afterAll(() => system?.stop());

const CARD = { payment_method: "stripe_payments" };
const REGULAR = { customer: { magento_id: 900, email: "regular@example.com", last_name: "Regular" } };
const UNPAID = { payment_method: "purchaseorder", state: "open" };

test("an organisation within its pace: what is ready goes at once", async () => {
  for (let n = 0; n < 2; n += 1) {
    const invoice = await system.raiseInvoice({ ...UNPAID, ...REGULAR });
    await system.comesTo(invoice, "posted");
    expect(await toldToWaitMs(invoice)).toBeNull();
  }
  await system.fault({ kind: "errors-in-200", match: { method: "PUT", path: "/Invoices" } });
  refused = await system.raiseInvoice({ ...UNPAID, ...REGULAR });
  await system.comesTo(refused, "failed");
});

test("behind its pace: documents raised one by one wait for company, say so, and go in one call", async () => {
  await spend(600);
  const before = await system.writes();
  const raised: RaisedDocument[] = [];
  for (let n = 0; n < 3; n += 1) {
    raised.push(await system.raiseInvoice({ ...UNPAID, ...REGULAR }));
    await until("it collects", async () => (await shown(raised[n]))?.reason === "collecting" && true);
  }
  expect(await shown(raised[0])).toMatchObject({
    word: "On its way",
    sentence: "Collecting, to save Xero's daily calls. It goes within five minutes.",
  });
  expect(await system.writes()).toBe(before);
  for (const each of raised) await system.comesTo(each, "posted");
  expect(await system.writes()).toBe(before + 1);
  expect(await waitOf(raised[0])).toBeGreaterThanOrEqual(COLLECT_MS);
  expect(await toldToWaitMs(raised[0])).toBe(COLLECT_MS);
  // It went with the first, and not five minutes after itself.
  expect(await waitOf(raised[2])).toBeLessThan(await waitOf(raised[0]));
});

test("a new customer's paid invoice waits once, not at each of its three calls; a turn is not taken again and again meanwhile", async () => {
  const before = await system.writes();
  const turns = await fence();
  const both = [await system.raiseInvoice(CARD), await system.raiseInvoice(CARD)];
  for (const each of both) await system.comesTo(each, "posted");
  const kinds = await system.rows(
    "SELECT p.kind FROM posting p JOIN document d ON d.id = p.document_id WHERE p.state = 'posted' AND d.increment_id = ANY ($1) ORDER BY 1",
    [both.map(({ increment_id }) => increment_id)],
  );
  expect(kinds.map(({ kind }) => kind)).toEqual(["invoice", "invoice", "payment", "payment"]);
  expect(await system.writes()).toBe(before + 3);
  expect(await waitOf(both[0])).toBeGreaterThanOrEqual(COLLECT_MS);
  // Their contact waited for all of it.
  for (const each of both) expect(await toldToWaitMs(each)).toBeNull();
  expect((await fence()) - turns).toBeLessThan(20);
});

test("a full call goes at once and takes along what collects", async () => {
  const before = await system.writes();
  const first = await system.raiseInvoice({ ...UNPAID, ...REGULAR });
  await until("it collects", async () => (await shown(first))?.reason === "collecting" && true);
  // For as long as this machine needs for the others.
  await system.rows(
    "UPDATE posting SET created_at = now() + interval '1 hour', collect_until = now() + interval '2 hours' WHERE state = 'planned'",
  );
  await holdBack(system, true);
  const others: RaisedDocument[] = [];
  for (let n = 0; n < 49; n += 1) others.push(await system.raiseInvoiceQuietly({ ...UNPAID, ...REGULAR }));
  await system.control("drain", {});
  for (const each of others) await system.comesTo(each, "planned");
  await holdBack(system, false);
  for (const each of [first, ...others]) await system.comesTo(each, "posted");
  expect(await system.writes()).toBe(before + 1);
  expect(await toldToWaitMs(others[0])).toBeNull();
});

test("what is tried again goes at once", async () => {
  await system.replay(refused);
  await system.comesTo(refused, "posted");
  expect(await toldToWaitMs(refused)).toBeNull();
  expect(await disagreements(system)).toEqual([]);
});

/** So many calls of the last minute's, as another caller would have made them. */
async function spend(calls: number): Promise<void> {
  await system.rows(
    `INSERT INTO call_start (environment, xero_tenant_id, started_at)
     SELECT 'sandbox', $1, now() - interval '10 seconds' FROM generate_series(1, $2)`,
    [UK_ORGANISATION_ID, calls],
  );
}

/** From its planning to its last call's end, by the database's clock. */
async function waitOf(document: RaisedDocument | undefined): Promise<number> {
  const [row] = await system.rows<{ ms: number }>(
    `SELECT (extract(epoch FROM max(p.posted_at) - min(p.created_at)) * 1000)::float8 AS ms
     FROM posting p JOIN document d ON d.id = p.document_id WHERE d.increment_id = $1`,
    [document?.increment_id],
  );
  return row?.ms ?? 0;
}

/** How long after their planning its postings were told to wait; null where none was. */
async function toldToWaitMs(document: RaisedDocument | undefined): Promise<number | null> {
  const [row] = await system.rows<{ ms: number | null }>(
    `SELECT max(round(extract(epoch FROM p.collect_until - p.created_at) * 1000))::int AS ms
     FROM posting p JOIN document d ON d.id = p.document_id WHERE d.increment_id = $1`,
    [document?.increment_id],
  );
  return row?.ms ?? null;
}

async function shown(document: RaisedDocument | undefined) {
  const { rows } = await listDocuments(system.ctx, onboarded.actor, { search: document?.increment_id });
  return rows[0];
}

/** Rises with every turn. */
async function fence(): Promise<number> {
  const [lease] = await system.rows<{ fence: number }>(
    "SELECT max(fence)::int AS fence FROM lease WHERE name LIKE 'drain:%'",
  );
  return lease?.fence ?? 0;
}
