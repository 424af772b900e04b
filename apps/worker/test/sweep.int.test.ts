import { findAbandonedConsent } from "@counterfoil/services/connection/find-abandoned-consent";
import { startConsent } from "@counterfoil/services/connection/start-consent";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import { changePolicy } from "./change-policy.ts";
import type { Onboarded } from "./onboard.ts";
import { until } from "./until.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

/** Rows as no code of ours leaves them: each goes on by itself at the next sweep. */

let system: WholeSystem;
let onboarded: Onboarded;

beforeAll(async () => {
  system = await startWholeSystem();
  onboarded = await system.startWithMerchant();
  // Its customer is in Xero from now on.
  await system.comesTo(await system.raiseInvoice(), "posted");
});
afterAll(() => system?.stop());

const OLD = "updated_at = now() - interval '1 day'";

test("a document and its posting that nobody moves", async () => {
  await changePolicy(system, onboarded, { paused: true });
  const invoice = await system.raiseInvoice();
  await system.comesTo(invoice, "planned");
  await system.rows(
    `UPDATE posting SET state = 'queued', ${OLD} WHERE kind = 'invoice' AND state = 'planned'`,
  );
  await system.rows(
    `UPDATE document SET state = 'queued', next_run_at = NULL, ${OLD} WHERE state = 'planned'`,
  );
  await sweepNow();
  await system.comesTo(invoice, "planned");
  await changePolicy(system, onboarded, { paused: false });
  await system.comesTo(invoice, "posted");
});

test("a document that waits for Start although syncing has started", async () => {
  await changePolicy(system, onboarded, { paused: true });
  const invoice = await system.raiseInvoice();
  await system.comesTo(invoice, "planned");
  await system.rows("UPDATE binding SET started_at = now() - interval '1 day'");
  await system.rows(
    `UPDATE document SET state = 'waiting', reason = 'not_started', next_run_at = NULL, ${OLD} WHERE increment_id = $1`,
    [invoice.increment_id],
  );
  await sweepNow();
  await system.comesTo(invoice, "planned");
  await changePolicy(system, onboarded, { paused: false });
  await system.comesTo(invoice, "posted");
});

test("a posting that waits for a contact which stands in Xero", async () => {
  await changePolicy(system, onboarded, { paused: true });
  const invoice = await system.raiseInvoice();
  await system.comesTo(invoice, "planned");
  await system.rows(
    `UPDATE posting p SET state = 'waiting', reason = 'waiting_for_contact', ${OLD} FROM document d
     WHERE d.id = p.document_id AND d.increment_id = $1 AND p.kind = 'invoice'`,
    [invoice.increment_id],
  );
  await system.rows(
    `UPDATE document SET state = 'waiting', reason = 'waiting_for_contact', ${OLD} WHERE increment_id = $1`,
    [invoice.increment_id],
  );
  await sweepNow();
  await system.comesTo(invoice, "planned");
  await changePolicy(system, onboarded, { paused: false });
  await system.comesTo(invoice, "posted");
});

test("a posting that is being sent by nobody is looked up, and sent once", async () => {
  await changePolicy(system, onboarded, { paused: true });
  const invoice = await system.raiseInvoice();
  await system.comesTo(invoice, "planned");
  await system.rows(
    `UPDATE posting p SET state = 'sending', ${OLD} FROM document d
     WHERE d.id = p.document_id AND d.increment_id = $1 AND p.kind = 'invoice'`,
    [invoice.increment_id],
  );
  await sweepNow();
  await changePolicy(system, onboarded, { paused: false });
  await system.comesTo(invoice, "posted");
  const { invoices } = await system.books();
  expect(invoices.filter(({ number }) => number === invoice.increment_id)).toHaveLength(1);
});

test("a word for Magento that nobody pushes, an event that nobody routes, and claims that never end", async () => {
  const invoice = await system.raiseInvoice();
  await system.comesTo(invoice, "posted");
  await until("Magento was told", async () => (await sync(invoice.increment_id)) === invoice.increment_id);
  await system.rows(
    `UPDATE storefront_state SET wanted = wanted || '{"providerReference": "AGAIN"}', wanted_version = wanted_version + 1, next_run_at = NULL
     WHERE magento_id = $1 AND entity_type = 'invoice'`,
    [invoice.id],
  );
  await system.rows(
    "UPDATE store SET prepare_claimed_until = now() + interval '9 days', push_claimed_until = now() + interval '9 days'",
  );
  await system.rows(
    "UPDATE organisation_lane SET next_run_at = now() + interval '9 days', claimed_until = now() + interval '9 days'",
  );
  const next = await system.raiseInvoice();
  await system.rows(
    "UPDATE event SET next_run_at = NULL, accepted_at = accepted_at - interval '1 day' WHERE state = 'unrouted' AND name LIKE 'invoice.%'",
  );
  await sweepNow();
  await until("Magento was told again", async () => (await sync(invoice.increment_id)) === "AGAIN");
  await system.comesTo(next, "posted");
});

test("grants and lists that nothing would ever renew", async () => {
  await system.rows("UPDATE xero_grant SET next_refresh_at = NULL, access_expires_at = now()");
  await system.rows("UPDATE organisation SET reference_due_at = NULL");
  await system.rows("UPDATE store SET ask_due_at = NULL");
  await sweepNow();
  await until("all three are due again, or done", async () => {
    const rows = await system.rows(
      `SELECT 1 FROM xero_grant, organisation, store WHERE next_refresh_at IS NOT NULL AND access_expires_at > now()
         AND reference_due_at > now() AND ask_due_at > now()`,
    );
    return rows.length === 1;
  });
});

test("a walk to Xero that did not come back ends, and is still told; what no window reaches is forgotten", async () => {
  await startConsent(system.ctx, onboarded.actor, {});
  await system.rows(
    "UPDATE consent_attempt SET expires_at = now() - interval '1 second' WHERE outcome = 'started'",
  );
  await system.rows("INSERT INTO rate_window (key, starts_at) VALUES ('old', now() - interval '2 days')");
  await system.rows(
    "INSERT INTO call_start (environment, xero_tenant_id, started_at) SELECT environment, xero_tenant_id, now() - interval '2 days' FROM organisation",
  );
  await sweepNow();
  await until("it has ended", async () => {
    const rows = await system.rows("SELECT 1 FROM consent_attempt WHERE outcome = 'did_not_come_back'");
    return rows.length === 1;
  });
  const later = { ...system.ctx, now: () => new Date(Date.now() + 3 * 60_000) };
  expect(await findAbandonedConsent(later, onboarded.actor)).not.toBeNull();
  await until("old rows are gone", async () => {
    const rows = await system.rows(
      "SELECT 1 FROM rate_window WHERE key = 'old' UNION ALL SELECT 1 FROM call_start WHERE started_at < now() - interval '1 day'",
    );
    return rows.length === 0;
  });
});

test("a sweep that finds nothing moves nothing", async () => {
  const before = await system.rows("SELECT id, state, updated_at FROM posting ORDER BY id");
  await sweepNow();
  expect(await system.rows("SELECT id, state, updated_at FROM posting ORDER BY id")).toEqual(before);
  expect(await disagreements(system)).toEqual([]);
});

/** A minute later. */
async function sweepNow(): Promise<void> {
  await system.rows("UPDATE system_task SET next_run_at = now()");
  await until("the sweep was handed out", async () => {
    const rows = await system.rows("SELECT 1 FROM system_task WHERE next_run_at > now()");
    return rows.length === 1;
  });
}

async function sync(incrementId: string): Promise<string | null | undefined> {
  return (await system.told()).find((each) => each.increment_id === incrementId)?.sync?.provider_reference;
}
