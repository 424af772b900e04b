import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import { asBookkeeper } from "./as-bookkeeper.ts";
import { changePolicy } from "./change-policy.ts";
import { inXero, mustBeInXero, payByHand, paymentsOf, postingOf } from "./money-in-xero.ts";
import type { Onboarded } from "./onboard.ts";
import { until } from "./until.ts";
import { type RaisedDocument, startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let onboarded: Onboarded;

beforeAll(async () => {
  system = await startWholeSystem();
  onboarded = await system.startWithMerchant();
  await changePolicy(system, onboarded, { invoiceStatus: "DRAFT" });
});
afterAll(() => system?.stop());

const CARD = { payment_method: "stripe_payments" };

describe("without webhooks", () => {
  test("an approval is found by asking for what waits, and its payment goes", async () => {
    const [approved, still] = [await waitForApproval(), await waitForApproval()];
    await approve(approved);
    await system.rows("UPDATE organisation_lane SET approvals_due_at = now()");
    await until("it is paid", async () => (await inXero(system, approved))?.status === "PAID");
    await system.comesTo(approved, "posted");
    expect(await inXero(system, still)).toMatchObject({ status: "DRAFT" });
    expect(await postingOf(system, still, "payment")).toMatchObject({
      state: "waiting",
      reason: "awaiting_approval",
    });
  });

  test("the sweep finds what was voided, changed and paid there while anything waits; another one finds nothing new", async () => {
    const [voided, changed, paid] = [
      await waitForApproval(),
      await waitForApproval(),
      await waitForApproval(),
    ];
    await removeInXero(voided);
    await edit(changed, 50);
    await approve(changed);
    await approve(paid);
    await payByHand(system, paid, 120);
    await sweepNow();
    const row = await system.comesTo(voided, "held");
    expect(row).toMatchObject({ reason: "voided_in_xero", main_state: "posted" });
    expect(await postingOf(system, voided, "payment")).toMatchObject({
      state: "held",
      reason: "voided_in_xero",
      params: { of: "payment", notSent: "yes", number: voided.increment_id },
    });
    expect(await system.comesTo(changed, "held")).toMatchObject({
      reason: "changed_in_xero",
      params: { xeroTotal: "60.00", magentoTotal: "120.00" },
    });
    await system.comesTo(paid, "posted");
    expect(await postingOf(system, paid, "payment")).toMatchObject({
      state: "skipped",
      reason: "already_paid_in_xero",
    });
    expect(await paymentsOf(system, paid)).toHaveLength(1);

    const before = await unchangedFacts();
    await sweepNow();
    expect(await unchangedFacts()).toEqual(before);
  });
});

describe("with webhooks", () => {
  beforeAll(async () => {
    expect(await system.setUpWebhook()).toMatchObject({ status: "enabled" });
  });

  test("an approval lets the payment go at once, and Magento has heard nothing bad meanwhile", async () => {
    const invoice = await waitForApproval();
    await approve(invoice);
    await until("it is paid", async () => (await inXero(system, invoice))?.status === "PAID");
    await system.comesTo(invoice, "posted");
    expect(await toldOf(invoice)).toMatchObject({ sync_status: "synced" });
  });

  test("paid by the bookkeeper first: ours is left out", async () => {
    const invoice = await waitForApproval();
    // Both in one moment: what Xero tells of the approval finds it paid.
    await system.setUpWebhook(true);
    await approve(invoice);
    await payByHand(system, invoice, 120);
    await system.setUpWebhook();
    await system.xeroControl("webhooks/flush", {});
    await until(
      "ours is left out",
      async () => (await postingOf(system, invoice, "payment")).state === "skipped",
    );
    expect(await postingOf(system, invoice, "payment")).toMatchObject({ reason: "already_paid_in_xero" });
    await system.comesTo(invoice, "posted");
    expect(await paymentsOf(system, invoice)).toHaveLength(1);
  });

  test("deleted there: it shows, Magento is told, and its payment is not sent, whatever is sent again", async () => {
    const invoice = await waitForApproval();
    await removeInXero(invoice);
    const row = await system.comesTo(invoice, "held");
    expect(row).toMatchObject({ reason: "voided_in_xero", params: { number: invoice.increment_id } });
    await until("Magento knows", async () => (await toldOf(invoice))?.sync_status === "failed");
    expect(await toldOf(invoice)).toMatchObject({
      error_code: "voided_in_xero",
      provider_reference: invoice.increment_id,
    });
    await system.replay(invoice);
    await until("it was taken up and is at rest again", async () => {
      const [due] = await system.rows<{ due: number }>(
        "SELECT ((SELECT count(*) FROM event WHERE state = 'unrouted') + (SELECT count(*) FROM document WHERE next_run_at IS NOT NULL))::int AS due",
      );
      return due?.due === 0;
    });
    expect(await postingOf(system, invoice, "payment")).toMatchObject({
      state: "held",
      reason: "voided_in_xero",
    });
    expect(await paymentsOf(system, invoice)).toHaveLength(0);
  });

  test("changed there: it shows with both figures and is not paid; changed back, it goes on by itself", async () => {
    const invoice = await waitForApproval();
    await edit(invoice, 90);
    expect(await system.comesTo(invoice, "held")).toMatchObject({
      reason: "changed_in_xero",
      params: { xeroTotal: "108.00", magentoTotal: "120.00" },
    });
    await approve(invoice);
    await until(
      "the approval is known",
      async () => (await postingOf(system, invoice, "invoice")).status === "AUTHORISED",
    );
    expect(await postingOf(system, invoice, "payment")).toMatchObject({
      state: "held",
      reason: "changed_in_xero",
    });
    await edit(invoice, 100);
    await until("it is paid", async () => (await inXero(system, invoice))?.status === "PAID");
    await system.comesTo(invoice, "posted");
    await until("Magento knows", async () => (await toldOf(invoice))?.sync_status === "synced");
  });

  test("what Xero tells in the wrong order and twice is all known; told again, nothing is read", async () => {
    const [early, late] = [await waitForApproval(), await waitForApproval()];
    await system.fault({ kind: "webhook-reorder" });
    await approve(early);
    await until("Xero keeps that back", async () => (await webhooks()).waiting === 0);
    await system.fault({ kind: "webhook-duplicate" });
    await approve(late);
    for (const each of [early, late]) {
      await until("it is paid", async () => (await inXero(system, each))?.status === "PAID");
      await system.comesTo(each, "posted");
    }
    await untilAllIsTold();
    const before = await readsForNews();
    for (const order of ["same", "reverse"]) await system.xeroControl("webhooks/redeliver", { order });
    await untilAllIsTold();
    expect(await readsForNews()).toBe(before);
  });

  test("voided while nothing waits: a credit memo that comes before we looked is not settled against it", async () => {
    await changePolicy(system, onboarded, { invoiceStatus: "AUTHORISED" });
    const invoice = await system.raiseInvoice({ payment_method: "purchaseorder", state: "open" });
    await system.comesTo(invoice, "posted");
    await untilOurCallsAreOver();
    await removeInXero(invoice, "VOIDED");
    await until("it is marked", async () => (await markedDocuments()).includes(invoice.increment_id));
    const lines = [{ line_subtotal: 50, line_tax: 10 }];
    const memo = await system.raiseMemoQuietly({ invoice_id: invoice.id, lines });
    await system.control("drain", {});
    expect(await system.comesTo(memo, "held")).toMatchObject({
      reason: "voided_in_xero",
      main_state: "posted",
      params: { of: "allocation", number: invoice.increment_id },
    });
    expect(await system.comesTo(invoice, "held")).toMatchObject({ reason: "voided_in_xero" });
    const tried = (await system.calls()).filter(({ path }) => path.includes("/Allocations"));
    expect(tried).toEqual([]);
  });

  test("a credit note that is voided there shows it", async () => {
    await changePolicy(system, onboarded, { settleCreditNotes: "none" });
    const memo = await system.raiseMemoQuietly({ lines: [{ line_subtotal: 10, line_tax: 2 }] });
    await system.control("drain", {});
    await system.comesTo(memo, "posted");
    await untilOurCallsAreOver();
    const { creditNotes } = await system.books();
    const note = creditNotes.find(({ number }) => number === `CN-${memo.increment_id}`);
    const CreditNotes = [{ CreditNoteID: note?.creditNoteId, Status: "VOIDED" }];
    await asBookkeeper(system, `CreditNotes/${note?.creditNoteId}`, { CreditNotes }, "POST");
    await until("it is marked", async () => (await markedDocuments()).includes(`CN-${memo.increment_id}`));
    // Nothing waits for it: it would be looked at in five minutes.
    await system.rows("UPDATE posting SET news_due_at = now() WHERE news_due_at IS NOT NULL");
    expect(await system.comesTo(memo, "held")).toMatchObject({
      reason: "voided_in_xero",
      params: { number: `CN-${memo.increment_id}` },
    });
  });

  test("our own writes cause no reads", async () => {
    await changePolicy(system, onboarded, { invoiceStatus: "AUTHORISED" });
    await system.xeroControl("switches", { settlementEvent: "raised" });
    await untilAllIsTold();
    const before = await readsForNews();
    const raised = [];
    for (let n = 0; n < 5; n += 1) raised.push(await system.raiseInvoice(CARD));
    for (const each of raised) await system.comesTo(each, "posted");
    for (const each of raised) expect(await inXero(system, each)).toMatchObject({ status: "PAID" });
    await untilAllIsTold();
    expect(await readsForNews()).toBe(before);
  });
});

test("everything that is ours to vouch for agrees", async () => {
  const touched = await system.rows<{ number: string }>(
    "SELECT d.increment_id AS number FROM posting p JOIN document d ON d.id = p.document_id WHERE p.xero_news IS NOT NULL",
  );
  const problems = await disagreements(system);
  expect(problems.filter((each) => !touched.some(({ number }) => each.includes(number)))).toEqual([]);
});

type Webhooks = { waiting: number; deliveries: { state: string }[] };

/** An invoice that is a draft in Xero; its payment waits, and whatever we did to it is long over by then. */
async function waitForApproval(): Promise<RaisedDocument> {
  const invoice = await system.raiseInvoice(CARD);
  await until("its payment waits", async () => (await system.find(invoice))?.reason === "awaiting_approval");
  await untilOurCallsAreOver();
  return invoice;
}

async function untilOurCallsAreOver(): Promise<void> {
  const overMs = 2 * system.ctx.durations.ownChangeMs;
  await until("our calls are over", async () => {
    const rows = await system.rows(
      "SELECT 1 FROM attempt WHERE coalesce(ended_at, now()) > now() - $1 * interval '1 ms'",
      [overMs],
    );
    return rows.length === 0;
  });
}

async function approve(invoice: RaisedDocument): Promise<void> {
  const { invoiceId } = await mustBeInXero(system, invoice);
  await system.xeroControl("approve", { organisationId: UK_ORGANISATION_ID, invoiceId });
}

/** A draft can be deleted only. */
async function removeInXero(
  invoice: RaisedDocument,
  Status: "DELETED" | "VOIDED" = "DELETED",
): Promise<void> {
  const { invoiceId } = await mustBeInXero(system, invoice);
  const Invoices = [{ InvoiceID: invoiceId, Status }];
  await asBookkeeper(system, `Invoices/${invoiceId}`, { Invoices }, "POST");
}

/** Its one line costs so much from now on, plus 20 %. */
async function edit(invoice: RaisedDocument, net: number): Promise<void> {
  const { invoiceId } = await mustBeInXero(system, invoice);
  const line = {
    Description: "Edited",
    Quantity: 1,
    UnitAmount: net,
    AccountCode: "200",
    TaxType: "OUTPUT2",
  };
  const Invoices = [{ InvoiceID: invoiceId, LineAmountTypes: "Exclusive", LineItems: [line] }];
  await asBookkeeper(system, `Invoices/${invoiceId}`, { Invoices }, "POST");
}

/** Half an hour has passed for all that waits, and for the organisation. */
async function sweepNow(): Promise<void> {
  await system.rows("UPDATE posting SET created_at = created_at - interval '1 hour' WHERE kind = 'payment'");
  const before = await readsForNews();
  await system.rows("UPDATE organisation_lane SET sweep_due_at = now(), swept_until = NULL");
  await until("it was swept", async () => (await readsForNews()) > before);
  await until("to the end", async () => {
    const rows = await system.rows("SELECT 1 FROM organisation_lane WHERE swept_until IS NOT NULL");
    return rows.length > 0;
  });
}

async function webhooks(): Promise<Webhooks> {
  return (await system.xeroControl("webhooks")) as Webhooks;
}

async function markedDocuments(): Promise<string[]> {
  const rows = await system.rows<{ number: string }>(
    "SELECT number FROM posting WHERE news_due_at IS NOT NULL",
  );
  return rows.map(({ number }) => number);
}

/** Xero has told of all that happened, and we have looked at all of it. */
async function untilAllIsTold(): Promise<void> {
  await until("Xero has told of everything", async () => {
    const { waiting, deliveries } = await webhooks();
    return waiting === 0 && deliveries.every(({ state }) => state === "delivered");
  });
  await until("nothing is to be looked at", async () => (await markedDocuments()).length === 0);
}

async function readsForNews(): Promise<number> {
  return (await system.calls()).filter(
    ({ method, path }) => method === "GET" && /^\/api\.xro\/2\.0\/(Invoices|CreditNotes)(\/|\?|$)/.test(path),
  ).length;
}

async function unchangedFacts() {
  return system.rows(
    "SELECT state, reason, xero_status, xero_news, (SELECT state FROM document d WHERE d.id = document_id) AS document FROM posting ORDER BY id",
  );
}

async function toldOf(invoice: RaisedDocument) {
  const found = (await system.told()).find(
    (each) => each.increment_id === invoice.increment_id && each.kind === "invoice",
  );
  return found?.sync;
}
