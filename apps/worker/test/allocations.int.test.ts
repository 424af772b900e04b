import { listReadyPostings } from "@counterfoil/db/system/ready-postings";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import { findPosting, postingOf } from "./money-in-xero.ts";
import { holdBack } from "./ready-postings.ts";
import { until } from "./until.ts";
import { type RaisedDocument, startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;

beforeAll(async () => {
  system = await startWholeSystem();
  await system.startWithMerchant();
});
afterAll(() => system?.stop());

const UNPAID = { payment_method: "purchaseorder", state: "open" };

test("allocations are one call each: they come last, and while anything else waits they take a fifth of the minute", async () => {
  const MANY = 16;
  const open: RaisedDocument[] = [];
  for (let n = 0; n < MANY + 2; n += 1) open.push(await system.raiseInvoiceQuietly(UNPAID));
  await system.control("drain", {});
  await allPosted(open);

  // Something that waits all the while, for a reason of its own.
  const waiting = await putOff(await system.raiseInvoiceQuietly(UNPAID));
  await allPosted(await creditEach(open.slice(0, MANY)));
  const [busiest] = await system.rows<{ calls: number }>(
    `SELECT max(n)::int AS calls FROM (
       SELECT count(*) OVER (ORDER BY started_at RANGE BETWEEN $1::interval PRECEDING AND CURRENT ROW) AS n
       FROM attempt WHERE path LIKE '%/Allocations%') x`,
    [`${system.ctx.durations.minuteWindowMs - 1} milliseconds`],
  );
  expect(busiest?.calls).toBeLessThanOrEqual(12);

  await allocationsOfThisMinute(12);
  const last = await creditEach(open.slice(MANY));
  for (const memo of last)
    await until("its allocation is ready", async () => {
      const allocation = await findPosting(system, memo, "allocation");
      return allocation?.state === "planned";
    });
  const fresh = await system.raiseInvoice(UNPAID);
  await system.comesTo(fresh, "posted");
  expect(await statesOf(last)).toEqual(["planned", "planned"]);
  expect(await readyKinds()).toEqual([]);

  await holdBack(system, true);
  await allocationsOfThisMinute(11);
  expect(await readyKinds()).toEqual(["allocation"]);
  const first = await system.raiseInvoice(UNPAID);
  await system.comesTo(first, "planned");
  expect(await readyKinds()).toEqual(["invoice"]);
  await holdBack(system, false);
  await system.comesTo(first, "posted");
  await until("the twelfth has gone", async () => (await statesOf(last)).includes("posted"));

  // Once nothing else waits, no minute keeps them.
  await allocationsOfThisMinute(MANY);
  await system.rows("UPDATE posting SET next_run_at = now() WHERE id = $1", [waiting.postingId]);
  await allPosted([waiting.invoice, ...last]);
  expect(await disagreements(system)).toEqual([]);
});

/** An invoice that is ready and not due. */
async function putOff(invoice: RaisedDocument) {
  await holdBack(system, true);
  await system.control("drain", {});
  await system.comesTo(invoice, "planned");
  const { id: postingId } = await postingOf(system, invoice, "invoice");
  await system.rows("UPDATE posting SET next_run_at = now() + interval '30 minutes' WHERE id = $1", [
    postingId,
  ]);
  await holdBack(system, false);
  return { invoice, postingId };
}

/** Of what would be sent next. */
async function readyKinds(): Promise<string[]> {
  const lane = { environment: "sandbox" as const, xeroTenantId: UK_ORGANISATION_ID };
  const minuteMs = system.ctx.durations.minuteWindowMs;
  const input = { limit: 200, exceptConnections: [], exceptContactsOf: [], minuteMs };
  const ready = await listReadyPostings(system.ctx.db.system, lane, input);
  return [...new Set(ready.map(({ kind }) => kind))];
}

/** So many have begun in this very minute, and all others before it, however fast this machine is. */
async function allocationsOfThisMinute(count: number): Promise<void> {
  await system.rows(
    `UPDATE attempt a SET started_at = now() + CASE WHEN place <= $1 THEN interval '1 hour' ELSE interval '-1 hour' END
     FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM attempt WHERE path LIKE '/CreditNotes/%/Allocations%') n
     WHERE n.id = a.id`,
    [count],
  );
}

/** A credit memo for each of these open invoices, all at once. */
async function creditEach(invoices: RaisedDocument[]): Promise<RaisedDocument[]> {
  const memos: RaisedDocument[] = [];
  for (const each of invoices)
    memos.push(
      await system.raiseMemoQuietly({ invoice_id: each.id, lines: [{ line_subtotal: 10, line_tax: 2 }] }),
    );
  await system.control("drain", {});
  return memos;
}

async function allPosted(documents: RaisedDocument[]): Promise<void> {
  for (const each of documents) await system.comesTo(each, "posted");
}

async function statesOf(memos: RaisedDocument[]): Promise<string[]> {
  const allocations = await Promise.all(memos.map((memo) => postingOf(system, memo, "allocation")));
  return allocations.map(({ state }) => state);
}
