import { createBinding } from "@counterfoil/services/binding/create-binding";
import { AU_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/australia";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changePolicy } from "./change-policy.ts";
import { consent, type Onboarded, startSyncing } from "./onboard.ts";
import { placesOf } from "./places-of.ts";
import { until } from "./until.ts";
import { type RaisedDocument, startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let british: Onboarded;
let australian: Onboarded;

beforeAll(async () => {
  system = await startWholeSystem();
  british = await system.startWithMerchant();
});
afterAll(() => system?.stop());

const IN_AUSTRALIA = { currency: "AUD", country_id: "AU", lines: [{ line_subtotal: 100, line_tax: 10 }] };
const IN_AMERICA = { currency: "USD", country_id: "US", lines: [{ line_subtotal: 100 }] };

test("what nobody took goes to the organisation that a new binding sends its store view to", async () => {
  await changePolicy(system, british, { storeFilter: [1] });
  const invoice = await system.raiseInvoice({ ...IN_AUSTRALIA, store_id: 2 });
  expect(await system.comesTo(invoice, "skipped")).toMatchObject({ reason: "no_binding_for_store_view" });
  const { actor, storeId } = british;
  const organisationId = await consent(system.ctx, actor, AU_ORGANISATION_ID);
  const { bindingId } = await createBinding(system.ctx, actor, {
    ...{ storeId, organisationId, storeFilter: [2] },
    invoiceNumberPrefix: "",
  });
  australian = { actor, storeId, bindingId };
  await startSyncing(system.ctx, australian);
  await system.comesTo(invoice, "posted");
  expect(await placesOf(system, invoice)).toEqual([AU_ORGANISATION_ID]);
  expect(await inBooks(invoice)).toEqual({ uk: 0, au: 1 });
});

test("a store view that changes hands: what was prepared for the one organisation goes to the other, and to it alone", async () => {
  await changePolicy(system, australian, { storeFilter: [2, 4], paused: true });
  const invoice = await system.raiseInvoice({
    ...IN_AMERICA,
    store_id: 4,
    payment_method: "stripe_payments",
  });
  await system.comesTo(invoice, "planned");
  await changePolicy(system, australian, { storeFilter: [2] });
  await changePolicy(system, british, { storeFilter: [1, 4] });
  await system.comesTo(invoice, "posted");
  await changePolicy(system, australian, { paused: false });
  const later = await system.raiseInvoice({ ...IN_AUSTRALIA, store_id: 2 });
  await system.comesTo(later, "posted");
  expect(await placesOf(system, invoice)).toEqual([UK_ORGANISATION_ID]);
  expect(await inBooks(invoice)).toEqual({ uk: 1, au: 0 });
});

test("what was sent stays where it is: its payment follows it, whoever takes its store view by then", async () => {
  const invoice = await system.raiseInvoice({ ...IN_AUSTRALIA, store_id: 2, payment_method: "adyen_cc" });
  await system.comesTo(invoice, "posted");
  await changePolicy(system, australian, { storeFilter: [3] });
  await changePolicy(system, british, { storeFilter: [1, 2, 4] });
  await system.control(`invoices/${invoice.id}/capture`, {});
  await system.control("drain", {});
  await until("its payment is decided", async () => {
    const rows = await system.rows(
      "SELECT 1 FROM posting p JOIN document d ON d.id = p.document_id WHERE d.increment_id = $1 AND p.kind = 'payment' AND p.xero_tenant_id = $2",
      [invoice.increment_id, AU_ORGANISATION_ID],
    );
    return rows.length === 1;
  });
  expect(await placesOf(system, invoice)).toEqual([AU_ORGANISATION_ID]);
  expect(await inBooks(invoice)).toEqual({ uk: 0, au: 1 });
});

test("a credit memo goes into the books in which its invoice is, whoever takes its store view by then", async () => {
  await changePolicy(system, british, { storeFilter: [1] });
  await changePolicy(system, australian, { storeFilter: [2, 3] });
  const invoice = await system.raiseInvoice({
    ...{ ...IN_AUSTRALIA, store_id: 2 },
    ...{ payment_method: "purchaseorder", state: "open" },
  });
  await system.comesTo(invoice, "posted");
  const { lines } = IN_AUSTRALIA;
  const memos: RaisedDocument[] = [];
  // To the other organisation, then to none.
  for (const share of [0.4, 0.2]) {
    await changePolicy(system, australian, { storeFilter: [3] });
    await changePolicy(system, british, { storeFilter: share === 0.4 ? [1, 2] : [1] });
    const part = lines.map((line) => ({
      line_subtotal: line.line_subtotal * share,
      line_tax: line.line_tax * share,
    }));
    const memo = await system.raiseMemoQuietly({
      ...IN_AUSTRALIA,
      ...{ invoice_id: invoice.id, store_id: 2, lines: part },
    });
    memos.push(memo);
    await system.control("drain", {});
    await system.comesTo(memo, "posted");
    expect(await placesOf(system, memo)).toEqual([AU_ORGANISATION_ID]);
  }
  const [uk, au] = await Promise.all([UK_ORGANISATION_ID, AU_ORGANISATION_ID].map((id) => system.books(id)));
  const numbers = memos.map(({ increment_id }) => `CN-${increment_id}`);
  expect(uk?.creditNotes).toEqual([]);
  expect(au?.creditNotes.map(({ number }) => number).toSorted()).toEqual(numbers);
  expect(au?.invoices.find(({ number }) => number === invoice.increment_id)).toMatchObject({
    amountDue: "44.00",
  });
});

async function inBooks(invoice: RaisedDocument): Promise<{ uk: number; au: number }> {
  const [uk, au] = await Promise.all(
    [UK_ORGANISATION_ID, AU_ORGANISATION_ID].map(async (id) => (await system.books(id)).invoices),
  );
  const count = (invoices = uk) =>
    invoices?.filter(({ number }) => number === invoice.increment_id).length ?? 0;
  return { uk: count(uk), au: count(au) };
}
