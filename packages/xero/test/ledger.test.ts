import type { LedgerOperation } from "@counterfoil/core/ports";
import { afterEach, expect, test } from "vitest";
import { createLedger } from "../src/ledger.ts";
import { CONTACT_ID, contactDraft, creditNoteDraft, invoiceDraft } from "./drafts.ts";
import { type ScriptedAnswer, type SeenRequest, startScriptedServer } from "./scripted-server.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const TOKEN = "secret-access-token";
const KEY = "k".repeat(128);
const LIMITS = {
  "X-MinLimit-Remaining": "59",
  "X-DayLimit-Remaining": "4999",
  "X-AppMinLimit-Remaining": "9999",
  "Xero-Correlation-Id": "5c2d",
};
const XERO_ID = "ed255415-e141-4150-aab7-89c3bbbb851c";
const NO_ID = "00000000-0000-0000-0000-000000000000";
const stored = (number = "INV-1002") => ({
  InvoiceID: XERO_ID,
  InvoiceNumber: number,
  Status: "AUTHORISED",
  Total: 48.0,
  TotalTax: 8.1,
  CurrencyCode: "GBP",
  HasErrors: false,
  StatusAttributeString: "OK",
  LineItems: [{ ValidationErrors: [] }],
  SomethingNew: { from: "the future" },
});
const rejected = (message: string, number = "INV-1003") => ({
  InvoiceID: NO_ID,
  InvoiceNumber: number,
  StatusAttributeString: "ERROR",
  HasErrors: true,
  ValidationErrors: [{ Message: message }],
});

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

test.each<[string, ScriptedAnswer, object]>([
  [
    "unreadable data",
    {
      status: 400,
      body: { ErrorNumber: 14, Type: "PostDataInvalidException", Message: "not a valid AllXsd value." },
    },
    { kind: "refused", problems: [{ message: "not a valid AllXsd value.", meaning: "other" }] },
  ],
  [
    "nothing usable",
    { status: 400, body: { ErrorNumber: 17, Type: "NoDataProcessedException", Message: "No data." } },
    { kind: "refused" },
  ],
  [
    "no such document",
    { status: 404, text: "", headers: { "content-type": "text/html" } },
    { kind: "refused" },
  ],
  [
    "not implemented",
    { status: 501, body: { ErrorNumber: 20, Type: "ApiMethodNotImplementedException", Message: "no" } },
    { kind: "refused" },
  ],
  [
    "a key of another request",
    {
      status: 400,
      body: { ErrorNumber: 10, Message: "Idempotency Key: k is used with a different request." },
    },
    { kind: "key-reused" },
  ],
  [
    "a key of another request, the gateway's way",
    {
      status: 400,
      body: { Title: "Bad Request", Detail: "Idempotency Key: k is used with a different request." },
    },
    { kind: "key-reused" },
  ],
  ["an expired token", gateway(401, "TokenExpired: token expired at 11/21/2026 09:45:30"), access("token")],
  ["a garbage token", gateway(401, "AuthenticationUnsuccessful"), access("token")],
  ["a missing scope", gateway(401, "AuthorizationUnsuccessful"), access("scope")],
  [
    "a missing scope, said in the header",
    { status: 401, headers: { "WWW-Authenticate": "insufficient_scope" } },
    access("scope"),
  ],
  ["a disconnected organisation", gateway(403, "AuthenticationUnsuccessful"), access("organisation")],
  ["a firewall's 403", html(403), { kind: "server-error" }],
  [
    "the minute's limit, empty",
    { status: 429, headers: { "Retry-After": "22", "X-Rate-Limit-Problem": "minute", ...LIMITS } },
    { kind: "rate-limited", problem: "minute", retryAfterSeconds: 22, limits: { dayRemaining: 4999 } },
  ],
  [
    "the day's limit",
    { status: 429, headers: { "Retry-After": "40000", "X-Rate-Limit-Problem": "Day" } },
    { kind: "rate-limited", problem: "day", retryAfterSeconds: 40000 },
  ],
  [
    "too many at once",
    { status: 429, headers: { "X-Rate-Limit-Problem": "concurrent" } },
    { kind: "rate-limited", problem: "concurrent", retryAfterSeconds: null },
  ],
  [
    "the app's limit",
    { status: 429, headers: { "X-Rate-Limit-Problem": "appminute" } },
    { kind: "rate-limited", problem: "appminute" },
  ],
  ["an unknown limit", { status: 429, text: "<html>" }, { kind: "rate-limited", problem: "minute" }],
  [
    "500 in JSON",
    { status: 500, body: { Title: "An error occurred", Status: 500 } },
    { kind: "server-error" },
  ],
  [
    "500 in HTML with a BOM",
    { ...html(500), text: "\uFEFF<html>Xero | Error 500" },
    { kind: "server-error" },
  ],
  ["503 in HTML", html(503), { kind: "server-error" }],
  ["200 in HTML", html(200), { kind: "server-error" }],
  ["truncated JSON", { status: 200, text: '{"Invoices":[{"InvoiceID":"ed25' }, { kind: "server-error" }],
  ["nothing at all", { status: 200, text: "" }, { kind: "server-error" }],
  ["null", { status: 200, text: "null" }, { kind: "server-error" }],
  ["another envelope", { status: 200, body: { Contacts: [] } }, { kind: "server-error" }],
  ["no element", { status: 200, body: { Invoices: [] } }, { kind: "server-error" }],
  ["too many elements", { status: 200, body: { Invoices: [stored(), stored()] } }, { kind: "server-error" }],
  ["another document", { status: 200, body: { Invoices: [stored("INV-9")] } }, { kind: "server-error" }],
  ["an element that is none", { status: 200, body: { Invoices: ["?"] } }, { kind: "server-error" }],
  [
    "success without an id",
    { status: 200, body: { Invoices: [{ ...stored(), InvoiceID: NO_ID }] } },
    { kind: "server-error" },
  ],
  [
    "a redirect",
    { status: 302, headers: { location: "http://127.0.0.1:1/" } },
    { kind: "server-error", httpStatus: 302 },
  ],
  ["a cut before the answer", "cut", { kind: "no-answer", sent: true, httpStatus: null }],
  ["a cut inside the answer", "cut-in-body", { kind: "no-answer", sent: true }],
  ["silence", "hang", { kind: "no-answer", sent: true, detail: "no answer in time" }],
])("%s", async (_name, answer, expected) => {
  const { outcome } = await send(answer);
  expect(outcome).toMatchObject(expected);
  expect(JSON.stringify(outcome)).not.toContain(TOKEN);
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
  const server = await serve((request) => ({
    status: 200,
    body: { Invoices: [stored(JSON.parse(request.body).Invoices[0].InvoiceNumber)] },
  }));
  const ledger = createLedger({ apiUrl: `${server.url}/api.xro/2.0`, timeoutMs: 2000 });
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
  for (const { headers, body } of server.seen) {
    const number = JSON.parse(body).Invoices[0].InvoiceNumber;
    expect(headers).toMatchObject({ authorization: `Bearer token of ${number}`, "idempotency-key": number });
  }
});

function invoice(...numbers: string[]): LedgerOperation {
  const items = (numbers.length > 0 ? numbers : ["INV-1002"]).map((number) => ({
    draft: invoiceDraft({ number }),
    contactId: CONTACT_ID,
    name: null,
  }));
  return { kind: "create", what: "invoice", items };
}

async function send(answer: ScriptedAnswer, operation: LedgerOperation = invoice()) {
  const server = await serve(() => answer);
  const ledger = createLedger({ apiUrl: `${server.url}/api.xro/2.0`, timeoutMs: 300 });
  const request = ledger.request(operation);
  const outcome = await ledger.send({
    request,
    accessToken: TOKEN,
    xeroTenantId: "tenant",
    idempotencyKey: KEY,
  });
  return { outcome, request, seen: server.seen };
}

async function serve(script: (request: SeenRequest) => ScriptedAnswer) {
  const server = await startScriptedServer(script);
  stops.push(server.stop);
  return server;
}

function gateway(status: number, detail: string): ScriptedAnswer {
  return {
    status,
    body: {
      Type: null,
      Title: "Unauthorized",
      Status: status,
      Detail: detail,
      Instance: "1f6f",
      Extensions: {},
    },
  };
}

function html(status: number) {
  return { status, text: "<html></html>", headers: { "content-type": "text/html" } };
}

function access(problem: string) {
  return { kind: "access", problem };
}
