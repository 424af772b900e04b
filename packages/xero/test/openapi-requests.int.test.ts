import { randomUUID } from "node:crypto";
import type { LedgerOperation } from "@counterfoil/core/ports";
import { ledgerAccountSchema, referenceKinds } from "@counterfoil/core/reference";
import {
  findSpecification,
  SPECIFICATION_MISSING,
} from "@counterfoil/xero-simulator/conformance/find-specification";
import { createOpenApiCheck } from "@counterfoil/xero-simulator/conformance/openapi-check";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  allocationDraft,
  contactDraft,
  creditNoteDraft,
  invoiceDraft,
  paymentDraft,
  refundDraft,
} from "./drafts.ts";
import { startSimulatedXero } from "./simulated-xero.ts";

const file = findSpecification();
if (file === null) process.stderr.write(`${SPECIFICATION_MISSING}\n`);

describe.skipIf(file === null)("every request of the adapter, against Xero's own specification", () => {
  let xero: Awaited<ReturnType<typeof startSimulatedXero>>;
  let access: { accessToken: string; xeroTenantId: string };
  let contactId: string | null = null;

  beforeAll(async () => {
    xero = await startSimulatedXero();
    const outcome = await xero.identity.exchangeCode(await xero.consent(UK_ORGANISATION_ID));
    if (!outcome.ok) throw new Error(outcome.detail);
    access = { accessToken: outcome.accessToken, xeroTenantId: UK_ORGANISATION_ID };
    await driveEverything();
  });
  afterAll(async () => xero?.stop());

  test("nothing is misspelt, missing, of a wrong kind or Xero's alone to write", () => {
    const check = createOpenApiCheck(file ?? "");
    const seen = new Set<string>();
    for (const exchange of xero.exchanges) {
      const { operationId, problems } = check.request(exchange);
      seen.add(operationId ?? exchange.url);
      expect(problems, `${exchange.method} ${exchange.url} ${exchange.requestBody}`).toEqual([]);
    }
    expect([...seen].sort()).toEqual([
      "createContacts",
      "createCreditNoteAllocation",
      "createCreditNotes",
      "createInvoices",
      "createPayments",
      "deletePayment",
      "getAccounts",
      "getBrandingThemes",
      "getContacts",
      "getCurrencies",
      "getInvoiceReminders",
      "getOrganisations",
      "getTaxRates",
      "getTrackingCategories",
      "updateCreditNote",
      "updateInvoice",
      "updateOrCreateContacts",
    ]);
  });

  async function driveEverything(): Promise<void> {
    for (const kind of referenceKinds) await xero.ledger.readReference(kind, access);
    await xero.ledger.readContacts({ ...access, page: 1, modifiedSince: new Date("2026-01-01T00:00:00Z") });
    contactId = await done(create("contact", contactDraft()));
    const draft = contactDraft({ emailAddress: "new@example.com", phone: null, addresses: [] });
    await done({
      kind: "update-contacts",
      items: [{ contactId, contactNumber: null, draft, name: "Jane D." }],
    });

    const [line] = invoiceDraft().lines;
    if (!line) throw new Error("no line");
    const discounted = { ...line, discountAmount: "1.50", tracking: [{ name: "Region", option: "North" }] };
    const note = { ...line, description: "A note", unitAmount: "0", accountCode: null, taxType: null };
    const xeroId = await done(
      create("invoice", invoiceDraft({ sentToContact: true, lines: [line, discounted, note] })),
    );
    await done(
      create("invoice", invoiceDraft({ number: "I", lineAmountTypes: "Inclusive", status: "DRAFT" })),
    );
    await done(
      create("invoice", invoiceDraft({ number: "E", currencyCode: "EUR", currencyRate: "1.250000" })),
    );
    await done(
      create(
        "invoice",
        invoiceDraft({ number: "N", lineAmountTypes: "NoTax", lines: [{ ...line, taxType: null }] }),
      ),
    );
    await done(create("invoice", invoiceDraft({ number: "T", lines: [{ ...line, taxAmount: "8.01" }] })));
    await done({ kind: "rename", what: "invoice", xeroId, number: "INV-1002-VOID-1" });
    await done({ kind: "remove", what: "invoice", xeroId, status: "VOIDED" });

    const creditNoteId = await done(create("credit_note", creditNoteDraft()));
    await done({ kind: "rename", what: "credit_note", xeroId: creditNoteId, number: "CN-12-VOID-1" });
    await done({ kind: "remove", what: "credit_note", xeroId: creditNoteId, status: "VOIDED" });
    await driveMoney();
  }

  async function driveMoney(): Promise<void> {
    const read = await xero.ledger.readReference("accounts", access);
    const accounts = read.ok ? ledgerAccountSchema.array().parse(read.value) : [];
    const accountId = accounts.find(({ type }) => type === "BANK")?.accountId ?? "";
    const invoiceId = await done(create("invoice", invoiceDraft({ number: "P" })));
    const noteId = await done(create("credit_note", creditNoteDraft({ number: "CN-P" })));
    const draft = allocationDraft({ amount: "2.50" });
    await done({ kind: "allocate", draft, creditNoteId: noteId, invoiceId });
    const paymentId = await done({
      kind: "pay",
      items: [
        { draft: paymentDraft({ accountId, amount: "45.51" }), xeroId: invoiceId },
        { draft: refundDraft({ accountId, amount: "9.50" }), xeroId: noteId },
      ],
    });
    await done({ kind: "remove", what: "payment", xeroId: paymentId, status: "DELETED" });
  }

  type Create = Extract<LedgerOperation, { kind: "create" }>;

  function create(what: Create["what"], draft: Create["items"][number]["draft"]): LedgerOperation {
    return { kind: "create", what, items: [{ draft, contactId, name: null }] };
  }

  async function done(operation: LedgerOperation): Promise<string> {
    const request = xero.ledger.request(operation);
    const outcome = await xero.ledger.send({ ...access, request, idempotencyKey: randomUUID() });
    const [element] = outcome.kind === "elements" ? outcome.elements : [];
    if (!element?.ok) throw new Error(JSON.stringify(outcome));
    return element.xeroId;
  }
});
