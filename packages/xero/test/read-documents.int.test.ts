import type { LedgerDocument, LedgerOperation, LedgerQuery } from "@counterfoil/core/ports";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLedger } from "../src/ledger.ts";
import { contactDraft, creditNoteDraft, invoiceDraft } from "./drafts.ts";
import { startScriptedServer } from "./scripted-server.ts";
import { startSimulatedXero } from "./simulated-xero.ts";

let xero: Awaited<ReturnType<typeof startSimulatedXero>>;
let access: { accessToken: string; xeroTenantId: string };
let contactId: string;
const startedAt = new Date(Date.now() - 60_000);

beforeAll(async () => {
  xero = await startSimulatedXero();
  const outcome = await xero.identity.exchangeCode(await xero.consent(UK_ORGANISATION_ID));
  if (!outcome.ok) throw new Error(outcome.detail);
  access = { accessToken: outcome.accessToken, xeroTenantId: UK_ORGANISATION_ID };
  const draft = contactDraft();
  contactId = await create({
    kind: "create",
    what: "contact",
    items: [{ draft, contactId: null, name: draft.name }],
  });
});
afterAll(async () => {
  await xero.stop();
});

test("invoices: by change, by numbers and by ids in one call, by one key; never a bill of the same number", async () => {
  const one = await createInvoice("READ-1");
  const two = await createInvoice("READ-2");
  await byHand("Invoices", {
    Type: "ACCPAY",
    InvoiceNumber: "READ-1",
    Contact: { ContactID: contactId },
    LineItems: [{ Description: "A bill", Quantity: 1, UnitAmount: 5, AccountCode: "310" }],
  });
  const changed = await read({ by: "change", kind: "invoice", since: startedAt, page: 1 });
  expect(changed.map((each) => each.number)).toEqual(["READ-1", "READ-2"]);
  expect(
    await read({ by: "change", kind: "invoice", since: new Date(Date.now() + 60_000), page: 1 }),
  ).toEqual([]);
  const numbered = await read({ by: "number", kind: "invoice", numbers: ["READ-2", "READ-1", "READ-0"] });
  expect(new Set(numbered.map((each) => each.xeroId))).toEqual(new Set([one, two]));
  expect(await read({ by: "id", kind: "invoice", ids: [two] })).toMatchObject([
    {
      kind: "invoice",
      xeroId: two,
      number: "READ-2",
      status: "AUTHORISED",
      amountDue: numbered[0]?.total,
      currencyCode: "GBP",
      contactId,
      url: invoiceDraft().url,
    },
  ]);
  expect((await read({ by: "key", kind: "invoice", key: "READ-1" })).map((each) => each.xeroId)).toEqual([
    one,
  ]);
  expect(await read({ by: "key", kind: "invoice", key: "READ-9" })).toEqual([]);
});

test("payments by reference, with quotes in it; a deleted one says so", async () => {
  const invoiceId = await createInvoice("READ-3");
  const pay = (Reference: string) =>
    byHand("Payments", {
      Invoice: { InvoiceID: invoiceId },
      Account: { Code: "090" },
      Date: "2026-11-21",
      Amount: 1,
      Reference,
    });
  await pay('say "hi" ABC');
  await pay("another");
  const found = await read({ by: "reference", kind: "payment", reference: 'say "hi" ABC' });
  expect(found).toMatchObject([
    {
      kind: "payment",
      status: "AUTHORISED",
      total: "1.00",
      currencyCode: "GBP",
      settles: { kind: "invoice", xeroId: invoiceId },
    },
  ]);
  expect(await read({ by: "change", kind: "payment", since: startedAt, page: 1 })).toHaveLength(2);
  await byHand(`Payments/${found[0]?.xeroId}`, { Status: "DELETED" }, "POST");
  expect(await read({ by: "reference", kind: "payment", reference: 'say "hi" ABC' })).toMatchObject([
    { status: "DELETED" },
  ]);
});

test("one credit note with its allocations and payments; one contact by its number; nothing there is no error", async () => {
  const invoiceId = await createInvoice("READ-4");
  const noteId = await create({
    kind: "create",
    what: "credit_note",
    items: [{ draft: { ...creditNoteDraft(), number: "CN-1/A" }, contactId, name: null }],
  });
  await byHand(`CreditNotes/${noteId}/Allocations`, {
    Allocations: [{ Amount: 1, Date: "2026-11-21", Invoice: { InvoiceID: invoiceId } }],
  });
  await byHand("Payments", {
    CreditNote: { CreditNoteID: noteId },
    Account: { Code: "090" },
    Date: "2026-11-21",
    Amount: 0.5,
    Reference: "back ABC",
  });
  const [note] = await read({ by: "key", kind: "credit_note", key: noteId });
  expect(note).toMatchObject({
    number: "CN-1/A",
    allocations: [{ invoiceId, amount: "1.00" }],
    payments: [{ amount: "0.50", reference: "back ABC" }],
  });
  expect(Number(note?.total) - Number(note?.remainingCredit)).toBe(1.5);
  expect(await read({ by: "key", kind: "credit_note", key: "CN-1/A" })).toMatchObject([{ xeroId: noteId }]);
  expect(await read({ by: "change", kind: "credit_note", since: startedAt, page: 1 })).toHaveLength(1);
  const { contactNumber } = contactDraft();
  expect(await read({ by: "key", kind: "contact", key: contactNumber })).toMatchObject([
    { xeroId: contactId, number: contactNumber, status: "ACTIVE" },
  ]);
  expect(await read({ by: "change", kind: "contact", since: startedAt, page: 1 })).toHaveLength(1);
  for (const notFoundBody of ["empty", "sentence"]) {
    await xero.control("switches", { notFoundBody });
    expect(await read({ by: "key", kind: "credit_note", key: "CN-9" })).toEqual([]);
    expect(await read({ by: "key", kind: "contact", key: "nobody" })).toEqual([]);
  }
});

test("a 404 that is not Xero's own, a failure and half an answer say nothing of the document", async () => {
  const answers = [
    { status: 404, text: "<html>no such host</html>" },
    { status: 503, text: "Service Unavailable" },
    { status: 200, text: '{"Invoices":[{"Inv' },
    "cut-in-body" as const,
  ];
  const server = await startScriptedServer(() => answers.shift() ?? "cut");
  const ledger = createLedger({ apiUrl: `${server.url}/api.xro/2.0`, timeoutMs: 2000 });
  for (let n = 0; n < 4; n += 1)
    expect(
      await ledger.readDocuments({
        by: "key",
        kind: "invoice",
        key: "1",
        accessToken: "t",
        xeroTenantId: "x",
      }),
    ).toMatchObject({ ok: false, problem: "unavailable" });
  server.stop();
});

function createInvoice(number: string): Promise<string> {
  return create({
    kind: "create",
    what: "invoice",
    items: [{ draft: { ...invoiceDraft(), number }, contactId, name: null }],
  });
}

async function create(operation: LedgerOperation): Promise<string> {
  const outcome = await xero.ledger.send({
    ...access,
    request: xero.ledger.request(operation),
    idempotencyKey: `${Math.random()}`,
  });
  const element = outcome.kind === "elements" ? outcome.elements[0] : undefined;
  if (!element?.ok) throw new Error(JSON.stringify(outcome));
  return element.xeroId;
}

async function read(query: LedgerQuery): Promise<LedgerDocument[]> {
  const answer = await xero.ledger.readDocuments({ ...query, ...access });
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  expect(answer.isLastPage).toBe(true);
  return answer.value;
}

async function byHand(path: string, element: object, method = "PUT"): Promise<void> {
  const body = path.includes("/") ? element : { [path]: [element] };
  const response = await fetch(`${xero.origin}/api.xro/2.0/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${access.accessToken}`,
      "xero-tenant-id": access.xeroTenantId,
      accept: "application/json",
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
}
