import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  AccountingApi,
  type Contact,
  CreditNote,
  type Invoice,
  Invoice as InvoiceModel,
  LineAmountTypes,
  type LineItem,
} from "xero-node";
import { findSpecification } from "../src/conformance/find-specification.ts";
import { createOpenApiCheck, type Exchange } from "../src/conformance/openapi-check.ts";
import { recordExchanges } from "../src/conformance/record-exchanges.ts";
import { UK_ORGANISATION_ID as ORGANISATION } from "../src/seed/united-kingdom.ts";
import { createXeroSimulator, type XeroSimulator } from "../src/server.ts";
import { signIn } from "./simulator-client.ts";

/** The official SDK, nothing changed but its base path: what it sends is taken, and its typed models come back filled. */
describe("xero-node", () => {
  let simulator: XeroSimulator;
  let exchanges: Exchange[];
  let api: AccountingApi;
  let contact: Contact;

  beforeAll(async () => {
    simulator = await createXeroSimulator({ limits: { minute: 100_000, day: 1_000_000 } });
    exchanges = recordExchanges(simulator.app);
    const origin = await simulator.listen();
    api = new AccountingApi(`${origin}/api.xro/2.0`);
    api.accessToken = (await signIn(origin)).access_token;
    const made = await api.createContacts(ORGANISATION, {
      contacts: [
        {
          name: "Acme Ltd",
          contactNumber: "C-1",
          emailAddress: "pay@acme.example",
          contactPersons: [
            { firstName: "A", lastName: "B", emailAddress: "ab@acme.example", includeInEmails: true },
          ],
        },
      ],
    });
    contact = first(made.body.contacts);
  }, 30_000);
  afterAll(async () => simulator?.close());

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
    expect(contact).toMatchObject({ name: "Acme Ltd", contactNumber: "C-1", contactStatus: "ACTIVE" });
    expect(contact.addresses).toHaveLength(2);
    expect(contact.phones).toHaveLength(4);
    const id = contact.contactID ?? "";
    const updated = await api.updateContact(ORGANISATION, id, {
      contacts: [{ contactID: id, firstName: "Ann" }],
    });
    expect(first(updated.body.contacts)).toMatchObject({ name: "Acme Ltd", firstName: "Ann" });
    const upserted = await api.updateOrCreateContacts(ORGANISATION, {
      contacts: [{ name: "Acme Ltd", lastName: "Ace" }],
    });
    expect(first(upserted.body.contacts)).toMatchObject({ contactID: id, firstName: "Ann", lastName: "Ace" });
    expect(first((await api.getContact(ORGANISATION, id)).body.contacts).updatedDateUTC).toBeInstanceOf(Date);
    expect(first((await api.getContactByContactNumber(ORGANISATION, "C-1")).body.contacts).contactID).toBe(
      id,
    );
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
      contact: { contactID: contact.contactID, name: "Acme Ltd" },
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
    const mixed = await api.createInvoices(
      ORGANISATION,
      { invoices: [invoice("S-1"), invoice("S-3")] },
      false,
    );
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
      [contact.contactID ?? ""],
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

  it("made only calls and got only answers that Xero's specification knows", ({ skip }) => {
    const file = findSpecification();
    if (file === null) return skip();
    const check = createOpenApiCheck(file);
    const wrong = exchanges.flatMap((exchange) => check.response(exchange).problems);
    const unknown = exchanges.filter((exchange) => check.response(exchange).operationId === null);
    expect(wrong).toEqual([]);
    expect(unknown).toEqual([]);
    expect(exchanges.length).toBeGreaterThan(30);
  });

  function invoice(invoiceNumber: string): Invoice {
    return {
      type: InvoiceModel.TypeEnum.ACCREC,
      contact: { contactID: contact.contactID ?? "" },
      invoiceNumber,
      date: "2026-11-21",
      dueDate: "2026-12-21",
      status: InvoiceModel.StatusEnum.AUTHORISED,
      lineAmountTypes: LineAmountTypes.Exclusive,
      lineItems: [WIDGET],
    };
  }

  function note(creditNoteNumber: string): CreditNote {
    return {
      type: CreditNote.TypeEnum.ACCRECCREDIT,
      contact: { contactID: contact.contactID ?? "" },
      creditNoteNumber,
      date: "2026-11-21",
      status: CreditNote.StatusEnum.AUTHORISED,
      lineAmountTypes: LineAmountTypes.Exclusive,
      lineItems: [WIDGET],
    };
  }
});

const WIDGET: LineItem = {
  description: "Widget",
  quantity: 2,
  unitAmount: 20,
  accountCode: "200",
  taxType: "OUTPUT2",
};

function first<T>(list: readonly T[] | undefined): T {
  const [one] = list ?? [];
  if (one === undefined) throw new Error("the list is empty");
  return one;
}
