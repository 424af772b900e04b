import { wakeQueuedPostings } from "@counterfoil/db/system/ready-postings";
import { releaseWaiting } from "@counterfoil/services/posting/release-waiting";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import { changePolicy } from "./change-policy.ts";
import { findPosting, inXero, payByHand, paymentsOf, postingOf } from "./money-in-xero.ts";
import type { Onboarded } from "./onboard.ts";
import { holdBack } from "./ready-postings.ts";
import { until } from "./until.ts";
import { type RaisedDocument, startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let onboarded: Onboarded;
/** Raised before the store was paired, and never announced. */
let old: RaisedDocument;

beforeAll(async () => {
  system = await startWholeSystem();
  old = await system.raiseInvoiceQuietly({ ...CARD, created_at: "2026-01-05T10:00:00Z" });
  system.magento.state.outbox.length = 0;
  onboarded = await system.startWithMerchant();
});
afterAll(() => system?.stop());

const CARD = { payment_method: "stripe_payments" };
const BANK_TRANSFER = { payment_method: "banktransfer" };
const UNPAID = { payment_method: "purchaseorder", state: "open" };

test("an invoice that a gateway took is paid in Xero, to that gateway's account, and nothing is left due", async () => {
  const invoice = await system.raiseInvoice(CARD);
  await system.comesTo(invoice, "posted");
  expect(await inXero(system, invoice)).toMatchObject({ status: "PAID", amountDue: "0.00" });
  const { mark } = await postingOf(system, invoice, "payment");
  expect(await paymentsOf(system, invoice)).toMatchObject([
    {
      amount: "120.00",
      accountCode: "615",
      status: "AUTHORISED",
      reference: `${invoice.increment_id} ${mark}`,
    },
  ]);
  expect((await toldOf(invoice)).sync_status).toBe("synced");
});

test("a gateway's own transaction id is what a bookkeeper sees", async () => {
  const invoice = await system.raiseInvoiceQuietly({ payment_method: "paypal_express" });
  Object.assign(system.magento.state.invoices[invoice.id]?.payment ?? {}, { gateway_txn_id: "7XK2" });
  await system.control("drain", {});
  await system.comesTo(invoice, "posted");
  const { mark } = await postingOf(system, invoice, "payment");
  expect(await paymentsOf(system, invoice)).toMatchObject([
    { accountCode: "616", reference: `7XK2 ${mark}` },
  ]);
});

test("money that only the bank shows is not recorded: the invoice stays open, says why, and goes when an account is chosen", async () => {
  const invoice = await system.raiseInvoice(BANK_TRANSFER);
  await system.comesTo(invoice, "posted");
  expect(await postingOf(system, invoice, "payment")).toMatchObject({
    state: "skipped",
    reason: "payment_left_to_bank",
    params: { method: "banktransfer" },
  });
  expect(await inXero(system, invoice)).toMatchObject({ status: "AUTHORISED", amountDue: "120.00" });
  expect((await toldOf(invoice)).sync_status).toBe("synced");

  const [bank] = await accountsCalled("Business Bank Account");
  await changePolicy(system, onboarded, {
    paymentMethodMap: { ...(await methods()), banktransfer: bank ?? "" },
  });
  await until("it is paid", async () => (await inXero(system, invoice))?.status === "PAID");
  await changePolicy(system, onboarded, { paymentMethodMap: { ...(await methods()), banktransfer: null } });
});

test("a credit memo of a paid invoice is refunded from where the payment went; of an unpaid one it is allocated", async () => {
  const paid = await system.raiseInvoice(CARD);
  const unpaid = await system.raiseInvoice(UNPAID);
  await system.comesTo(unpaid, "posted");
  const refunded = await raiseMemo(paid, 100, 20);
  // The buyer has another address by now; the credit is the invoice's contact's all the same.
  const allocated = await raiseMemo(unpaid, 50, 10, { customer: { email: "moved@example.com" } });
  await system.comesTo(refunded, "posted");
  await system.comesTo(allocated, "posted");
  const { creditNotes, payments, allocations } = await system.books();
  const notes = [refunded, allocated].map((memo) =>
    creditNotes.find(({ number }) => number === `CN-${memo.increment_id}`),
  );
  expect(notes.map((note) => note?.remainingCredit)).toEqual(["0.00", "0.00"]);
  expect(payments.filter(({ creditNoteId }) => creditNoteId === notes[0]?.creditNoteId)).toMatchObject([
    { amount: "120.00", accountCode: "615", status: "AUTHORISED" },
  ]);
  expect(allocations.filter(({ creditNoteId }) => creditNoteId === notes[1]?.creditNoteId)).toMatchObject([
    { amount: "60.00", isDeleted: false },
  ]);
  expect(await inXero(system, unpaid)).toMatchObject({ status: "AUTHORISED", amountDue: "60.00" });
  for (const memo of [refunded, allocated]) expect((await toldOf(memo)).sync_status).toBe("synced");
});

test("refunded in parts, and not beyond the invoice: the one too many is posted and held with both amounts", async () => {
  const invoice = await system.raiseInvoice(CARD);
  const parts = [await raiseMemo(invoice, 50, 10), await raiseMemo(invoice, 25, 5)];
  for (const part of parts) await system.comesTo(part, "posted");
  const tooMany = await raiseMemo(invoice, 50, 10);
  const row = await until("the credit note is in Xero and held", async () => {
    const found = await system.find(tooMany);
    return found?.state === "held" && found.xero_number !== null && found;
  });
  expect(row).toMatchObject({ reason: "payment_more_than_due", params: { amount: "150.00", due: "120.00" } });
  const { creditNotes } = await system.books();
  const left = creditNotes.find(({ number }) => number === row.xero_number);
  expect(left).toMatchObject({ status: "AUTHORISED", remainingCredit: "60.00" });
  // Told at once that it is held, and once more when it has its number.
  const told = await until("Magento is told the number", async () => {
    const found = await toldOf(tooMany);
    return found.provider_reference === row.xero_number && found;
  });
  expect(told).toMatchObject({ sync_status: "failed", error_code: "payment_more_than_due" });
});

test("whatever comes first: events in reverse, and a credit memo long before its invoice", async () => {
  const invoice = await system.raiseInvoiceQuietly(CARD);
  const memo = await system.raiseMemoQuietly(memoOf(invoice, 100, 20));
  await system.control("drain", { order: "reversed" });
  await system.comesTo(invoice, "posted");
  await system.comesTo(memo, "posted");
  expect(await inXero(system, invoice)).toMatchObject({ status: "PAID", amountDue: "0.00" });

  const later = await system.raiseInvoiceQuietly(CARD);
  const early = system.magento.state.outbox.filter((row) => row.status === "pending");
  for (const row of early) row.status = "succeeded";
  const first = await raiseMemo(later, 100, 20);
  const waiting = await until("the credit note is in Xero and its settlement waits", async () => {
    const found = await system.find(first);
    return found?.state === "waiting" && found.xero_number !== null && found;
  });
  expect(waiting.reason).toBe("waiting_for_invoice");
  expect((await toldOf(first)).sync_status).toBe("synced");
  for (const row of early) row.status = "pending";
  await system.control("drain", {});
  await system.comesTo(first, "posted");
  expect(await inXero(system, later)).toMatchObject({ status: "PAID", amountDue: "0.00" });
  const note = (await system.books()).creditNotes.find(({ number }) => number === waiting.xero_number);
  expect(note?.remainingCredit).toBe("0.00");
});

test("what a bookkeeper did meanwhile: credit goes as far as it can, and a payment made by hand is not made again", async () => {
  const open = await system.raiseInvoice(UNPAID);
  await system.comesTo(open, "posted");
  await payByHand(system, open, 100);
  const memo = await raiseMemo(open, 50, 10);
  await system.comesTo(memo, "posted");
  const { creditNotes, allocations } = await system.books();
  const note = creditNotes.find(({ number }) => number === `CN-${memo.increment_id}`);
  expect(note).toMatchObject({ status: "AUTHORISED", remainingCredit: "40.00" });
  expect(allocations.filter(({ creditNoteId }) => creditNoteId === note?.creditNoteId)).toMatchObject([
    { amount: "20.00" },
  ]);
  expect(await inXero(system, open)).toMatchObject({ status: "PAID", amountDue: "0.00" });

  const captured = await system.raiseInvoice({ payment_method: "adyen_cc" });
  await system.comesTo(captured, "posted");
  await payByHand(system, captured, 120);
  const [clearing] = await accountsCalled("Stripe Clearing");
  await changePolicy(system, onboarded, { defaultPaymentAccountId: clearing ?? "" });
  await system.control(`invoices/${captured.id}/capture`, {});
  await system.control("drain", {});
  await until("its payment is left to the one by hand", async () => {
    const payment = await findPosting(system, captured, "payment");
    return payment?.reason === "already_paid_in_xero";
  });
  await system.comesTo(captured, "posted");
  expect(await paymentsOf(system, captured)).toHaveLength(1);
});

test("a refund that belongs to no invoice: the credit note is in Xero as open credit, and that is all", async () => {
  const memo = await system.raiseMemoQuietly({ lines: [{ line_subtotal: 10, line_tax: 2 }] });
  await system.control("drain", {});
  await system.comesTo(memo, "posted");
  expect(await postingOf(system, memo, "refund")).toMatchObject({
    state: "skipped",
    reason: "left_as_credit",
  });
});

test("a refund of an invoice from before the store was paired: open credit, which nobody waits for", async () => {
  const memo = await raiseMemo(old, 100, 20);
  await system.comesTo(memo, "posted");
  expect(await postingOf(system, memo, "refund")).toMatchObject({
    state: "skipped",
    reason: "left_as_credit",
    params: { why: "invoice_left_out", number: old.increment_id },
  });
});

test("payments of one moment share a call; a payment left behind by an older version is found", async () => {
  await holdBack(system, true);
  const invoices = [];
  for (let n = 0; n < 5; n += 1) invoices.push(await system.raiseInvoice(CARD));
  const before = (await system.calls()).length;
  await holdBack(system, false);
  for (const invoice of invoices) await system.comesTo(invoice, "posted");
  const calls = (await system.calls()).slice(before).filter(({ path }) => path.endsWith("/Payments"));
  expect(calls.length).toBeLessThanOrEqual(2);

  const older = await system.raiseInvoice(BANK_TRANSFER);
  await system.comesTo(older, "posted");
  await system.rows(
    "UPDATE posting SET state = 'queued', reason = 'payment_not_sent_yet', policy_version = NULL WHERE id = $1",
    [(await postingOf(system, older, "payment")).id],
  );
  await wakeQueuedPostings(system.ctx.db.system);
  await until("it was taken", async () => (await postingOf(system, older, "payment")).state === "skipped");
});

test("a draft's payment waits for its approval, and goes with it", async () => {
  await changePolicy(system, onboarded, { invoiceStatus: "DRAFT" });
  const invoice = await system.raiseInvoice(CARD);
  await until("its payment waits for that", async () => {
    const row = await system.find(invoice);
    return row?.reason === "awaiting_approval" && row.params.number === invoice.increment_id;
  });
  const memo = await raiseMemo(invoice, 50, 10);
  const waiting = await until("its refund waits for its own approval first", async () => {
    const row = await system.find(memo);
    return row?.reason === "awaiting_approval" && row;
  });
  expect(waiting.params).toEqual({ number: `CN-${memo.increment_id}`, document: "credit note" });
  expect((await toldOf(invoice)).sync_status).toBe("synced");
  const [draft] = (await system.books()).invoices.filter(({ number }) => number === invoice.increment_id);
  await system.xeroControl("approve", { organisationId: UK_ORGANISATION_ID, invoiceId: draft?.invoiceId });
  const { id } = await postingOf(system, invoice, "invoice");
  await system.rows("UPDATE posting SET xero_status = 'AUTHORISED' WHERE id = $1", [id]);
  await system.ctx.db.withTenantSql(onboarded.actor.tenantId, (client) =>
    releaseWaiting(client, { parentIds: [id] }),
  );
  await until("it is paid", async () => (await inXero(system, invoice))?.status === "PAID");
  await changePolicy(system, onboarded, { invoiceStatus: "AUTHORISED" });
});

test("every event once more doubles nothing", async () => {
  const money = async () => {
    const { invoices, creditNotes, payments, allocations } = await system.books();
    return [invoices.length, creditNotes.length, payments.length, allocations.length];
  };
  const before = await money();
  for (const row of system.magento.state.outbox)
    Object.assign(row, { status: "pending", next_attempt_at: null });
  await system.control("drain", {});
  await until("all is taken up again and at rest", async () => {
    const [due] = await system.rows<{ due: number }>(
      `SELECT ((SELECT count(*) FROM event WHERE state = 'unrouted' AND next_run_at IS NOT NULL)
             + (SELECT count(*) FROM document WHERE next_run_at IS NOT NULL)
             + (SELECT count(*) FROM posting WHERE state IN ('queued', 'planned', 'sending', 'unconfirmed', 'reversing')))::int AS due`,
    );
    return due?.due === 0;
  });
  expect(await money()).toEqual(before);
  expect(await disagreements(system)).toEqual([]);
});

function memoOf(invoice: RaisedDocument, net: number, tax: number) {
  return { invoice_id: invoice.id, lines: [{ line_subtotal: net, line_tax: tax }] };
}

async function raiseMemo(
  invoice: RaisedDocument,
  net: number,
  tax: number,
  rest: Record<string, unknown> = {},
): Promise<RaisedDocument> {
  const memo = await system.raiseMemoQuietly({ ...memoOf(invoice, net, tax), ...rest });
  await system.control("drain", {});
  return memo;
}

async function toldOf(document: RaisedDocument) {
  return until("Magento was told", async () => {
    const found = (await system.told()).find(
      (each) => each.increment_id === document.increment_id && each.kind === document.kind,
    );
    return found?.sync && found.sync.sync_status !== "pending" ? found.sync : false;
  });
}

async function methods(): Promise<Record<string, string | null>> {
  const [policy] = await system.rows<{ map: Record<string, string | null> }>(
    "SELECT body->'paymentMethodMap' AS map FROM policy ORDER BY version DESC LIMIT 1",
  );
  return policy?.map ?? {};
}

async function accountsCalled(name: string): Promise<string[]> {
  const rows = await system.rows<{ id: string }>(
    `SELECT a->>'accountId' AS id FROM reference_data, jsonb_array_elements(body) a WHERE kind = 'accounts' AND a->>'name' = $1`,
    [name],
  );
  return rows.map(({ id }) => id);
}
