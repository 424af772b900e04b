import type { Actor } from "@counterfoil/services/context";
import { adoptDocument } from "@counterfoil/services/posting/adopt-document";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import { asBookkeeper, invoiceByHand } from "./as-bookkeeper.ts";
import { holdBack } from "./ready-postings.ts";
import { until } from "./until.ts";
import { type RaisedDocument, startWholeSystem, type WholeSystem } from "./whole-system.ts";
import { booksOfXero, crowd, forget, standing } from "./xero-books.ts";

let system: WholeSystem;
let actor: Actor;

beforeAll(async () => {
  // The 90 s after which what is not there never will be last 3 s.
  system = await startWholeSystem({ timeScale: 30 });
  ({ actor } = await system.startWithMerchant());
});
afterAll(() => system?.stop());

const CARD = { payment_method: "stripe_payments" };
const UNPAID = { payment_method: "purchaseorder", state: "open" };
const REGULAR = {
  ...UNPAID,
  customer: { magento_id: 900, email: "regular@example.com", last_name: "Regular" },
};

test("a yes that could not be read, and reads that fail at first: everything is found, adopted, and there once", async () => {
  for (const path of ["/Contacts", "/Invoices", "/CreditNotes"])
    await system.fault({ kind: "truncated-json", match: { method: "PUT", path } });
  await system.fault({ kind: "truncated-json", match: { method: "PUT", path: "/Payments" }, times: 2 });
  await system.fault({ kind: "html-503", match: { method: "GET", path: "/Invoices" } });
  await system.fault({ kind: "truncated-json", match: { method: "GET", path: "/Payments" } });
  const before = (await system.calls()).length;
  const documents = await system.raise({ kind: "creditmemo" });
  for (const document of documents) await system.comesTo(document, "posted");
  const calls = (await system.calls()).slice(before);
  const written = calls.filter(({ method }) => method === "PUT").map(({ path }) => path.split("/").at(-1));
  expect(written.toSorted()).toEqual(["Contacts", "CreditNotes", "Invoices", "Payments", "Payments"]);
  const reads = calls.filter(({ method, path }) => method === "GET" && path.endsWith("/Invoices"));
  expect(reads.map(({ status }) => status)).toEqual([503, 200]);
  expect(await disagreements(system)).toEqual([]);
  const { payments, creditNotes } = await system.books();
  expect(payments.length).toBe(2);
  expect(creditNotes[0]?.remainingCredit).toBe("0.00");
});

test("one call of nine without a readable answer, and what people did meanwhile: one read decides them all", async () => {
  const raised = await batchOf(9);
  const [same, lost, never, voided, changed, wrong, stolen, renamed, paid] = raised as [
    RaisedDocument,
    RaisedDocument,
    RaisedDocument,
    RaisedDocument,
    RaisedDocument,
    RaisedDocument,
    RaisedDocument,
    RaisedDocument,
    RaisedDocument,
  ];
  await system.fault({ kind: "truncated-json", match: { method: "PUT", path: "/Invoices" } });
  await holdBack(system, false);
  await until("none of them is answered, and no look-up begins", async () => {
    const held = await system.rows(
      `UPDATE organisation_lane SET next_run_at = now() + interval '30 minutes'
       WHERE (SELECT count(*) FROM posting WHERE state = 'unconfirmed') = 9 RETURNING 1`,
    );
    return held.length === 1;
  });
  for (const each of [lost, never, stolen]) forget(system, each);
  const { contactId } = standing(system, same);
  await asBookkeeper(system, "Invoices", invoiceByHand(stolen.increment_id, contactId));
  await edit(voided, { Status: "VOIDED" });
  // Far enough from the call to be another hand's.
  const [call] = await system.rows<{ endedAt: Date }>(
    "SELECT max(ended_at) AS \"endedAt\" FROM attempt WHERE path LIKE '/Invoices%'",
  );
  const calm = (call?.endedAt.getTime() ?? 0) + system.ctx.durations.preSocketMs + 1_000;
  await until("the call is over since a while", async () => Date.now() > calm);
  const line = { Description: "Less", Quantity: 1, UnitAmount: 50, AccountCode: "200", TaxType: "NONE" };
  await edit(changed, { LineItems: [line] });
  await edit(renamed, { InvoiceNumber: "BY-HAND-1" });
  Object.assign(standing(system, wrong), { total: "120.01" });
  const pay = {
    Invoice: { InvoiceID: standing(system, paid).invoiceId },
    Account: { Code: "090" },
    Amount: 120,
  };
  await asBookkeeper(system, "Payments", {
    Payments: [{ ...pay, Date: "2026-11-21", Reference: "by hand" }],
  });
  const before = (await system.calls()).length;
  await holdBack(system, false);

  for (const each of [same, lost, never, renamed, paid]) await system.comesTo(each, "posted");
  expect(await system.comesTo(voided, "held")).toMatchObject({
    reason: "voided_in_xero",
    params: { number: voided.increment_id },
  });
  expect(await system.comesTo(changed, "held")).toMatchObject({
    reason: "changed_in_xero",
    params: { magentoTotal: "120.00", xeroTotal: "50.00", xeroId: standing(system, changed).invoiceId },
  });
  expect(await system.comesTo(stolen, "held")).toMatchObject({
    reason: "number_taken",
    params: { number: stolen.increment_id, xeroTotal: "7.00", magentoTotal: "120.00" },
  });
  expect(await system.comesTo(wrong, "held")).toMatchObject({
    reason: "xero_total_differs",
    params: { magentoTotal: "120.00", xeroTotal: "120.01" },
  });
  expect((await system.find(renamed))?.xero_number).toBe("BY-HAND-1");
  const { invoices } = await system.books();
  const standingAs = (each: RaisedDocument) =>
    invoices.filter(({ number }) => number === each.increment_id).map(({ status }) => status);
  expect([same, lost, never, voided, changed, stolen, paid].map(standingAs)).toEqual([
    ["AUTHORISED"],
    ["AUTHORISED"],
    ["AUTHORISED"],
    ["VOIDED"],
    ["AUTHORISED"],
    ["AUTHORISED"],
    ["PAID"],
  ]);
  expect(standingAs(wrong)).toEqual([]);
  expect(standing(system, wrong)).toMatchObject({ status: "VOIDED" });
  const calls = (await system.calls()).slice(before).filter(({ path }) => path.includes("/Invoices"));
  expect(calls.filter(({ method }) => method === "GET").length).toBe(1);
  // Two that were never there, in one new call; the wrong one renamed, then voided.
  expect(calls.map(({ method }) => method).toSorted()).toEqual(["GET", "POST", "POST", "PUT"]);
});

test("a refusal whose cause is our own: found at once and adopted, nothing is there twice", async () => {
  for (const path of ["/Invoices", "/Payments", "/CreditNotes", "/Allocations"])
    await system.fault({ kind: "truncated-json", match: { method: "PUT", path } });
  const invoice = await system.raiseInvoice(CARD);
  // As if a look-up had not seen them: stored late, or between two pages.
  await sendAgain(invoice, "invoice");
  await sendAgain(invoice, "payment");
  await system.comesTo(invoice, "posted");
  const open = await system.raiseInvoice(UNPAID);
  await system.comesTo(open, "posted");
  const lines = [{ line_subtotal: 100, line_tax: 20 }];
  const memo = await system.raiseMemoQuietly({ invoice_id: open.id, lines });
  await system.control("drain", {});
  await sendAgain(memo, "credit_note");
  await sendAgain(memo, "allocation");
  await system.comesTo(memo, "posted");
  const refused = await system.rows<{ kind: string }>(
    `SELECT p.kind FROM attempt a JOIN attempt_posting ap ON ap.attempt_id = a.id JOIN posting p ON p.id = ap.posting_id
     JOIN document d ON d.id = p.document_id AND d.increment_id = ANY ($1) WHERE a.problems <> '[]'`,
    [[invoice.increment_id, memo.increment_id]],
  );
  expect(refused.map(({ kind }) => kind).toSorted()).toEqual([
    "allocation",
    "credit_note",
    "invoice",
    "payment",
  ]);
  const { payments, allocations, creditNotes } = await system.books();
  const paid = payments.filter(({ invoiceId }) => invoiceId === standing(system, invoice).invoiceId);
  expect(paid).toMatchObject([{ amount: "120.00", status: "AUTHORISED" }]);
  const settled = allocations.filter(({ invoiceId }) => invoiceId === standing(system, open).invoiceId);
  expect(settled).toMatchObject([{ amount: "120.00" }]);
  expect(creditNotes.filter(({ number }) => number === `CN-${memo.increment_id}`).length).toBe(1);
});

test("this is the same document: a person links what stands in Xero already, and nothing there is changed", async () => {
  const [document, other] = (await batchOf(2)) as [RaisedDocument, RaisedDocument];
  const { contactId } = [...booksOfXero(system).invoices.values()][0] ?? {};
  for (const each of [document, other])
    await asBookkeeper(system, "Invoices", invoiceByHand(each.increment_id, contactId));
  await holdBack(system, false);
  const { id: documentId } = await system.comesTo(document, "held");
  const { id: otherId } = await system.comesTo(other, "held");
  const { ctx } = system;
  const writes = await system.writes();
  const inXero = document.increment_id;
  const viewer = { ...actor, role: "viewer" as const };
  await expect(adoptDocument(ctx, viewer, { documentId, inXero })).rejects.toThrow(/cannot say what stands/);
  await expect(adoptDocument(ctx, actor, { documentId, inXero: "NO-SUCH" })).rejects.toThrow(
    /no such invoice/,
  );
  const asked = await adoptDocument(ctx, actor, { documentId, inXero });
  expect(asked).toMatchObject({
    outcome: "differs",
    xero: { total: "7.00", currency: "GBP" },
    magento: { total: "120.00", currency: "GBP" },
  });
  expect((await system.find(document))?.state).toBe("held");
  const adopted = await adoptDocument(ctx, actor, { documentId, inXero, acceptsDifference: true });
  expect(adopted).toMatchObject({ outcome: "adopted", number: inXero });
  expect(await system.find(document)).toMatchObject({ state: "posted", xero_total: "7.00" });
  const twice = { documentId: otherId, inXero, acceptsDifference: true };
  await expect(adoptDocument(ctx, actor, twice)).rejects.toThrow(/stands for another document/);
  expect(await system.rows("SELECT actor_id, action FROM audit WHERE action = 'document.adopted'")).toEqual([
    { actor_id: actor.userId, action: "document.adopted" },
  ]);
  expect(await system.writes()).toBe(writes);
});

test("a day that is used up: what became of earlier calls is read all the same, out of what is kept for it", async () => {
  const [frozen] = (await batchOf(1)) as [RaisedDocument];
  // Less than one call in twenty is left.
  await system.xeroControl("limits", { day: 41 });
  await system.fault({ kind: "truncated-json", match: { method: "PUT", path: "/Invoices" } });
  await holdBack(system, false);
  await system.comesTo(frozen, "unconfirmed");
  const next = await system.raiseInvoice(REGULAR);
  await until("the day is used up", async () => {
    const [lane] = await system.rows(
      "SELECT 1 FROM organisation_lane WHERE parked_reason = 'xero_daily_limit'",
    );
    return lane !== undefined;
  });
  await system.comesTo(frozen, "posted");
  expect((await system.find(next))?.state).toBe("planned");
  await system.xeroControl("limits", { day: 5_000 });
  await system.rows(
    "UPDATE organisation_lane SET header_at = NULL, header_day_left = NULL, parked_until = NULL, next_run_at = NULL",
  );
  await system.comesTo(next, "posted");
});

test("more has changed than three pages hold: each is asked for by its number, its key or its reference", async () => {
  const raised = await batchOf(45);
  const lost = raised[41] as RaisedDocument;
  await system.fault({ kind: "truncated-json", match: { method: "PUT", path: "/Invoices" } });
  await holdBack(system, false);
  await until("none of them is answered, and no look-up begins", async () => {
    const held = await system.rows(
      `UPDATE organisation_lane SET next_run_at = now() + interval '30 minutes'
       WHERE (SELECT count(*) FROM posting WHERE state = 'unconfirmed') = 45 RETURNING 1`,
    );
    return held.length === 1;
  });
  forget(system, lost);
  crowd(system);
  const before = system.xero.state.calls.length;
  const reads = (collection: string) =>
    system.xero.state.calls
      .slice(before)
      .filter(({ method, path }) => method === "GET" && path.includes(`/${collection}`))
      .map(({ path, query }) => {
        const asked = new URLSearchParams(query);
        const numbers = asked.get("InvoiceNumbers")?.split(",").length;
        const key = path.split(`/${collection}/`)[1];
        return numbers ?? asked.get("where") ?? key ?? `page ${asked.get("page")}`;
      });
  await holdBack(system, false);
  for (const each of raised) await system.comesTo(each, "posted");
  expect(reads("Invoices")).toEqual(["page 1", "page 2", "page 3", 40, 5]);
  const { invoices } = await system.books();
  const numbers = new Set(raised.map(({ increment_id }) => increment_id));
  expect(invoices.filter(({ number }) => numbers.has(number)).length).toBe(45);

  for (const path of ["/Contacts", "/CreditNotes", "/Payments"])
    await system.fault({ kind: "truncated-json", match: { method: "PUT", path } });
  const customer = { magento_id: 901, email: "crowded@example.com", last_name: "Crowded" };
  const first = await system.raiseInvoiceQuietly({ ...UNPAID, customer });
  const invoice = await system.raiseInvoiceQuietly({ ...REGULAR, ...CARD, state: "paid" });
  const lines = [{ line_subtotal: 100, line_tax: 20 }];
  const memo = await system.raiseMemoQuietly({ customer: REGULAR.customer, invoice_id: invoice.id, lines });
  await system.control("drain", {});
  for (const each of [first, invoice, memo]) await system.comesTo(each, "posted");
  const marks = await system.rows<{ kind: string; mark: string; number: string }>(
    `SELECT p.kind, p.mark, p.number FROM posting p JOIN document d ON d.id = p.document_id WHERE d.increment_id = $1 AND d.kind = 'invoice' AND p.kind = 'payment'`,
    [invoice.increment_id],
  );
  expect(reads("CreditNotes")).toEqual(["page 1", "page 2", "page 3", `CN-${memo.increment_id}`]);
  expect(reads("Payments")).toEqual(["page 1", "page 2", "page 3", `Reference=="${marks[0]?.number}"`]);
  const contacts = reads("Contacts");
  const contactNumber = contacts.find((each) => String(each).endsWith("-901"));
  expect(contactNumber, String(contacts)).toBeDefined();
  const standing = (await system.books()).contacts.filter((each) => each.contactNumber === contactNumber);
  expect(standing.length).toBe(1);
  expect(
    (await system.books()).creditNotes.filter(({ number }) => number === `CN-${memo.increment_id}`),
  ).toMatchObject([{ remainingCredit: "0.00" }]);
});

/** Invoices of one customer who is in Xero, ready to go in one call, which `holdBack(system, false)` lets start. */
async function batchOf(count: number): Promise<RaisedDocument[]> {
  await system.comesTo(await system.raiseInvoice(REGULAR), "posted");
  await holdBack(system, true);
  await until("no turn is under way that would take them", async () => {
    const turns = await system.rows("SELECT 1 FROM lease WHERE name LIKE 'drain:%' AND holder IS NOT NULL");
    return turns.length === 0;
  });
  const raised: RaisedDocument[] = [];
  for (let n = 0; n < count; n += 1) raised.push(await system.raiseInvoice(REGULAR));
  for (const each of raised) await system.comesTo(each, "planned");
  return raised;
}

function edit(document: RaisedDocument, changes: object): Promise<void> {
  const { invoiceId } = standing(system, document);
  return asBookkeeper(system, "Invoices", { Invoices: [{ InvoiceID: invoiceId, ...changes }] }, "POST");
}

async function sendAgain(document: RaisedDocument, kind: string): Promise<void> {
  await until(`${kind} of ${document.increment_id} is sent again`, async () => {
    const sent = await system.rows(
      `UPDATE posting p SET state = 'planned', reason = NULL, next_run_at = now() FROM document d
       WHERE d.id = p.document_id AND p.kind = $1 AND d.increment_id = $2 AND d.kind = $3 AND p.state = 'unconfirmed' RETURNING 1`,
      [kind, document.increment_id, document.kind],
    );
    return sent.length === 1;
  });
}
