import { closeBinding } from "@counterfoil/services/binding/close-binding";
import { createBinding } from "@counterfoil/services/binding/create-binding";
import { pauseBinding } from "@counterfoil/services/binding/pause-binding";
import { sendStoreView } from "@counterfoil/services/binding/send-store-view";
import { countDocuments } from "@counterfoil/services/document/count-documents";
import { listDocuments } from "@counterfoil/services/document/list-documents";
import { AU_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/australia";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changePolicy } from "./change-policy.ts";
import { consent, type Onboarded, startSyncing } from "./onboard.ts";
import { placesOf } from "./places-of.ts";
import { until } from "./until.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let uk: Onboarded;
let organisationId: string;

beforeAll(async () => {
  system = await startWholeSystem();
  uk = await system.startWithMerchant();
  const [binding] = await system.rows<{ id: string }>(
    "SELECT organisation_id AS id FROM binding WHERE id = $1",
    [uk.bindingId],
  );
  organisationId = binding?.id ?? "";
});
afterAll(() => system?.stop());

test("closed, nothing is sent; the same pair again goes on where it stopped, and nothing is there twice", async () => {
  const { ctx } = system;
  const { actor, storeId, bindingId } = uk;
  const sent = await system.raiseInvoice({ payment_method: "stripe_payments", state: "open" });
  await system.comesTo(sent, "posted");
  await pauseBinding(ctx, actor, { bindingId, paused: true });
  const prepared = await system.raiseInvoice();
  await system.comesTo(prepared, "planned");
  await closeBinding(ctx, actor, { bindingId });
  await expect(closeBinding(ctx, actor, { bindingId })).rejects.toMatchObject({ code: "not_found" });

  // What is raised meanwhile is kept; what is paid meanwhile too.
  const meanwhile = await system.raiseInvoice();
  await system.control(`invoices/${sent.id}/capture`, {});
  await system.control("drain", {});
  const { rows } = await listDocuments(ctx, actor, {});
  expect(rows.find(({ number }) => number === prepared.increment_id)).toMatchObject({
    word: "Waiting",
    reason: "binding_closed",
  });
  expect(await countDocuments(ctx, actor)).toMatchObject({ "In Xero": 1, Waiting: 1, "On its way": 0 });
  expect(await system.find(meanwhile)).toBeUndefined();
  const writes = await system.writes();

  const again = await createBinding(ctx, actor, { storeId, organisationId });
  expect(again).toEqual({ bindingId, isNew: false, isReopened: true });
  await system.comesTo(meanwhile, "planned");
  expect(await system.writes(), "it comes back paused").toBe(writes);
  await pauseBinding(ctx, actor, { bindingId, paused: false });
  for (const each of [prepared, meanwhile]) await system.comesTo(each, "posted");
  await until("what was paid meanwhile is paid in Xero", async () => {
    const { invoices } = await system.books();
    return invoices.find(({ number }) => number === sent.increment_id)?.amountDue === "0.00";
  });
  const { invoices } = await system.books();
  for (const { increment_id } of [sent, prepared, meanwhile])
    expect(invoices.filter(({ number }) => number === increment_id)).toHaveLength(1);
  const actions = await system.rows<{ action: string }>(
    "SELECT action FROM audit WHERE subject = $1 ORDER BY id",
    [bindingId],
  );
  expect(actions.map(({ action }) => action)).toEqual([
    "binding.created",
    "binding.started",
    "policy.saved",
    "binding.closed",
    "binding.reopened",
    "policy.saved",
  ]);
});

test("closed and bound to another organisation: what was not sent goes there, what was sent stays", async () => {
  const { ctx } = system;
  const { actor, storeId, bindingId } = uk;
  const stays = await system.raiseInvoice();
  await system.comesTo(stays, "posted");
  await pauseBinding(ctx, actor, { bindingId, paused: true });
  const moves = await system.raiseInvoice({
    currency: "AUD",
    country_id: "AU",
    lines: [{ line_subtotal: 100, line_tax: 10 }],
  });
  await until("it is prepared", async () => (await system.find(moves)) !== undefined);
  await closeBinding(ctx, actor, { bindingId });
  const other = await consent(ctx, actor, AU_ORGANISATION_ID);
  const { bindingId: australian } = await createBinding(ctx, actor, { storeId, organisationId: other });
  await startSyncing(ctx, { actor, storeId, bindingId: australian });
  await system.comesTo(moves, "posted");
  expect(await placesOf(system, moves)).toEqual([AU_ORGANISATION_ID]);
  expect(await placesOf(system, stays)).not.toContain(AU_ORGANISATION_ID);
  // The first one would take the same store views.
  await expect(createBinding(ctx, actor, { storeId, organisationId })).rejects.toMatchObject({
    code: "conflict",
  });

  // Limited to one store view, it leaves the other to nobody, until somebody sends it somewhere.
  await changePolicy(system, { actor, bindingId: australian }, { storeFilter: [1] });
  const unclaimed = await system.raiseInvoice({ store_id: 2 });
  await system.comesTo(unclaimed, "skipped");
  const target = `organisation:${organisationId}`;
  await sendStoreView(ctx, actor, { storeId, storeViewId: 2, target });
  await pauseBinding(ctx, actor, { bindingId, paused: false });
  await system.comesTo(unclaimed, "posted");
  expect(await placesOf(system, unclaimed)).not.toContain(AU_ORGANISATION_ID);
});
