import type { LedgerOperation } from "@counterfoil/core/ports";
import { expect, test } from "vitest";
import { buildRequest } from "../src/build-request.ts";
import {
  allocationDraft,
  CONTACT_ID,
  contactDraft,
  creditNoteDraft,
  invoiceDraft,
  paymentDraft,
  refundDraft,
} from "./drafts.ts";

const XERO_ID = "ed255415-e141-4150-aab7-89c3bbbb851c";

test("an invoice is built to the byte, in Xero's words", () => {
  const request = buildRequest({
    kind: "create",
    what: "invoice",
    items: [{ draft: invoiceDraft(), contactId: CONTACT_ID, name: null }],
  });
  expect(request).toEqual({
    method: "PUT",
    path: "/Invoices?summarizeErrors=false&unitdp=4",
    body:
      '{"Invoices":[{"Type":"ACCREC","InvoiceNumber":"INV-1002","Contact":{"ContactID":"430fa14a-f945-44d3-9f97-5df5e28441b8"},' +
      '"Reference":"SO-77","Date":"2026-11-21","Status":"AUTHORISED","LineAmountTypes":"Exclusive","CurrencyCode":"GBP",' +
      '"DueDate":"2026-12-21","Url":"https://counterfoil.example/d/ABCDEFGHIJ",' +
      '"LineItems":[{"Description":"Widget – größer","Quantity":2,"UnitAmount":20.005,"AccountCode":"200","TaxType":"OUTPUT2"}]}]}',
  });
});

test("payments and refunds share a call, an allocation has its own, and each names its documents by id alone", () => {
  const other = "7be5a1d2-0c6f-4b52-8d6e-2f1f3a4b5c6d";
  expect(
    buildRequest({
      kind: "pay",
      items: [
        { draft: paymentDraft(), xeroId: XERO_ID },
        { draft: refundDraft(), xeroId: other },
      ],
    }),
  ).toEqual({
    method: "PUT",
    path: "/Payments?summarizeErrors=false",
    body:
      `{"Payments":[{"Invoice":{"InvoiceID":"${XERO_ID}"},"Account":{"AccountID":"5690d0a2-8a6e-4f2c-9a35-0f2e0a1c7e11"},` +
      '"Date":"2026-11-22","Amount":48.01,"Reference":"ch_3 ABCDEFGHIJ"},' +
      `{"CreditNote":{"CreditNoteID":"${other}"},"Account":{"AccountID":"5690d0a2-8a6e-4f2c-9a35-0f2e0a1c7e11"},` +
      '"Date":"2026-11-22","Amount":12,"Reference":"CN-12 BCDEFGHIJK"}]}',
  });
  expect(
    buildRequest({ kind: "allocate", draft: allocationDraft(), creditNoteId: other, invoiceId: XERO_ID }),
  ).toEqual({
    method: "PUT",
    path: `/CreditNotes/${other}/Allocations?summarizeErrors=false`,
    body: `{"Allocations":[{"Amount":12,"Date":"2026-11-21","Invoice":{"InvoiceID":"${XERO_ID}"}}]}`,
  });
  expect(buildRequest({ kind: "remove", what: "payment", xeroId: XERO_ID, status: "DELETED" })).toEqual({
    method: "POST",
    path: `/Payments/${XERO_ID}`,
    body: '{"Status":"DELETED"}',
  });
});

test("optional parts are sent only when they are there", () => {
  const [base] = invoiceDraft().lines;
  if (!base) throw new Error("no line");
  const draft = invoiceDraft({
    currencyCode: "EUR",
    currencyRate: "1.150000",
    brandingThemeId: "theme",
    sentToContact: true,
    lines: [
      { ...base, discountAmount: "1.50", taxAmount: "7.70", tracking: [{ name: "Region", option: "North" }] },
      { ...base, description: "a note", accountCode: null, taxType: null, quantity: "0", unitAmount: "0.00" },
      { ...base, description: "rounding", quantity: "1", unitAmount: "-0.01", taxType: "NONE" },
    ],
  });
  const [invoice] = bodyOf({ kind: "create", what: "invoice", items: [item(draft)] }).Invoices;
  expect(invoice).toMatchObject({ CurrencyRate: 1.15, BrandingThemeID: "theme", SentToContact: true });
  expect(invoice.LineItems).toEqual([
    {
      Description: "Widget – größer",
      Quantity: 2,
      UnitAmount: 20.005,
      DiscountAmount: 1.5,
      AccountCode: "200",
      TaxType: "OUTPUT2",
      TaxAmount: 7.7,
      Tracking: [{ Name: "Region", Option: "North" }],
    },
    { Description: "a note" },
    { Description: "rounding", Quantity: 1, UnitAmount: -0.01, AccountCode: "200", TaxType: "NONE" },
  ]);
  const unsent = invoiceDraft({ status: "DRAFT", sentToContact: true });
  expect(bodyOf({ kind: "create", what: "invoice", items: [item(unsent)] }).Invoices[0]).not.toHaveProperty(
    "SentToContact",
  );
});

test("a credit note has its own number, no due date and no discounts", () => {
  const operation = {
    kind: "create",
    what: "credit_note",
    items: [item(creditNoteDraft())],
  } satisfies LedgerOperation;
  expect(buildRequest(operation).path).toBe("/CreditNotes?summarizeErrors=false&unitdp=4");
  const [note] = bodyOf(operation).CreditNotes;
  expect(note).toMatchObject({ Type: "ACCRECCREDIT", CreditNoteNumber: "CN-12" });
  expect(note).not.toHaveProperty("DueDate");
  const [line] = creditNoteDraft().lines;
  if (!line) throw new Error("no line");
  const discounted = creditNoteDraft({ lines: [{ ...line, discountAmount: "1.00" }] });
  expect(() => bodyOf({ kind: "create", what: "credit_note", items: [item(discounted)] })).toThrow(
    /discount/,
  );
});

test("a contact is created under the name chosen for it, and updated by id", () => {
  const create = {
    kind: "create",
    what: "contact",
    items: [item(contactDraft(), "Jane Doe (2)")],
  } satisfies LedgerOperation;
  expect(buildRequest(create).path).toBe("/Contacts?summarizeErrors=false");
  expect(bodyOf(create).Contacts).toEqual([
    {
      Name: "Jane Doe (2)",
      ContactNumber: "AB12-7",
      FirstName: "Jane",
      LastName: "Doe",
      EmailAddress: "jane@example.com",
      Phones: [{ PhoneType: "DEFAULT", PhoneNumber: "01632 960000" }],
      Addresses: [
        {
          AddressType: "STREET",
          AddressLine1: "1 High Street",
          AddressLine2: "",
          AddressLine3: "",
          AddressLine4: "",
          City: "Leeds",
          Region: "",
          PostalCode: "LS1 1AA",
          Country: "GB",
        },
      ],
    },
  ]);
  const bare = contactDraft({
    firstName: null,
    lastName: null,
    emailAddress: null,
    phone: null,
    addresses: [],
  });
  const update = buildRequest({
    kind: "update-contacts",
    items: [
      { contactId: XERO_ID, contactNumber: null, draft: bare, name: "Jane D." },
      { contactId: XERO_ID, contactNumber: "AB12-7", draft: null, name: null },
    ],
  });
  expect(update).toEqual({
    method: "POST",
    path: "/Contacts?summarizeErrors=false",
    body: `{"Contacts":[{"ContactID":"${XERO_ID}","Name":"Jane D."},{"ContactID":"${XERO_ID}","ContactNumber":"AB12-7"}]}`,
  });
});

test("renaming and removing name the document and nothing else", () => {
  expect(buildRequest({ kind: "rename", what: "invoice", xeroId: XERO_ID, number: "INV-1-VOID-1" })).toEqual({
    method: "POST",
    path: `/Invoices/${XERO_ID}?unitdp=4`,
    body: `{"Invoices":[{"InvoiceID":"${XERO_ID}","InvoiceNumber":"INV-1-VOID-1"}]}`,
  });
  expect(buildRequest({ kind: "remove", what: "credit_note", xeroId: XERO_ID, status: "VOIDED" })).toEqual({
    method: "POST",
    path: `/CreditNotes/${XERO_ID}?unitdp=4`,
    body: `{"CreditNotes":[{"CreditNoteID":"${XERO_ID}","Status":"VOIDED"}]}`,
  });
});

test("what cannot be sent as it is, is not sent at all", () => {
  expect(() => bodyOf({ kind: "create", what: "contact", items: [item(invoiceDraft())] })).toThrow();
  expect(() =>
    bodyOf({ kind: "create", what: "invoice", items: [{ ...item(invoiceDraft()), contactId: null }] }),
  ).toThrow(/contact/);
  const [line] = invoiceDraft().lines;
  if (!line) throw new Error("no line");
  const tooLong = invoiceDraft({ lines: [{ ...line, unitAmount: "123456789012345.6789" }] });
  expect(() => bodyOf({ kind: "create", what: "invoice", items: [item(tooLong)] })).toThrow(RangeError);
});

type Operation = LedgerOperation;
type Draft = Extract<Operation, { kind: "create" }>["items"][number]["draft"];

function item(draft: Draft, name: string | null = null) {
  return { draft, contactId: CONTACT_ID, name };
}

function bodyOf(operation: Operation) {
  return JSON.parse(buildRequest(operation).body);
}
