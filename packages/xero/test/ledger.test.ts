import type { LedgerOperation } from "@counterfoil/core/ports";
import { expect, test } from "vitest";
import { createLedger } from "../src/ledger.ts";
import { CONTACT_ID, contactDraft, creditNoteDraft } from "./drafts.ts";
import { startScriptedServer } from "./scripted-server.ts";
import { invoice, KEY, LIMITS, rejected, send, stored, TOKEN, XERO_ID } from "./send-one.ts";

test("a call is what was stored, to the byte, with its key, tenant and token", async () => {
  const { seen } = await send({ status: 200, body: { Invoices: [stored()] }, headers: LIMITS });
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({
    method: "PUT",
    url: "/api.xro/2.0/Invoices?summarizeErrors=false&unitdp=4",
    body: createLedger({ apiUrl: "http://unused", timeoutMs: 1 }).request(invoice()).body,
  });
  expect(seen[0]?.headers).toMatchObject({
    authorization: `Bearer ${TOKEN}`,
    "xero-tenant-id": "tenant",
    "idempotency-key": KEY,
    accept: "application/json",
    "content-type": "application/json",
  });
});

test("every operation goes where its request says", async () => {
  const operations: LedgerOperation[] = [
    invoice(),
    {
      kind: "create",
      what: "credit_note",
      items: [{ draft: creditNoteDraft(), contactId: CONTACT_ID, name: null }],
    },
    { kind: "create", what: "contact", items: [{ draft: contactDraft(), contactId: null, name: null }] },
    {
      kind: "update-contacts",
      items: [{ contactId: XERO_ID, contactNumber: null, draft: contactDraft(), name: null }],
    },
    { kind: "rename", what: "invoice", xeroId: XERO_ID, number: "X" },
    { kind: "rename", what: "credit_note", xeroId: XERO_ID, number: "X" },
    { kind: "remove", what: "invoice", xeroId: XERO_ID, status: "VOIDED" },
    { kind: "remove", what: "credit_note", xeroId: XERO_ID, status: "DELETED" },
  ];
  for (const operation of operations) {
    const { seen, request } = await send({ status: 500 }, operation);
    expect(seen[0]).toMatchObject({
      method: request.method,
      url: `/api.xro/2.0${request.path}`,
      body: request.body,
    });
    expect(seen[0]?.headers["idempotency-key"]).toBe(KEY);
  }
});

test("elements come back one by one, with amounts as decimals and what Xero says of our limits", async () => {
  const { outcome } = await send(
    { status: 200, body: { Invoices: [stored(), rejected("Invoice # must be unique.")] }, headers: LIMITS },
    invoice("INV-1002", "INV-1003"),
  );
  expect(outcome).toEqual({
    kind: "elements",
    httpStatus: 200,
    correlationId: "5c2d",
    limits: { minuteRemaining: 59, dayRemaining: 4999, appMinuteRemaining: 9999 },
    elements: [
      {
        ok: true,
        xeroId: XERO_ID,
        number: "INV-1002",
        name: null,
        status: "AUTHORISED",
        total: "48.00",
        totalTax: "8.10",
        currencyCode: "GBP",
        date: null,
        warnings: [],
        dataDropped: false,
      },
      { ok: false, problems: [{ message: "Invoice # must be unique.", meaning: "number_taken" }] },
    ],
  });
});

test("credit notes and contacts are read by their own names", async () => {
  const note = { ...stored(), CreditNoteID: XERO_ID, CreditNoteNumber: "CN-12", Total: "12.005" };
  const credit = await send(
    { status: 200, body: { CreditNotes: [note] } },
    {
      kind: "create",
      what: "credit_note",
      items: [{ draft: creditNoteDraft(), contactId: CONTACT_ID, name: null }],
    },
  );
  expect(credit.outcome).toMatchObject({ elements: [{ ok: true, number: "CN-12", total: "12.01" }] });
  const contact = { ContactID: XERO_ID, ContactNumber: "AB12-7", Name: "Jane Doe", ContactStatus: "ACTIVE" };
  const created = await send(
    { status: 200, body: { Contacts: [{ ...contact, HasValidationErrors: false }] } },
    { kind: "create", what: "contact", items: [{ draft: contactDraft(), contactId: null, name: null }] },
  );
  expect(created.outcome).toMatchObject({
    elements: [{ ok: true, number: "AB12-7", name: "Jane Doe", status: "ACTIVE", total: null }],
  });
});

test("a warning that something was dropped is told apart from others", async () => {
  const warned = (message: string) => ({
    ...stored(),
    StatusAttributeString: "WARNING",
    Warnings: [{ Message: message }],
  });
  const dropped = await send({
    status: 200,
    body: {
      Invoices: [warned("Account code '600' has been removed as it does not match a recognised account.")],
    },
  });
  expect(dropped.outcome).toMatchObject({ elements: [{ ok: true, dataDropped: true }] });
  const harmless = await send({
    status: 200,
    body: { Invoices: [warned("Only AUTHORISED invoices may have SentToContact updated.")] },
  });
  expect(harmless.outcome).toMatchObject({ elements: [{ ok: true, dataDropped: false }] });
});

test("a 200 with errors inside is a refusal, also when only a line or the flag says so", async () => {
  const flagged = { ...stored(), HasErrors: true, LineItems: [{ ValidationErrors: [{ Message: "line" }] }] };
  expect((await send({ status: 200, body: { Invoices: [flagged] } })).outcome).toMatchObject({
    elements: [{ ok: false, problems: [{ message: "line", meaning: "other" }] }],
  });
  const silent = { ...stored(), HasValidationErrors: true };
  expect((await send({ status: 200, body: { Invoices: [silent] } })).outcome).toMatchObject({
    elements: [{ ok: false, problems: [{ meaning: "other" }] }],
  });
});

test("a summarised refusal of one document is that document's refusal", async () => {
  const body = {
    ErrorNumber: 10,
    Type: "ValidationException",
    Message: "A validation exception occurred",
    Elements: [rejected("Invoice not of valid status for modification", "INV-1002")],
  };
  expect((await send({ status: 400, body })).outcome).toMatchObject({
    kind: "elements",
    elements: [{ ok: false, problems: [{ meaning: "already_gone" }] }],
  });
  const two = { ...body, Elements: [stored(), rejected("Invoice # must be unique.")] };
  expect((await send({ status: 400, body: two }, invoice("INV-1002", "INV-1003"))).outcome.kind).toBe(
    "server-error",
  );
});

test("a refused connection has provably not been sent", async () => {
  const ledger = createLedger({ apiUrl: "http://127.0.0.1:1/api.xro/2.0", timeoutMs: 500 });
  const request = ledger.request(invoice());
  expect(
    await ledger.send({ request, accessToken: TOKEN, xeroTenantId: "tenant", idempotencyKey: KEY }),
  ).toEqual({
    kind: "no-answer",
    sent: false,
    detail: "ECONNREFUSED",
    httpStatus: null,
    correlationId: null,
    limits: { minuteRemaining: null, dayRemaining: null, appMinuteRemaining: null },
  });
});

test("a request we never built is not sent", async () => {
  const ledger = createLedger({ apiUrl: "http://127.0.0.1:1", timeoutMs: 500 });
  const access = { accessToken: TOKEN, xeroTenantId: "tenant", idempotencyKey: KEY };
  for (const request of [
    { method: "POST", path: "/Invoices?unitdp=4", body: "{}" } as const,
    { method: "PUT", path: "/BankTransactions", body: "{}" } as const,
    { method: "PUT", path: "/Invoices/1/Allocations", body: "{}" } as const,
    { method: "POST", path: "/CreditNotes/1/Allocations", body: "{}" } as const,
  ]) {
    await expect(ledger.send({ request, ...access })).rejects.toThrow(/not a request of ours/);
  }
});

test("calls in parallel do not mix their tokens, bodies or answers", async () => {
  const server = await startScriptedServer((request) => ({
    status: 200,
    body: { Invoices: [stored(JSON.parse(request.body).Invoices[0].InvoiceNumber)] },
  }));
  const ledger = createLedger({ apiUrl: `${server.url}/api.xro/2.0`, timeoutMs: 5_000 });
  const numbers = Array.from({ length: 20 }, (_, index) => `INV-${index}`);
  const outcomes = await Promise.all(
    numbers.map((number) =>
      ledger.send({
        request: ledger.request(invoice(number)),
        accessToken: `token of ${number}`,
        xeroTenantId: "tenant",
        idempotencyKey: number,
      }),
    ),
  );
  expect(outcomes.map((each) => each.kind === "elements" && each.elements[0])).toMatchObject(
    numbers.map((number) => ({ ok: true, number })),
  );
  server.stop();
  for (const { headers, body } of server.seen) {
    const number = JSON.parse(body).Invoices[0].InvoiceNumber;
    expect(headers).toMatchObject({ authorization: `Bearer token of ${number}`, "idempotency-key": number });
  }
});
