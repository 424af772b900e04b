import { listBindings } from "@counterfoil/services/binding/list-bindings";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import { changePolicy } from "./change-policy.ts";
import type { Onboarded } from "./onboard.ts";
import { until } from "./until.ts";
import { type RaisedDocument, startWholeSystem, type WholeSystem } from "./whole-system.ts";

/** What a store never announces, or announces once and we never hear. */

let system: WholeSystem;
let onboarded: Onboarded;
let first: RaisedDocument;
/** Every request that asked the store for a document, by path. */
const asked: string[] = [];

beforeAll(async () => {
  system = await startWholeSystem();
  system.magento.app.server.on("request", ({ url }: { url?: string }) => {
    const [, path] = /^\/rest\/V1\/byte8\/((?:invoice|creditmemo)\/\d+)$/.exec(url ?? "") ?? [];
    if (path) asked.push(path);
  });
  onboarded = await system.startWithMerchant();
  // History: raised before the first event that reached us.
  await lost({});
  await lost({});
  first = await system.raiseInvoice();
  await system.comesTo(first, "posted");
});
afterEach(() => system?.clearStoreFaults());
afterAll(() => system?.stop());

test("a document between two others that was never announced is found and taken in; history is not asked for", async () => {
  const missing = await lost({});
  const next = await system.raiseInvoice();
  await system.comesTo(next, "posted");
  await takenIn(missing);
  await system.comesTo(missing, "posted");
  expect(first.id).toBe(3);
  expect(asked.filter((path) => path === "invoice/1" || path === "invoice/2")).toEqual([]);
  expect((await system.find(missing))?.xero_number).toBe(missing.increment_id);
  expect(await paidAtOf(missing)).not.toBeNull();
  expect(await disagreements(system)).toEqual([]);
});

test("what was raised after the last one seen is found, however much; its event, late, makes nothing twice", async () => {
  const open = await lost({ state: "open" });
  const more: RaisedDocument[] = [];
  for (let n = 0; n < 24; n += 1) more.push(await lost({}));
  for (const document of [open, ...more]) await takenIn(document);
  for (const document of [open, ...more]) await system.comesTo(document, "posted");
  expect(await paidAtOf(open)).toBeNull();
  const before = await system.writes();
  await system.replay(more.at(-1) as RaisedDocument);
  await untilRouted();
  await system.comesTo(more.at(-1) as RaisedDocument, "posted");
  expect(await system.writes()).toBe(before);
  expect(await disagreements(system)).toEqual([]);
});

test("one that cannot be stored as it is found keeps nothing else waiting, and says why", async () => {
  const odd = await lost({});
  const beside = await lost({});
  const document = system.magento.state.invoices[odd.id]?.document as { website_id: number };
  document.website_id = 3_000_000_000;
  for (const document of [odd, beside]) await takenIn(document);
  await system.comesTo(beside, "posted");
  expect((await system.comesTo(odd, "failed")).reason).toBe("magento_document_invalid");
});

test("a credit memo is found too, in the store view of its invoice", async () => {
  const invoice = await system.raiseInvoice({ store_id: 2 });
  const lines = [{ line_subtotal: 10, line_tax: 2 }];
  const seen = await raise("creditmemos", { lines, invoice_id: invoice.id, store_id: 2 });
  await system.control("drain", {});
  await system.comesTo(seen, "posted");
  const missing = await lost({ lines, invoice_id: invoice.id, store_id: 2 }, "creditmemos");
  await takenIn(missing);
  await system.comesTo(missing, "posted");
  const [row] = await system.rows<{ view: number }>(
    "SELECT magento_store_id AS view FROM document WHERE kind = 'creditmemo' AND magento_id = $1",
    [missing.id],
  );
  expect(row?.view).toBe(2);
});

test("a real gap is asked for a few times and then left alone, all within the budget of an hour", async () => {
  const { invoices } = system.magento.state;
  const gaps: RaisedDocument[] = [];
  const since = asked.length;
  for (let n = 0; n < 30; n += 1) gaps.push(await lost({}));
  for (const { id } of gaps) delete invoices[id];
  const after = await system.raiseInvoice();
  await system.comesTo(after, "posted");
  const calls: number[] = [];
  // Until an hour in which nothing but the ids after the last is asked for; a busy machine asks for less in a turn.
  for (let hour = 0; hour < 40 && calls.at(-1) !== 6; hour += 1) {
    const before = asked.length;
    await system.rows("UPDATE hole SET next_ask_at = now() WHERE next_ask_at IS NOT NULL");
    await askNow();
    calls.push(asked.length - before);
  }
  expect(Math.max(...calls)).toBeLessThanOrEqual(20);
  // Only the three after the last of each kind are asked for ever.
  expect(calls.at(-1)).toBe(6);
  const times = gaps.map(({ id }) => asked.slice(since).filter((path) => path === `invoice/${id}`).length);
  expect(new Set(times)).toEqual(new Set([3]));
  expect(await system.rows("SELECT 1 FROM hole WHERE next_ask_at IS NOT NULL")).toEqual([]);
});

test("an invoice that was open: paid by now without an event is paid here, cancelled is held whether sent or not", async () => {
  const [paid, sent, gone] = [await open(), await open(), await open()];
  for (const each of [paid, sent, gone]) await system.comesTo(each, "posted");
  await changePolicy(system, onboarded, { paused: true });
  const waits = await open();
  await system.comesTo(waits, "planned");
  expect(await paidAtOf(paid)).toBeNull();

  stateOf(paid).state = "paid";
  stateOf(sent).state = "cancelled";
  stateOf(waits).state = "cancelled";
  delete system.magento.state.invoices[gone.id];
  await system.rows("UPDATE document SET ask_again_at = now() WHERE ask_again_at IS NOT NULL");
  await askNow();

  await until("it counts as paid", async () => {
    const payments = await system.rows("SELECT 1 FROM posting WHERE kind = 'payment' AND magento_key = $1", [
      String(paid.id),
    ]);
    return payments.length === 1;
  });
  expect(await paidAtOf(paid)).not.toBeNull();
  const standing = await system.comesTo(sent, "held");
  expect(standing).toMatchObject({ reason: "cancelled_in_magento", params: { number: sent.increment_id } });
  const unsent = await system.comesTo(waits, "held");
  expect(unsent).toMatchObject({ reason: "cancelled_in_magento", params: {} });
  await until("Magento is told", async () => {
    const told = (await system.told()).find((each) => each.increment_id === sent.increment_id);
    return told?.sync?.error_code === "cancelled_in_magento" && told.sync.provider_entity_id !== null;
  });
  // Nothing of ours undoes anything, and nothing new is sent.
  await changePolicy(system, onboarded, { paused: false });
  expect((await system.books()).invoices.find(({ number }) => number === sent.increment_id)?.status).toBe(
    "AUTHORISED",
  );
  expect((await system.books()).invoices.some(({ number }) => number === waits.increment_id)).toBe(false);
  expect((await system.find(gone))?.state).toBe("posted");
  const [again] = await system.rows<{ isAsked: boolean; isOver: boolean }>(
    `SELECT bool_and(ask_again_at > now() + interval '1 hour') FILTER (WHERE magento_id = $1) AS "isAsked",
            bool_and(ask_again_at IS NULL) FILTER (WHERE magento_id = ANY ($2)) AS "isOver" FROM document`,
    [gone.id, [paid.id, sent.id, waits.id]],
  );
  expect(again).toEqual({ isAsked: true, isOver: true });
});

test("after ninety days an invoice that is still open is asked for no more", async () => {
  const old = await open();
  await system.comesTo(old, "posted");
  await system.rows(
    "UPDATE document SET ask_again_at = now(), created_at = created_at - interval '90 days' WHERE magento_id = $1 AND kind = 'invoice'",
    [old.id],
  );
  await askNow();
  const [row] = await system.rows<{ at: Date | null }>(
    "SELECT ask_again_at AS at FROM document WHERE magento_id = $1 AND kind = 'invoice'",
    [old.id],
  );
  expect(row?.at).toBeNull();
});

test("a store that is parked is not asked", async () => {
  await system.rows("UPDATE store SET parked_until = now() + interval '1 hour', ask_due_at = now()");
  const before = asked.length;
  // A full round of the dispatcher: it hands out what is due of another kind.
  await system.raiseInvoice();
  await untilRouted();
  expect(asked.length).toBe(before);
  await system.rows("UPDATE store SET parked_until = NULL");
  await until("it is asked again", async () => asked.length > before);
});

test("a store that published nothing for a day although something was raised reads so, until it publishes again", async () => {
  expect(await noticeOf()).toEqual([]);
  const silent = await lost({});
  await takenIn(silent);
  await system.comesTo(silent, "posted");
  expect(await noticeOf()).toEqual([]);
  // A day (of this system's) passes without an event.
  await system.rows(
    "UPDATE store SET last_event_at = last_event_at - interval '25 hours', paired_at = paired_at - interval '25 hours', unannounced_at = unannounced_at - interval '1 hour'",
  );
  expect(await noticeOf()).toEqual([expect.stringMatching(/^Magento has stopped sending: check its cron\./)]);
  const next = await system.raiseInvoice();
  await system.comesTo(next, "posted");
  expect(await noticeOf()).toEqual([]);
});

async function noticeOf(): Promise<string[]> {
  const [row] = await listBindings(system.ctx, onboarded.actor);
  return row?.notices.map(({ sentence }) => sentence) ?? [];
}

async function raise(
  what: "invoices" | "creditmemos",
  input: Record<string, unknown>,
): Promise<RaisedDocument> {
  const lines = [{ line_subtotal: 100, line_tax: 20 }];
  return (await system.control(what, { lines, ...input })) as RaisedDocument;
}

/** Raised in Magento; its events die on the way. */
async function lost(
  input: Record<string, unknown>,
  what: "invoices" | "creditmemos" = "invoices",
): Promise<RaisedDocument> {
  const document = await raise(what, input);
  for (const row of system.magento.state.outbox) if (row.status === "pending") row.status = "dead_lettered";
  return document;
}

async function open(): Promise<RaisedDocument> {
  return system.raiseInvoice({ state: "open", payment_method: "authorizenet" });
}

function stateOf({ id }: RaisedDocument): { state: string } {
  const invoice = system.magento.state.invoices[id];
  if (!invoice) throw new Error("no such invoice");
  return invoice.document;
}

/** Asked for as many hours as it takes: a busy machine asks for less in one. */
async function takenIn(document: RaisedDocument): Promise<void> {
  await until(`${document.kind} ${document.increment_id} is found`, async () => {
    await askNow();
    return (await system.find(document)) !== undefined;
  });
}

/** An hour later: the store is asked, once. */
async function askNow(): Promise<void> {
  await system.rows("UPDATE store SET ask_due_at = now()");
  await until("the store was asked", async () => {
    const rows = await system.rows("SELECT 1 FROM store WHERE ask_due_at > now() + interval '1 second'");
    return rows.length === 1;
  });
}

async function untilRouted(): Promise<void> {
  await until("every event is routed", async () => {
    const rows = await system.rows(
      "SELECT 1 FROM event WHERE state = 'unrouted' AND next_run_at IS NOT NULL",
    );
    return rows.length === 0;
  });
}

async function paidAtOf({ id }: RaisedDocument): Promise<Date | null> {
  const [row] = await system.rows<{ at: Date | null }>(
    "SELECT paid_at AS at FROM document WHERE kind = 'invoice' AND magento_id = $1",
    [id],
  );
  return row?.at ?? null;
}
