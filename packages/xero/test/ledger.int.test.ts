import { randomUUID } from "node:crypto";
import type { InvoiceDraft } from "@counterfoil/core/draft";
import type { LedgerElement, LedgerOperation, LedgerRequest } from "@counterfoil/core/ports";
import { ledgerAccountSchema, referenceKinds } from "@counterfoil/core/reference";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createLedger } from "../src/ledger.ts";
import {
  allocationDraft,
  contactDraft,
  creditNoteDraft,
  invoiceDraft,
  paymentDraft,
  refundDraft,
} from "./drafts.ts";
import { startSimulatedXero } from "./simulated-xero.ts";

let xero: Awaited<ReturnType<typeof startSimulatedXero>>;
let access: { accessToken: string; xeroTenantId: string };
let contactId: string;

beforeEach(async () => {
  await xero?.stop();
  xero = await startSimulatedXero();
  const outcome = await xero.identity.exchangeCode(await xero.consent(UK_ORGANISATION_ID));
  if (!outcome.ok) throw new Error(outcome.detail);
  access = { accessToken: outcome.accessToken, xeroTenantId: UK_ORGANISATION_ID };
  contactId = (await created({ kind: "create", what: "contact", items: [item(contactDraft())] })).xeroId;
});
afterAll(async () => {
  await xero.stop();
});

test("every reference list of an organisation is read", async () => {
  for (const kind of referenceKinds) {
    const read = await xero.ledger.readReference(kind, access);
    expect(read, kind).toMatchObject({ ok: true, isLastPage: true });
    if (read.ok && Array.isArray(read.value) && kind !== "trackingCategories") {
      expect(read.value.length, kind).toBeGreaterThan(0);
    }
  }
  await xero.control(`organisations/${UK_ORGANISATION_ID}`, { periodLockDate: "2026-03-31" });
  expect(await xero.ledger.readReference("organisation", access)).toMatchObject({
    value: {
      name: "Acme Retail (UK)",
      baseCurrency: "GBP",
      shortCode: "!mBdtL",
      periodLockDate: "2026-03-31",
    },
  });
  expect(await xero.ledger.readReference("taxRates", access)).toMatchObject({
    value: expect.arrayContaining([
      expect.objectContaining({ taxType: "OUTPUT2", effectiveRate: "20.0000", canApplyToRevenue: true }),
    ]),
  });
});

test("an invoice's echo says what Xero made of it, to the cent", async () => {
  const element = await created(invoice(invoiceDraft()));
  // 2 × 20.005 = 40.01; 20 % of it is 8.002.
  expect(element).toMatchObject({
    number: "INV-1002",
    status: "AUTHORISED",
    total: "48.01",
    totalTax: "8.00",
    currencyCode: "GBP",
    warnings: [],
    dataDropped: false,
  });
  expect((await xero.books(UK_ORGANISATION_ID)).invoices).toEqual([
    {
      invoiceId: element.xeroId,
      number: "INV-1002",
      status: "AUTHORISED",
      total: "48.01",
      totalTax: "8.00",
      url: "https://counterfoil.example/d/ABCDEFGHIJ",
    },
  ]);
});

test("a batch settles one by one: the good are stored, the bad say why, the order is kept", async () => {
  const [line] = invoiceDraft().lines;
  if (!line) throw new Error("no line");
  await created(invoice(invoiceDraft({ number: "TAKEN" })));
  const outcome = await send(
    invoice(
      invoiceDraft({ number: "A" }),
      invoiceDraft({ number: "TAKEN" }),
      invoiceDraft({ number: "B", lines: [{ ...line, accountCode: "9999" }] }),
      invoiceDraft({ number: "C", lines: [{ ...line, taxType: "FOO" }] }),
      invoiceDraft({ number: "D", currencyCode: "ZAR" }),
      invoiceDraft({ number: "E" }),
    ),
  );
  expect(outcome).toMatchObject({
    kind: "elements",
    elements: [
      { ok: true, number: "A" },
      { ok: false, problems: [{ meaning: "number_taken" }] },
      { ok: false, problems: [{ meaning: "account_invalid" }] },
      { ok: false, problems: [{ meaning: "tax_type_invalid" }] },
      { ok: false, problems: [{ meaning: "currency_not_enabled" }] },
      { ok: true, number: "E" },
    ],
  });
  const { invoices } = await xero.books(UK_ORGANISATION_ID);
  expect(invoices.map(({ number }) => number).sort()).toEqual(["A", "E", "TAKEN"]);
});

test("a draft whose account Xero takes away is stored, and says that it lost something", async () => {
  const [line] = invoiceDraft().lines;
  if (!line) throw new Error("no line");
  const outcome = await send(
    invoice(invoiceDraft({ status: "DRAFT", lines: [{ ...line, accountCode: "600" }] })),
  );
  expect(outcome).toMatchObject({ elements: [{ ok: true, status: "DRAFT", dataDropped: true }] });
});

test("a locked period and an archived account are refused with their meaning", async () => {
  await xero.control(`organisations/${UK_ORGANISATION_ID}`, { periodLockDate: "2026-12-31" });
  expect(await send(invoice(invoiceDraft()))).toMatchObject({
    elements: [{ ok: false, problems: [{ meaning: "period_locked" }] }],
  });
  await xero.control(`organisations/${UK_ORGANISATION_ID}`, { periodLockDate: null, archiveAccount: "200" });
  expect(await send(invoice(invoiceDraft()))).toMatchObject({
    elements: [{ ok: false, problems: [{ meaning: "account_archived" }] }],
  });
});

test("the same key gives the same answer, and one document", async () => {
  const request = xero.ledger.request(invoice(invoiceDraft()));
  const key = randomUUID();
  const first = await call(request, key);
  const second = await call(JSON.parse(JSON.stringify(request)), key);
  expect(elementsOf(second)).toEqual(elementsOf(first));
  expect((await xero.books(UK_ORGANISATION_ID)).invoices).toHaveLength(1);
  const other = xero.ledger.request(invoice(invoiceDraft({ number: "OTHER" })));
  expect(await call(other, key)).toMatchObject({ kind: "key-reused" });
});

test("an answer that was cut off comes again with the key, and nothing is doubled", async () => {
  const request = xero.ledger.request(invoice(invoiceDraft({ number: "X" }), invoiceDraft({ number: "Y" })));
  const key = randomUUID();
  await xero.control("faults", { kind: "store-then-cut", match: { path: "/api.xro/2.0/Invoices" } });
  expect(await call(request, key)).toMatchObject({ kind: "no-answer", sent: true });
  expect((await xero.books(UK_ORGANISATION_ID)).invoices).toHaveLength(2);
  expect(await call(request, key)).toMatchObject({
    kind: "elements",
    elements: [
      { ok: true, number: "X" },
      { ok: true, number: "Y" },
    ],
  });
  expect((await xero.books(UK_ORGANISATION_ID)).invoices).toHaveLength(2);
});

test.each([
  ["cut-before", 0, { kind: "no-answer", sent: true }],
  ["status-500", 0, { kind: "server-error", httpStatus: 500 }],
  ["html-503", 0, { kind: "server-error", httpStatus: 503 }],
  ["truncated-json", 1, { kind: "server-error", httpStatus: 200 }],
])("%s: what is known of the effect is said, no more", async (kind, stored, expected) => {
  await xero.control("faults", { kind, match: { path: "/api.xro/2.0/Invoices" } });
  expect(await send(invoice(invoiceDraft()))).toMatchObject(expected);
  expect((await xero.books(UK_ORGANISATION_ID)).invoices).toHaveLength(stored);
});

test("a slow answer is given up, and found with the key", async () => {
  await xero.control("faults", { kind: "slow", delayMs: 2_500, match: { path: "/api.xro/2.0/Invoices" } });
  const hasty = createLedger({ apiUrl: `${xero.origin}/api.xro/2.0`, timeoutMs: 600 });
  const request = hasty.request(invoice(invoiceDraft()));
  const idempotencyKey = randomUUID();
  expect(await hasty.send({ ...access, request, idempotencyKey })).toMatchObject({
    kind: "no-answer",
    sent: true,
    detail: "no answer in time",
  });
  expect(await call(request, idempotencyKey)).toMatchObject({ elements: [{ ok: true }] });
  expect((await xero.books(UK_ORGANISATION_ID)).invoices).toHaveLength(1);
});

test("limits: what is left is read, and a 429 says which and for how long", async () => {
  await xero.control("limits", { minute: 1 });
  const first = await send(invoice(invoiceDraft()));
  expect(first.limits.minuteRemaining).toBe(0);
  expect(await send(invoice(invoiceDraft({ number: "Z" })))).toMatchObject({
    kind: "rate-limited",
    problem: "minute",
    retryAfterSeconds: expect.any(Number),
    httpStatus: 429,
  });
});

test("a credit note is created, renamed out of the way and voided, and its number is free again", async () => {
  const operation: LedgerOperation = {
    kind: "create",
    what: "credit_note",
    items: [item(creditNoteDraft())],
  };
  const note = await created(operation);
  expect(note).toMatchObject({ number: "CN-12", total: "12.00", totalTax: "2.00" });
  await created({ kind: "rename", what: "credit_note", xeroId: note.xeroId, number: "CN-12-VOID-1" });
  expect(
    await created({ kind: "remove", what: "credit_note", xeroId: note.xeroId, status: "VOIDED" }),
  ).toMatchObject({ number: "CN-12-VOID-1", status: "VOIDED" });
  expect(await created(operation)).toMatchObject({ number: "CN-12" });
});

test("an invoice likewise; a voided number that was not renamed stays taken", async () => {
  const { xeroId } = await created(invoice(invoiceDraft()));
  await created({ kind: "rename", what: "invoice", xeroId, number: "INV-1002-VOID-1" });
  await created({ kind: "remove", what: "invoice", xeroId, status: "VOIDED" });
  const again = await created(invoice(invoiceDraft()));
  await created({ kind: "remove", what: "invoice", xeroId: again.xeroId, status: "VOIDED" });
  expect(await send(invoice(invoiceDraft()))).toMatchObject({
    elements: [{ ok: false, problems: [{ meaning: "number_taken" }] }],
  });
  const gone = { kind: "remove", what: "invoice", xeroId: again.xeroId, status: "VOIDED" } as const;
  expect(await send(gone)).toMatchObject({
    elements: [{ ok: false, problems: [{ meaning: "already_gone" }] }],
  });
  expect(await send({ ...gone, xeroId: randomUUID() })).toMatchObject({ kind: "refused", httpStatus: 404 });
});

test("contacts: a taken name or number says so, an update keeps what it does not send", async () => {
  const outcome = await send({
    kind: "create",
    what: "contact",
    items: [
      item(contactDraft({ contactNumber: "AB12-8" })),
      { ...item(contactDraft()), name: "Somebody Else" },
      { ...item(contactDraft({ contactNumber: "AB12-9" })), name: "Jane Doe (AB12-9)" },
    ],
  });
  expect(outcome).toMatchObject({
    elements: [
      { ok: false, problems: [{ meaning: "contact_name_taken" }] },
      { ok: false, problems: [{ meaning: "contact_number_taken" }] },
      { ok: true, name: "Jane Doe (AB12-9)", number: "AB12-9", status: "ACTIVE" },
    ],
  });
  const draft = contactDraft({ emailAddress: "new@example.com", phone: null, addresses: [] });
  expect(
    await created({
      kind: "update-contacts",
      items: [{ contactId, contactNumber: null, draft, name: null }],
    }),
  ).toMatchObject({
    xeroId: contactId,
    name: "Jane Doe",
  });
  const directory = await xero.ledger.readContacts({ ...access, page: 1, modifiedSince: null });
  expect(directory).toMatchObject({ ok: true, isLastPage: true });
  if (directory.ok) {
    expect(directory.value).toContainEqual({
      contactId,
      contactNumber: "AB12-7",
      name: "Jane Doe",
      emailAddress: "new@example.com",
      status: "ACTIVE",
      mergedToContactId: null,
    });
  }
  const future = new Date(Date.now() + 3_600_000);
  expect(await xero.ledger.readContacts({ ...access, page: 1, modifiedSince: future })).toMatchObject({
    ok: true,
    value: [],
  });
});

test("an unknown organisation, a stranger's token and a revoked one are access, not refusals", async () => {
  const request = xero.ledger.request(invoice(invoiceDraft()));
  const idempotencyKey = randomUUID();
  expect(
    await xero.ledger.send({ ...access, xeroTenantId: randomUUID(), request, idempotencyKey }),
  ).toMatchObject({ kind: "access", problem: "organisation" });
  expect(
    await xero.ledger.send({ ...access, accessToken: "garbage", request, idempotencyKey }),
  ).toMatchObject({ kind: "access", problem: "token" });
});

function item(draft: Extract<LedgerOperation, { kind: "create" }>["items"][number]["draft"]) {
  return { draft, contactId: contactId ?? null, name: null };
}

function invoice(...drafts: InvoiceDraft[]): LedgerOperation {
  return { kind: "create", what: "invoice", items: drafts.map(item) };
}

function call(request: LedgerRequest, idempotencyKey: string) {
  return xero.ledger.send({ ...access, request, idempotencyKey });
}

function send(operation: LedgerOperation) {
  return call(xero.ledger.request(operation), randomUUID());
}

async function created(operation: LedgerOperation): Promise<Extract<LedgerElement, { ok: true }>> {
  const outcome = await send(operation);
  const [element] = outcome.kind === "elements" ? outcome.elements : [];
  if (!element?.ok) throw new Error(JSON.stringify(outcome));
  return element;
}

function elementsOf(outcome: Awaited<ReturnType<typeof send>>) {
  return outcome.kind === "elements" ? outcome.elements : [];
}

test("payments and refunds are echoed with amount and day; what is too much, or too late, says so", async () => {
  const read = await xero.ledger.readReference("accounts", access);
  const accounts = read.ok ? ledgerAccountSchema.array().parse(read.value) : [];
  const accountId = accounts.find(({ type }) => type === "BANK")?.accountId ?? "";
  const { xeroId } = await created(invoice(invoiceDraft({ number: "PAY" })));
  const draft = await created(invoice(invoiceDraft({ number: "PAY-DRAFT", status: "DRAFT" })));
  const note = await created({
    kind: "create",
    what: "credit_note",
    items: [item(creditNoteDraft({ number: "CN-PAY" }))],
  });
  const outcome = await send({
    kind: "pay",
    items: [
      { draft: paymentDraft({ accountId, amount: "48.02" }), xeroId },
      { draft: paymentDraft({ accountId, reference: "one ABCDEFGHIJ" }), xeroId },
      { draft: paymentDraft({ accountId }), xeroId: draft.xeroId },
      { draft: refundDraft({ accountId, amount: "4.00" }), xeroId: note.xeroId },
      { draft: refundDraft({ accountId: randomUUID(), amount: "4.00" }), xeroId: note.xeroId },
    ],
  });
  expect(outcome).toMatchObject({
    elements: [
      { ok: false, problems: [{ meaning: "more_than_due" }] },
      { ok: true, total: "48.01", date: "2026-11-22", number: "one ABCDEFGHIJ", status: "AUTHORISED" },
      { ok: false, problems: [{ meaning: "document_not_authorised" }] },
      { ok: true, total: "4.00", date: "2026-11-22" },
      { ok: false, problems: [{ meaning: "account_invalid" }] },
    ],
  });
  const allocate = { kind: "allocate", creditNoteId: note.xeroId } as const;
  const allocation = allocationDraft({ amount: "1.00" });
  expect(await send({ ...allocate, draft: allocation, invoiceId: xeroId })).toMatchObject({
    elements: [{ ok: false, problems: [{ meaning: "already_settled" }] }],
  });
  const open = await created(invoice(invoiceDraft({ number: "OPEN" })));
  expect(await created({ ...allocate, draft: allocation, invoiceId: open.xeroId })).toMatchObject({
    total: "1.00",
    date: null,
  });
  const tooMuch = allocationDraft({ amount: "7.01" });
  expect(await send({ ...allocate, draft: tooMuch, invoiceId: open.xeroId })).toMatchObject({
    elements: [{ ok: false, problems: [{ meaning: "more_than_due" }] }],
  });
  const payment = outcome.kind === "elements" ? outcome.elements[1] : undefined;
  const paymentId = payment?.ok ? payment.xeroId : "";
  expect(
    await created({ kind: "remove", what: "payment", xeroId: paymentId, status: "DELETED" }),
  ).toMatchObject({ xeroId: paymentId, status: "DELETED" });
});
