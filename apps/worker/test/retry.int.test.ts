import { atOnce } from "@counterfoil/db/at-once";
import { retryDocuments } from "@counterfoil/services/document/retry-documents";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Onboarded, signUpOwner } from "./onboard.ts";
import { holdBack, spoil } from "./ready-postings.ts";
import { until } from "./until.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let onboarded: Onboarded;

beforeAll(async () => {
  system = await startWholeSystem({ seed: "retry" });
  onboarded = await system.startWithMerchant();
  await system.comesTo(await system.raiseInvoice(), "posted");
});
afterAll(() => system?.stop());

test("a rejected document is tried again once its cause is gone, and is in Xero once", async () => {
  const { actor } = onboarded;
  await holdBack(system, true);
  const invoice = await system.raiseInvoice();
  await until("it is ready", async () => (await system.find(invoice))?.main_state === "planned");
  await spoil(system, { incrementId: invoice.increment_id, path: "{date}", value: "2026-99-99" });
  await holdBack(system, false);
  const { id } = await system.comesTo(invoice, "failed");

  const stranger = await signUpOwner(system.ctx, "stranger@example.com");
  expect(await retryDocuments(system.ctx, stranger, { documentIds: [id] })).toEqual({ retried: 0 });
  const viewer = { ...actor, role: "viewer" as const };
  await expect(retryDocuments(system.ctx, viewer, { documentIds: [id] })).rejects.toThrow(/retry documents/);
  expect((await system.find(invoice))?.state).toBe("failed");

  const lock = "SELECT 1 FROM posting WHERE document_id = $1 FOR UPDATE";
  const presses = await atOnce({ ownerUrl: system.database.ownerUrl, lock, values: [id] }, () =>
    [1, 2].map(() => retryDocuments(system.ctx, actor, { documentIds: [id] })),
  );
  expect(presses.map(({ retried }) => retried).toSorted()).toEqual([0, 1]);
  await system.comesTo(invoice, "posted");
  const { invoices } = await system.books();
  expect(invoices.filter(({ number }) => number === invoice.increment_id)).toHaveLength(1);
  const audits = await system.rows("SELECT subject FROM audit WHERE action = 'document.retried'");
  expect(audits).toEqual([{ subject: id }]);
});

test("all of one reason go at once; what is in Xero or waits for a person stays", async () => {
  const lines = [{ line_subtotal: 100, line_tax: 20 }];
  const held = [];
  for (const grandTotal of [95, 96, 97])
    held.push(await system.raiseInvoice({ lines, grand_total: grandTotal }));
  for (const each of held) await system.comesTo(each, "held");
  const other = await system.raiseInvoice({ lines: [{ line_subtotal: 100, line_tax: 17 }] });
  expect(await system.comesTo(other, "held")).toMatchObject({ reason: "tax_rate_unmapped" });
  const calls = await system.writes();
  const reason = "magento_total_unexplained";
  const { actor, bindingId, storeId } = onboarded;
  expect(await retryDocuments(system.ctx, actor, { reason, bindingId: storeId })).toEqual({ retried: 0 });
  expect(await retryDocuments(system.ctx, actor, { reason, bindingId })).toEqual({ retried: 3 });
  for (const each of held) await system.comesTo(each, "held");
  expect(await system.writes()).toBe(calls);
  const posted = (await system.documents()).filter(({ state }) => state === "posted").map(({ id }) => id);
  expect(await retryDocuments(system.ctx, actor, { documentIds: posted })).toEqual({ retried: 0 });
});
