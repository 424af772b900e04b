import { reasonSentence } from "@counterfoil/core/reasons";
import { findParking } from "@counterfoil/services/document/find-parking";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import { changePolicy } from "./change-policy.ts";
import { consent, type Onboarded } from "./onboard.ts";
import { until } from "./until.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let onboarded: Onboarded;

beforeAll(async () => {
  system = await startWholeSystem();
  onboarded = await system.startWithMerchant();
});
afterAll(() => system?.stop());

test.each(["store-then-cut", "cut-before"])(
  "%s on contacts, invoices and credit notes: the same bytes with the same key again, and no duplicate",
  async (kind) => {
    for (const path of ["/Contacts", "/Invoices", "/CreditNotes"])
      await system.fault({ kind, match: { method: "PUT", path } });
    const before = (await system.calls()).length;
    const documents = await system.raise({ kind: "creditmemo" });
    for (const document of documents) await system.comesTo(document, "posted");
    const calls = (await system.calls()).slice(before).filter((call) => call.method === "PUT");
    const cut = calls.filter((call) => call.fault === kind);
    expect(new Set(cut.map((call) => call.path.split("/").at(-1)))).toEqual(
      new Set(["Contacts", "Invoices", "CreditNotes"]),
    );
    for (const { idempotencyKey } of cut) {
      const again = calls.filter((call) => call.idempotencyKey === idempotencyKey);
      expect(again.map((call) => call.isReplay)).toEqual([false, kind === "store-then-cut"]);
    }
    expect(await disagreements(system)).toEqual([]);
  },
);

test("an answer that comes after we stopped waiting: repeated, and played back", async () => {
  const lateMs = system.ctx.durations.ledgerCallTimeoutMs + 500;
  await system.fault({ kind: "slow", match: { method: "PUT", path: "/Invoices" }, delayMs: lateMs });
  const invoice = await system.raiseInvoice();
  await system.comesTo(invoice, "posted");
  expect(await sends(invoice.increment_id)).toEqual([{ outcome: "elements", sends: 2 }]);
  expect(await disagreements(system)).toEqual([]);
});

test.each(["status-500", "html-503"])(
  "%s: what was sent is frozen as unconfirmed, the organisation waits, and everything else goes on by itself",
  async (kind) => {
    await system.fault({ kind, match: { method: "PUT", path: "/Invoices" } });
    const frozen = await system.raiseInvoice();
    const row = await system.comesTo(frozen, "unconfirmed");
    await lookUpLater("1 hour");
    expect(row.reason).toBe("unconfirmed");
    expect(reasonSentence("unconfirmed", { number: row.number })).toContain(
      `whether it took ${row.number} in, so it may or may not be in your books`,
    );
    const next = await system.raiseInvoice();
    await system.comesTo(next, "posted");
    await laneIsWell();

    // Nothing thaws it: not the event again, not other settings.
    const before = await postingOf(frozen.increment_id);
    await system.replay(frozen);
    const { policy_version } = await bindingRow();
    await changePolicy(system, onboarded, { paymentTermsDays: 20 + policy_version });
    const after = await system.raiseInvoice();
    await system.comesTo(after, "posted");
    expect(await postingOf(frozen.increment_id)).toEqual(before);
    expect(await sends(frozen.increment_id)).toEqual([{ outcome: "server-error", sends: 1 }]);

    // Looked up, it is not there: planned by the newest settings and sent as a new call.
    await lookUpLater("0");
    await system.comesTo(frozen, "posted");
    expect(await sends(frozen.increment_id)).toEqual([
      { outcome: "server-error", sends: 1 },
      { outcome: "elements", sends: 1 },
    ]);
    expect(await disagreements(system)).toEqual([]);
  },
);

test("after trouble one harmless read goes ahead: an outage that lasts costs no further document", async () => {
  await laneIsWell();
  await system.fault({ kind: "html-503", match: { method: "PUT", path: "/Invoices" } });
  await system.fault({ kind: "html-503", match: { method: "GET", path: "/Organisation" }, times: 2 });
  const before = (await system.calls()).length;
  const frozen = await system.raiseInvoice();
  await system.comesTo(frozen, "unconfirmed");
  await lookUpLater("1 hour");
  const next = await system.raiseInvoice();
  await system.comesTo(next, "posted");
  const calls = (await system.calls()).slice(before).filter(({ path }) => path.startsWith("/api.xro/"));
  expect(calls.map(({ method, path, status }) => `${method} ${path.split("/").at(-1)} ${status}`)).toEqual([
    "PUT Invoices 503",
    "GET Organisation 503",
    "GET Organisation 503",
    "GET Organisation 200",
    "PUT Invoices 200",
  ]);
  expect(await sends(next.increment_id)).toEqual([{ outcome: "elements", sends: 1 }]);
  await lookUpLater("0");
  await system.comesTo(frozen, "posted");
});

test("an answer that cannot be read may have been a yes: it was, and nothing is sent twice", async () => {
  await system.fault({ kind: "truncated-json", match: { method: "PUT", path: "/Invoices" } });
  const invoice = await system.raiseInvoice();
  const row = await system.comesTo(invoice, "unconfirmed");
  const next = await system.raiseInvoice();
  await system.comesTo(next, "posted");
  const { invoices } = await system.books();
  expect(invoices.filter(({ number }) => number === row.number).length).toBe(1);
  await system.comesTo(invoice, "posted");
  expect(await sends(invoice.increment_id)).toEqual([{ outcome: "server-error", sends: 1 }]);
});

test("a token that ended before its time is renewed, and the call made again as a new attempt", async () => {
  await expireTokens();
  const invoice = await system.raiseInvoice();
  await system.comesTo(invoice, "posted");
  expect((await sends(invoice.increment_id)).map((row) => row.outcome)).toEqual(["access", "elements"]);
});

test("a refresh that Xero answered and nobody heard: the old token's grace carries it", async () => {
  await expireTokens();
  await system.fault({ kind: "store-then-cut", match: { method: "POST", path: "/connect/token" } });
  const invoice = await system.raiseInvoice();
  await system.comesTo(invoice, "posted");
  const [grant] = await system.rows<{ status: string }>("SELECT status FROM xero_grant");
  expect(grant?.status).toBe("active");
});

test("a refused repeat proves nothing of the first send: it stays open until it is answered", async () => {
  await system.fault({ kind: "store-then-cut", match: { method: "PUT", path: "/Invoices" } });
  const invoice = await system.raiseInvoice();
  await until("the call was cut", async () => (await openSends(invoice.increment_id)) === 1);
  await system.rows("UPDATE attempt SET sendable_at = 'infinity' WHERE state = 'open'");
  // What Xero remembers of the key must outlive the move, so only the token is made to end.
  await system.rows("UPDATE xero_grant SET refresh_issued_at = now() - interval '1 hour'");
  const { idempotency } = system.xero.state;
  const remembered = [...idempotency.values()];
  await expireTokens();
  for (const record of remembered) record.firstCallAt = system.xero.clock.now();
  await system.rows("UPDATE attempt SET sendable_at = now() WHERE state = 'open'");
  await system.comesTo(invoice, "posted");
  const attempts = await sends(invoice.increment_id);
  expect(attempts.length).toBe(1);
  expect(attempts[0]?.sends).toBeGreaterThanOrEqual(3);
  const { number } = await system.comesTo(invoice, "posted");
  expect((await system.books()).invoices.filter((each) => each.number === number).length).toBe(1);
});

test("a connection that was taken away in Xero: everything waits, and goes on after a new consent", async () => {
  system.xero.state.connections.clear();
  const invoice = await system.raiseInvoice();
  await until("the connection is known to be gone", async () => {
    const [row] = await system.rows<{ status: string }>("SELECT status FROM connection");
    return row?.status === "reconnect_required";
  });
  expect((await system.find(invoice))?.state).toBe("planned");
  expect((await findParking(system.ctx, onboarded.actor)).get(onboarded.bindingId)?.sending?.reason).toBe(
    "reconnect_required",
  );
  const calls = await system.writes();
  const another = await system.raiseInvoice();
  await until("it is planned", async () => (await system.find(another))?.state === "planned");
  expect(await system.writes()).toBe(calls);
  await consent(system.ctx, onboarded.actor);
  await system.comesTo(invoice, "posted");
  await system.comesTo(another, "posted");
});

test("a consent that Xero has forgotten: everything waits for a new one, which carries all of it on", async () => {
  await until("the lists are read after the last consent", async () => {
    const due = await system.rows(
      "SELECT 1 FROM organisation WHERE reference_due_at < now() + interval '10 minutes'",
    );
    return due.length === 0;
  });
  system.xero.state.refreshTokens.clear();
  await expireTokens();
  const invoice = await system.raiseInvoice();
  await until("the grant is known to have ended", async () => {
    const [row] = await system.rows<{ grant: string; connection: string; reason: string }>(
      `SELECT g.status AS grant, c.status AS connection, c.status_reason AS reason FROM xero_grant g JOIN connection c ON c.grant_id = g.id`,
    );
    return (
      row?.grant === "reconnect_required" &&
      row.connection === "reconnect_required" &&
      row.reason === "invalid_grant"
    );
  });
  await system.comesTo(invoice, "planned");
  await consent(system.ctx, onboarded.actor);
  await system.comesTo(invoice, "posted");
});

async function lookUpLater(interval: string): Promise<void> {
  await system.rows("UPDATE posting SET next_run_at = now() + $1::interval WHERE state = 'unconfirmed'", [
    interval,
  ]);
}

const MINE = `posting p JOIN document d ON d.id = p.document_id AND d.increment_id = $1 AND p.kind = 'invoice'`;

async function postingOf(incrementId: string) {
  return system.rows(`SELECT p.state, p.draft, p.policy_version FROM ${MINE}`, [incrementId]);
}

function sends(incrementId: string) {
  return system.rows<{ outcome: string; sends: number }>(
    `SELECT a.outcome, a.sends FROM attempt a JOIN attempt_posting ap ON ap.attempt_id = a.id
     JOIN ${MINE} ON p.id = ap.posting_id ORDER BY a.started_at`,
    [incrementId],
  );
}

async function openSends(incrementId: string): Promise<number> {
  const [row] = await system.rows<{ sends: number }>(
    `SELECT a.sends FROM attempt a JOIN attempt_posting ap ON ap.attempt_id = a.id JOIN ${MINE} ON p.id = ap.posting_id
     WHERE a.state = 'open' AND a.sendable_at < now() + interval '2 seconds'`,
    [incrementId],
  );
  return row?.sends ?? 0;
}

async function bindingRow() {
  const [row] = await system.rows<{ policy_version: number }>("SELECT policy_version FROM binding");
  return row as { policy_version: number };
}

/** Nothing of earlier trouble is left. */
function laneIsWell() {
  return until("the organisation is parked no more", async () => {
    const [lane] = await system.rows<{ parked_until: Date | null; parked_tries: number }>(
      "SELECT parked_until, parked_tries FROM organisation_lane",
    );
    return lane?.parked_until === null && lane.parked_tries === 0;
  });
}

/** Thirty-one minutes pass at Xero; by our own clock the token is still good. */
async function expireTokens(): Promise<void> {
  await system.rows(
    "UPDATE xero_grant SET access_expires_at = now() + interval '1 hour', next_refresh_at = now() + interval '1 hour', refresh_issued_at = now() - interval '1 hour'",
  );
  await system.xeroControl("clock", { moveMs: (31 * 60_000) / 20 });
  expect(system.xero.state.organisations.has(UK_ORGANISATION_ID)).toBe(true);
}
