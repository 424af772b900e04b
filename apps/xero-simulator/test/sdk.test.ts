import { afterAll, beforeAll, expect, it } from "vitest";
import type { AccountingApi } from "xero-node";
import { UK_ORGANISATION_ID as ORGANISATION } from "../src/seed/united-kingdom.ts";
import { first, invoiceOf, noteOf, type Sdk, startSdk } from "./sdk-client.ts";

/** What xero-node sends is taken, and its typed models come back filled. */
let sdk: Sdk;
let api: AccountingApi;

beforeAll(async () => {
  sdk = await startSdk();
  ({ api } = sdk);
}, 60_000);
afterAll(async () => sdk?.simulator.close());

const invoice = (number: string) => invoiceOf(sdk.contact, number);
const note = (number: string) => noteOf(sdk.contact, number);

it("reads the settings", async () => {
  const organisation = first((await api.getOrganisations(ORGANISATION)).body.organisations);
  expect(organisation).toMatchObject({
    organisationID: ORGANISATION,
    baseCurrency: "GBP",
    countryCode: "GB",
  });
  expect(first((await api.getOrganisationActions(ORGANISATION)).body.actions).status).toBeDefined();
  const { accounts } = (await api.getAccounts(ORGANISATION, undefined, 'Code=="200"')).body;
  expect(accounts).toEqual([expect.objectContaining({ code: "200", type: "REVENUE", taxType: "OUTPUT2" })]);
  const one = await api.getAccount(ORGANISATION, first(accounts).accountID ?? "");
  expect(first(one.body.accounts).updatedDateUTC).toBeInstanceOf(Date);
  expect((await api.getTaxRates(ORGANISATION)).body.taxRates).toContainEqual(
    expect.objectContaining({ taxType: "OUTPUT2", effectiveRate: 20 }),
  );
  const rate = first((await api.getTaxRateByTaxType(ORGANISATION, "INPUT2")).body.taxRates);
  expect(rate).toMatchObject({ taxType: "INPUT2", reportTaxType: "INPUT", canApplyToRevenue: false });
  expect(first(rate.taxComponents)).toMatchObject({ rate: 20 });
  const theme = first((await api.getBrandingThemes(ORGANISATION)).body.brandingThemes);
  expect(theme).toMatchObject({ name: "Standard", sortOrder: 0 });
  expect(
    first((await api.getBrandingTheme(ORGANISATION, theme.brandingThemeID ?? "")).body.brandingThemes),
  ).toEqual(theme);
  const category = first((await api.getTrackingCategories(ORGANISATION)).body.trackingCategories);
  expect(category.options?.map(({ name }) => name)).toContain("North");
  expect(
    first(
      (await api.getTrackingCategory(ORGANISATION, category.trackingCategoryID ?? "")).body
        .trackingCategories,
    ),
  ).toMatchObject({ name: "Region" });
  expect((await api.getCurrencies(ORGANISATION)).body.currencies?.map(({ code }) => code)).toContain("GBP");
});

it("writes and reads contacts", async () => {
  expect(sdk.contact).toMatchObject({ name: "Acme Ltd", contactNumber: "C-1", contactStatus: "ACTIVE" });
  expect(sdk.contact.addresses).toHaveLength(2);
  expect(sdk.contact.phones).toHaveLength(4);
  const id = sdk.contact.contactID ?? "";
  const updated = await api.updateContact(ORGANISATION, id, {
    contacts: [{ contactID: id, firstName: "Ann" }],
  });
  expect(first(updated.body.contacts)).toMatchObject({ name: "Acme Ltd", firstName: "Ann" });
  const upserted = await api.updateOrCreateContacts(ORGANISATION, {
    contacts: [{ name: "Acme Ltd", lastName: "Ace" }],
  });
  expect(first(upserted.body.contacts)).toMatchObject({ contactID: id, firstName: "Ann", lastName: "Ace" });
  expect(first((await api.getContact(ORGANISATION, id)).body.contacts).updatedDateUTC).toBeInstanceOf(Date);
  expect(first((await api.getContactByContactNumber(ORGANISATION, "C-1")).body.contacts).contactID).toBe(id);
  const listed = await api.getContacts(ORGANISATION, undefined, undefined, "Name ASC", [id], 1, true);
  expect(listed.body).toMatchObject({
    pagination: { page: 1, itemCount: 1 },
    contacts: [{ contactID: id }],
  });
});

it("writes and reads invoices", async () => {
  const made = await api.createInvoices(ORGANISATION, { invoices: [invoice("S-1")] }, true, 4, "sdk-key-1");
  const one = first(made.body.invoices);
  expect(one).toMatchObject({
    invoiceNumber: "S-1",
    status: "AUTHORISED",
    subTotal: 40,
    totalTax: 8,
    total: 48,
    amountDue: 48,
    currencyCode: "GBP",
    hasErrors: false,
    contact: { contactID: sdk.contact.contactID, name: "Acme Ltd" },
    lineItems: [{ description: "Widget", lineAmount: 40, taxAmount: 8, accountCode: "200" }],
  });
  const id = one.invoiceID ?? "";
  const replayed = await api.createInvoices(
    ORGANISATION,
    { invoices: [invoice("S-1")] },
    true,
    4,
    "sdk-key-1",
  );
  expect(first(replayed.body.invoices).invoiceID).toBe(id);
  const read = first((await api.getInvoice(ORGANISATION, id, 4)).body.invoices);
  expect(new Date(read.date ?? "").toISOString()).toBe("2026-11-21T00:00:00.000Z");
  expect(read.updatedDateUTC).toBeInstanceOf(Date);
  const changed = { invoices: [{ invoiceID: id, reference: "R-9" }] };
  expect(first((await api.updateInvoice(ORGANISATION, id, changed)).body.invoices).reference).toBe("R-9");
  const batch = { invoices: [invoice("S-1"), invoice("S-2")] };
  const upserted = (await api.updateOrCreateInvoices(ORGANISATION, batch, false)).body.invoices ?? [];
  expect(upserted.map(({ invoiceNumber }) => invoiceNumber)).toEqual(["S-1", "S-2"]);
  expect(upserted[0]?.invoiceID).toBe(id);
  const mixed = await api.createInvoices(ORGANISATION, { invoices: [invoice("S-1"), invoice("S-3")] }, false);
  expect(mixed.body.invoices?.map(({ statusAttributeString }) => statusAttributeString)).toEqual([
    "ERROR",
    "OK",
  ]);
  expect(first(first(mixed.body.invoices).validationErrors).message).toBe("Invoice # must be unique.");
  const listed = await api.getInvoices(
    ORGANISATION,
    new Date("2020-01-01T00:00:00Z"),
    'Type=="ACCREC"',
    "InvoiceNumber ASC",
    undefined,
    ["S-1", "S-2"],
    [sdk.contact.contactID ?? ""],
    ["AUTHORISED"],
    1,
  );
  expect(listed.body.invoices?.map(({ invoiceNumber }) => invoiceNumber)).toEqual(["S-1", "S-2"]);
  expect(listed.body.pagination).toMatchObject({ page: 1, pageSize: 100, pageCount: 1, itemCount: 2 });
});

it("is refused as Xero refuses it", async () => {
  const refusal = await api.createInvoices(ORGANISATION, { invoices: [invoice("S-1")] }).catch(String);
  expect(JSON.parse(String(refusal)).response).toMatchObject({
    statusCode: 400,
    body: { ErrorNumber: 10, Elements: [{ ValidationErrors: [{ Message: "Invoice # must be unique." }] }] },
  });
  const missing = await api.getInvoice(ORGANISATION, "00000000-0000-4000-8000-000000000000").catch(String);
  expect(JSON.parse(String(missing)).response).toMatchObject({ statusCode: 404 });
});

it("writes and reads credit notes", async () => {
  const made = await api.createCreditNotes(ORGANISATION, { creditNotes: [note("SC-1")] }, true, 4);
  const one = first(made.body.creditNotes);
  expect(one).toMatchObject({
    creditNoteNumber: "SC-1",
    total: 48,
    remainingCredit: 48,
    status: "AUTHORISED",
  });
  const id = one.creditNoteID ?? "";
  const renamed = { creditNotes: [{ creditNoteID: id, creditNoteNumber: "SC-1A" }] };
  expect(first((await api.updateCreditNote(ORGANISATION, id, renamed)).body.creditNotes)).toMatchObject({
    creditNoteNumber: "SC-1A",
  });
  const upserted = await api.updateOrCreateCreditNotes(ORGANISATION, { creditNotes: [note("SC-2")] });
  expect(first(upserted.body.creditNotes).creditNoteNumber).toBe("SC-2");
  expect(first((await api.getCreditNote(ORGANISATION, id)).body.creditNotes).lineItems).toHaveLength(1);
  expect(
    (await api.getCreditNotes(ORGANISATION, undefined, undefined, undefined, 1)).body.creditNotes,
  ).toHaveLength(2);
});

it("pays, refunds and takes back", async () => {
  const sale = first((await api.createInvoices(ORGANISATION, { invoices: [invoice("P-1")] })).body.invoices);
  const credit = first(
    (await api.createCreditNotes(ORGANISATION, { creditNotes: [note("PC-1")] })).body.creditNotes,
  );
  const paid = { account: { code: "090" }, date: "2026-11-22", amount: 8 };
  const made = await api.createPayments(ORGANISATION, {
    payments: [{ ...paid, invoice: { invoiceID: sale.invoiceID ?? "" } }],
  });
  const payment = first(made.body.payments);
  expect(payment).toMatchObject({ amount: 8, paymentType: "ACCRECPAYMENT", status: "AUTHORISED" });
  expect(payment.invoice).toMatchObject({ invoiceNumber: "P-1", amountDue: 40, amountPaid: 8 });
  const refund = await api.createPayment(ORGANISATION, {
    ...paid,
    creditNote: { creditNoteID: credit.creditNoteID ?? "" },
  });
  expect(first(refund.body.payments)).toMatchObject({ paymentType: "ARCREDITPAYMENT" });
  const id = payment.paymentID ?? "";
  expect(first((await api.getPayment(ORGANISATION, id)).body.payments).account).toMatchObject({
    code: "090",
  });
  const gone = await api.deletePayment(ORGANISATION, id, { status: "DELETED" });
  expect(first(gone.body.payments).status).toBe("DELETED");
  expect(
    (await api.getPayments(ORGANISATION, undefined, undefined, undefined, 1)).body.payments,
  ).toHaveLength(2);
});

it("allocates a credit note and takes it back", async () => {
  const sale = first((await api.createInvoices(ORGANISATION, { invoices: [invoice("A-1")] })).body.invoices);
  const credit = first(
    (await api.createCreditNotes(ORGANISATION, { creditNotes: [note("AC-1")] })).body.creditNotes,
  );
  const id = credit.creditNoteID ?? "";
  const allocation = { amount: 12, date: "2026-11-21", invoice: { invoiceID: sale.invoiceID ?? "" } };
  const made = await api.createCreditNoteAllocation(ORGANISATION, id, { allocations: [allocation] });
  expect(first(made.body.allocations)).toMatchObject({
    amount: 12,
    invoice: { invoiceID: sale.invoiceID },
  });
  const read = first((await api.getCreditNote(ORGANISATION, id)).body.creditNotes);
  expect(read).toMatchObject({ remainingCredit: 36, allocations: [{ amount: 12 }] });
  const allocationId = first(read.allocations).allocationID ?? "";
  const gone = await api.deleteCreditNoteAllocations(ORGANISATION, id, allocationId);
  expect(gone.body.isDeleted).toBe(true);
  const after = first((await api.getInvoice(ORGANISATION, sale.invoiceID ?? "")).body.invoices);
  expect(after).toMatchObject({ amountDue: 48, amountCredited: 0 });
});
