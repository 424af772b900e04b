import { useContact as chooseContact } from "@counterfoil/services/contact/use-contact";
import { chooseNumber } from "@counterfoil/services/document/choose-number";
import { closeTrouble } from "@counterfoil/services/document/close-trouble";
import { fixMapping } from "@counterfoil/services/document/fix-mapping";
import { getDocument } from "@counterfoil/services/document/get-document";
import { leaveOutDocument } from "@counterfoil/services/document/leave-out-document";
import { postOnFirstOpenDay } from "@counterfoil/services/document/post-on-first-open-day";
import { takeInDocument } from "@counterfoil/services/document/take-in-document";
import { adoptDocument } from "@counterfoil/services/posting/adopt-document";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asBookkeeper, invoiceByHand } from "./as-bookkeeper.ts";
import { type Onboarded, signUpOwner } from "./onboard.ts";
import { until } from "./until.ts";
import { type RaisedDocument, startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let onboarded: Onboarded;

beforeAll(async () => {
  system = await startWholeSystem({ seed: "acts" });
  await system.xeroControl(`organisations/${UK_ORGANISATION_ID}`, { periodLockDate: "2026-01-31" });
  onboarded = await system.startWithMerchant();
  // So that Xero has a contact of ours, whichever test comes first.
  await system.comesTo(await system.raiseInvoice(), "posted");
});
afterAll(() => system?.stop());

const lines = [{ line_subtotal: 100, line_tax: 20 }];
const CARD = { payment_method: "stripe_payments" };

const page = (documentId: string) => getDocument(system.ctx, onboarded.actor, { documentId });
const inXero = async (invoice: RaisedDocument) =>
  (await system.books()).invoices.filter(({ number }) => number === invoice.increment_id);
const titles = async (documentId: string) => (await page(documentId)).story.map(({ title }) => title);

test("both sides line by line, what it led to, and the story down to the call; to another account it is not there", async () => {
  const sold = [
    { sku: "MUG", name: "Mug", qty: 2, line_subtotal: 20, line_tax: 4, line_discount: 2.4 },
    { sku: "TEE", name: "Tee", line_subtotal: 30, line_tax: 6 },
  ];
  const invoice = await system.raiseInvoice({
    lines: sold,
    shipping_amount: 5,
    shipping_tax_amount: 1,
    customer: { magento_id: 12, first_name: "Uma", last_name: "New", email: "uma@example.com" },
    ...CARD,
  });
  const { id } = await system.comesTo(invoice, "posted");
  await until("Magento was told", async () => (await titles(id)).includes("Magento was told"));
  const document = await page(id);
  expect(
    document.lines.map(({ magento, xero, difference }) => [
      magento?.name,
      magento?.total,
      xero?.total,
      difference,
    ]),
  ).toEqual([
    ["Mug", "21.60", "21.60", "0.00"],
    ["Tee", "36.00", "36.00", "0.00"],
    ["Shipping", "6.00", "6.00", "0.00"],
  ]);
  expect(document.lines[1]?.xero).toMatchObject({
    account: "200 Sales",
    explanation: { from: expect.stringMatching(/^Line 2: net 30/) },
  });
  expect(document).toMatchObject({ word: "In Xero", difference: "0.00", xero: { isPosted: true } });
  expect(document.ledTo.map(({ kind, word }) => [kind, word])).toEqual([
    ["contact", "In Xero"],
    ["invoice", "In Xero"],
    ["payment", "In Xero"],
  ]);
  expect(document.story.map(({ title }) => title)).toEqual(
    expect.arrayContaining([
      "Magento announced it",
      "Magento called it paid",
      "Fetched and prepared",
      "Sent the customer to Xero",
      "Sent the invoice to Xero",
      "Invoice is in Xero",
      "Sent the payment to Xero",
      "Magento was told",
    ]),
  );
  const call = document.story.find(({ title }) => title === "Sent the invoice to Xero");
  expect(call?.attempt).toMatchObject({
    httpStatus: 200,
    request: expect.stringMatching(/^PUT .*Invoices/),
    correlationId: expect.stringMatching(/\w/),
  });
  const stranger = await signUpOwner(system.ctx, "stranger@example.com");
  for (const documentId of [id, "3f0e5d0c-5f39-4a41-9a50-6e1f4a4a0001", "nonsense"])
    await expect(
      getDocument(system.ctx, documentId === id ? stranger : onboarded.actor, { documentId }),
    ).rejects.toMatchObject({ code: "not_found" });
  await expect(leaveOutDocument(system.ctx, stranger, { documentId: id })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(leaveOutDocument(system.ctx, onboarded.actor, { documentId: id })).rejects.toThrow(/Void it/);
});

test("left out, nothing takes it in but a person; the account chosen on the page lets it go with its companion", async () => {
  const { ctx } = system;
  const { actor } = onboarded;
  const [out, other] = [
    await system.raiseInvoice({ lines, grand_total: 95 }),
    await system.raiseInvoice({ lines, grand_total: 96 }),
  ];
  const { id } = await system.comesTo(out, "held");
  const { id: otherId } = await system.comesTo(other, "held");
  // The second event of each may still have it planned once more.
  await until("both are held", async () => (await page(id)).acts.fix?.companions === 2);
  const before = await page(id);
  expect(before.lines.at(-1)?.magento).toMatchObject({ total: "-25.00" });
  expect(before.acts).toMatchObject({ canLeaveOut: true, fix: { of: "account", companions: 2 } });
  await leaveOutDocument(ctx, actor, { documentId: id, note: "Paid in the shop." });
  expect(await system.comesTo(out, "skipped")).toMatchObject({ reason: "left_out_by_you" });
  await expect(leaveOutDocument(ctx, actor, { documentId: id })).rejects.toThrow(/already/);

  const answer = { of: "account", setting: "lessThanLinesAccountCode", code: "830" };
  const baseVersion = before.acts.fix?.baseVersion;
  await fixMapping(ctx, actor, { documentId: otherId, baseVersion, answer });
  await expect(fixMapping(ctx, actor, { documentId: otherId, baseVersion, answer })).rejects.toThrow(
    /Somebody has changed/,
  );
  await system.comesTo(other, "posted");
  await system.replay(out);
  await until("Magento's event was taken in", async () => {
    const events = await system.rows("SELECT 1 FROM event WHERE state = 'unrouted'");
    const due = await system.rows(
      "SELECT 1 FROM document WHERE next_run_at IS NOT NULL AND next_run_at <= now()",
    );
    return events.length === 0 && due.length === 0;
  });
  expect(await system.comesTo(out, "skipped")).toMatchObject({ reason: "left_out_by_you" });
  expect(await inXero(out)).toEqual([]);
  expect(await page(id)).toMatchObject({
    word: "Left out",
    leftOutNote: "Paid in the shop.",
    sentence: expect.stringMatching(/^Olive Owner left this out/),
    acts: { canTakeIn: true, canLeaveOut: false },
  });

  await takeInDocument(ctx, actor, { documentId: id });
  await system.comesTo(out, "posted");
  expect(await inXero(out)).toMatchObject([{ total: "95.00", status: "AUTHORISED" }]);
  expect(await titles(id)).toEqual(
    expect.arrayContaining(["Olive Owner left it out", "Olive Owner took it in again"]),
  );
});

test("a number that is taken: another number for one, the document in Xero itself for the other", async () => {
  const { ctx } = system;
  const { actor } = onboarded;
  const contact = (await system.books()).contacts[0];
  const count = (await system.documents()).length;
  const numbers = [1, 2].map((n) => `${1_000_000_000 + count + n}`.slice(1));
  for (const number of numbers)
    await asBookkeeper(system, "Invoices", invoiceByHand(number, contact?.contactId));
  const [renumbered, adopted] = [
    await system.raiseInvoice({ lines }),
    await system.raiseInvoice({ lines: [{ line_subtotal: 8 }] }),
  ];
  expect([renumbered.increment_id, adopted.increment_id]).toEqual(numbers);
  const { id } = await system.comesTo(renumbered, "held");
  expect((await page(id)).acts).toMatchObject({ canRenumber: true, canAdopt: true });
  const posted = (await system.documents()).find(({ state }) => state === "posted");
  for (const [number, problem] of [
    ["Nº 7", /without accents/],
    [posted?.number ?? "", /has this number already/],
  ] as const)
    await expect(chooseNumber(ctx, actor, { documentId: id, number })).rejects.toThrow(problem);
  await chooseNumber(ctx, actor, { documentId: id, number: `${numbers[0]}-B` });
  expect(await system.comesTo(renumbered, "posted")).toMatchObject({ xero_number: `${numbers[0]}-B` });

  const { id: adoptedId } = await system.comesTo(adopted, "held");
  const asked = { documentId: adoptedId, inXero: adopted.increment_id };
  expect(await adoptDocument(ctx, actor, asked)).toMatchObject({
    outcome: "differs",
    xero: { total: "7.00" },
  });
  await adoptDocument(ctx, actor, { ...asked, acceptsDifference: true });
  await system.comesTo(adopted, "posted");
  expect(await page(adoptedId)).toMatchObject({
    difference: "-1.00",
    sentence: expect.stringMatching(/another total than in Magento/),
  });
  expect(await inXero(adopted)).toHaveLength(1);
  await expect(chooseNumber(ctx, actor, { documentId: adoptedId, number: "X" })).rejects.toThrow(/no longer/);
});

test("a locked day: on the first open one when somebody says so, with the day it was raised in its first line", async () => {
  const { ctx } = system;
  const { actor } = onboarded;
  const invoice = await system.raiseInvoice({ lines, created_at: "2026-01-15T12:00:00Z" });
  const { id } = await system.comesTo(invoice, "held");
  expect((await page(id)).acts.openDay).toBe("2026-02-01");
  await postOnFirstOpenDay(ctx, actor, { documentId: id });
  await system.comesTo(invoice, "posted");
  const document = await page(id);
  expect(document.xero.date).toBe("2026-02-01");
  expect(document.lines[0]?.xero?.description).toMatch(/Raised on 2026-01-15/);
  await expect(postOnFirstOpenDay(ctx, actor, { documentId: id })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("the same customer: from then on for all, and nothing of that contact is changed", async () => {
  const { ctx } = system;
  const { actor } = onboarded;
  await asBookkeeper(system, "Contacts", { Contacts: [{ Name: "Nadia McAllister" }] });
  const customer = {
    magento_id: 77,
    first_name: "Nadia",
    last_name: "McAllister",
    email: "nadia@example.com",
  };
  const first = await system.raiseInvoice({ lines, customer });
  const { id } = await system.comesTo(first, "posted");
  const { acts } = await page(id);
  expect(acts.sameCustomer).toMatchObject({ name: "Nadia McAllister", ours: "Nadia McAllister (C77)" });
  await chooseContact(ctx, actor, { documentId: id, contactId: acts.sameCustomer?.contactId });
  expect((await page(id)).acts.sameCustomer).toBeNull();
  const second = await system.raiseInvoice({ lines, customer });
  await system.comesTo(second, "posted");
  expect((await inXero(first))[0]?.contactName).toBe("Nadia McAllister (C77)");
  expect((await inXero(second))[0]?.contactName).toBe("Nadia McAllister");
  const { contacts } = await system.books();
  expect(contacts.find(({ name }) => name === "Nadia McAllister")?.contactNumber).toBeNull();

  // Two customers never become one contact, and no other name is taken for theirs.
  const namesake = await system.raiseInvoice({
    lines,
    customer: { ...customer, magento_id: 78, email: "n@example.com" },
  });
  const { id: theirs } = await system.comesTo(namesake, "posted");
  expect((await page(theirs)).acts.sameCustomer).toBeNull();
  const stranger = contacts.find(({ name }) => !name.startsWith("Nadia"));
  for (const [contactId, problem] of [
    [acts.sameCustomer?.contactId, /another customer of yours/],
    [stranger?.contactId, /no active contact called/],
  ] as const)
    await expect(chooseContact(ctx, actor, { documentId: theirs, contactId })).rejects.toThrow(problem);
});

test("voided in Xero: left so by a person, and its payment is never sent", async () => {
  const { ctx } = system;
  const { actor } = onboarded;
  const invoice = await system.raiseInvoice({ lines });
  const { id } = await system.comesTo(invoice, "posted");
  const [found] = await inXero(invoice);
  await asBookkeeper(
    system,
    "Invoices",
    { Invoices: [{ InvoiceID: found?.invoiceId, Status: "VOIDED" }] },
    "POST",
  );
  // As when Xero tells of it: what comes so soon after our own call counts as that call's.
  await system.rows("UPDATE posting SET news_due_at = now() WHERE kind = 'invoice' AND document_id = $1", [
    id,
  ]);
  expect(await system.comesTo(invoice, "held")).toMatchObject({ reason: "voided_in_xero" });
  const calls = await system.writes();
  const { acts } = await page(id);
  expect(acts).toMatchObject({ canClose: true, canRetry: false, canLeaveOut: false });
  await closeTrouble(ctx, actor, { documentId: id });
  await system.comesTo(invoice, "skipped");
  await system.replay(invoice);
  await system.comesTo(invoice, "skipped");
  expect(await system.writes()).toBe(calls);
  await expect(closeTrouble(ctx, actor, { documentId: id })).rejects.toMatchObject({ code: "conflict" });
});
