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
import { UK_ORGANISATION_ID as ORGANISATION } from "../src/seed/united-kingdom.ts";
import { createXeroSimulator, type XeroSimulator } from "../src/server.ts";
import { ALL_SCOPES, signIn } from "./simulator-client.ts";

/** The official SDK, nothing changed but its base path: what it sends is taken, and its typed models come back filled. */
describe("xero-node", () => {
  let simulator: XeroSimulator;
  let api: AccountingApi;
  let contact: Contact;

  beforeAll(async () => {
    simulator = await createXeroSimulator({ limits: { minute: 100_000, day: 1_000_000 } });
    const origin = await simulator.listen();
    api = new AccountingApi(`${origin}/api.xro/2.0`);
    api.accessToken = (await signIn(origin, { scope: `${ALL_SCOPES} accounting.attachments` })).access_token;
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
  }, 60_000);
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

  it("pays, refunds and takes back", async () => {
    const sale = first(
      (await api.createInvoices(ORGANISATION, { invoices: [invoice("P-1")] })).body.invoices,
    );
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
    const sale = first(
      (await api.createInvoices(ORGANISATION, { invoices: [invoice("A-1")] })).body.invoices,
    );
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

  it("keeps items, notes and attachments", async () => {
    const stick = { code: "STICK", name: "Stick", salesDetails: { unitPrice: 12.5, accountCode: "200" } };
    const item = first((await api.createItems(ORGANISATION, { items: [stick] })).body.items);
    expect(item).toMatchObject({ code: "STICK", salesDetails: { unitPrice: 12.5, accountCode: "200" } });
    await api.updateOrCreateItems(ORGANISATION, { items: [{ code: "STICK", name: "Long stick" }] });
    expect(first((await api.getItem(ORGANISATION, item.itemID ?? "")).body.items).name).toBe("Long stick");
    expect((await api.getItems(ORGANISATION)).body.items).toHaveLength(1);

    const sale = first(
      (await api.createInvoices(ORGANISATION, { invoices: [invoice("H-1")] })).body.invoices,
    );
    const id = sale.invoiceID ?? "";
    const noted = await api.createInvoiceHistory(ORGANISATION, id, { historyRecords: [{ details: "Seen" }] });
    expect(first(noted.body.historyRecords).details).toBe("Seen");
    const records = (await api.getInvoiceHistory(ORGANISATION, id)).body.historyRecords ?? [];
    expect(records.map(({ details }) => details)).toContain("Seen");
    expect(first(records).dateUTC).toBeInstanceOf(Date);

    const bytes = Buffer.from("%PDF-1.4 not really");
    const stored = await api.createInvoiceAttachmentByFileName(ORGANISATION, id, "sale.pdf", bytes, true);
    expect(first(stored.body.attachments)).toMatchObject({
      fileName: "sale.pdf",
      contentLength: bytes.length,
    });
    const listed = first((await api.getInvoiceAttachments(ORGANISATION, id)).body.attachments);
    expect(listed.includeOnline).toBe(true);
    const byName = await api.getInvoiceAttachmentByFileName(
      ORGANISATION,
      id,
      "sale.pdf",
      "application/octet-stream",
    );
    expect(Buffer.from(byName.body)).toEqual(bytes);
    expect(first((await api.getInvoice(ORGANISATION, id)).body.invoices).hasAttachments).toBe(true);
  });

  it("changes an item by its id", async () => {
    const made = first((await api.createItems(ORGANISATION, { items: [{ code: "ROPE" }] })).body.items);
    const changed = await api.updateItem(ORGANISATION, made.itemID ?? "", {
      items: [{ code: "ROPE", description: "Ten metres" }],
    });
    expect(first(changed.body.items)).toMatchObject({ itemID: made.itemID, description: "Ten metres" });
  });

  it("keeps notes on everything that has a history", async () => {
    const ids = await oneOfEach();
    const note = { historyRecords: [{ details: "Seen by the SDK" }] };
    const histories: [string, () => Promise<Noted>, () => Promise<Noted>][] = [
      [
        "invoice",
        () => api.createInvoiceHistory(ORGANISATION, ids.invoice, note),
        () => api.getInvoiceHistory(ORGANISATION, ids.invoice),
      ],
      [
        "credit note",
        () => api.createCreditNoteHistory(ORGANISATION, ids.note, note),
        () => api.getCreditNoteHistory(ORGANISATION, ids.note),
      ],
      [
        "contact",
        () => api.createContactHistory(ORGANISATION, ids.contact, note),
        () => api.getContactHistory(ORGANISATION, ids.contact),
      ],
      [
        "payment",
        () => api.createPaymentHistory(ORGANISATION, ids.payment, note),
        () => api.getPaymentHistory(ORGANISATION, ids.payment),
      ],
      [
        "item",
        () => api.createItemHistory(ORGANISATION, ids.item, note),
        () => api.getItemHistory(ORGANISATION, ids.item),
      ],
    ];
    for (const [name, create, read] of histories) {
      expect(first((await create()).body.historyRecords).details, name).toBe("Seen by the SDK");
      const records = (await read()).body.historyRecords;
      expect(first(records), name).toMatchObject({ details: "Seen by the SDK", user: "System Generated" });
      expect(first(records).dateUTC, name).toBeInstanceOf(Date);
    }
  });

  it("keeps attachments on everything that can have some, by name and by id", async () => {
    const ids = await oneOfEach();
    const [O, type] = [ORGANISATION, "application/pdf"];
    const [bytes, newer] = [Buffer.from("%PDF-1.4 not really"), Buffer.from("%PDF-1.4 nor this")];
    const files: [
      string,
      (body: Buffer) => Promise<Attached>,
      (body: Buffer) => Promise<Attached>,
      () => Promise<Attached>,
      () => Promise<Bytes>,
      (id: string) => Promise<Bytes>,
    ][] = [
      [
        "invoice",
        (body) => api.createInvoiceAttachmentByFileName(O, ids.invoice, "a b.pdf", body),
        (body) => api.updateInvoiceAttachmentByFileName(O, ids.invoice, "a b.pdf", body),
        () => api.getInvoiceAttachments(O, ids.invoice),
        () => api.getInvoiceAttachmentByFileName(O, ids.invoice, "a b.pdf", type),
        (id) => api.getInvoiceAttachmentById(O, ids.invoice, id, type),
      ],
      [
        "credit note",
        (body) => api.createCreditNoteAttachmentByFileName(O, ids.note, "a b.pdf", body, true),
        (body) => api.updateCreditNoteAttachmentByFileName(O, ids.note, "a b.pdf", body),
        () => api.getCreditNoteAttachments(O, ids.note),
        () => api.getCreditNoteAttachmentByFileName(O, ids.note, "a b.pdf", type),
        (id) => api.getCreditNoteAttachmentById(O, ids.note, id, type),
      ],
      [
        "contact",
        (body) => api.createContactAttachmentByFileName(O, ids.contact, "a b.pdf", body),
        (body) => api.updateContactAttachmentByFileName(O, ids.contact, "a b.pdf", body),
        () => api.getContactAttachments(O, ids.contact),
        () => api.getContactAttachmentByFileName(O, ids.contact, "a b.pdf", type),
        (id) => api.getContactAttachmentById(O, ids.contact, id, type),
      ],
      [
        "account",
        (body) => api.createAccountAttachmentByFileName(O, ids.account, "a b.pdf", body),
        (body) => api.updateAccountAttachmentByFileName(O, ids.account, "a b.pdf", body),
        () => api.getAccountAttachments(O, ids.account),
        () => api.getAccountAttachmentByFileName(O, ids.account, "a b.pdf", type),
        (id) => api.getAccountAttachmentById(O, ids.account, id, type),
      ],
    ];
    for (const [name, create, update, list, byName, byId] of files) {
      expect(first((await create(bytes)).body.attachments), name).toMatchObject({
        fileName: "a b.pdf",
        contentLength: bytes.length,
      });
      expect(Buffer.from((await byName()).body), name).toEqual(bytes);
      await update(newer);
      const listed = (await list()).body.attachments;
      expect(listed, name).toHaveLength(1);
      expect(Buffer.from((await byId(first(listed).attachmentID ?? "")).body), name).toEqual(newer);
    }
    const contacts = (await api.getContact(O, ids.contact)).body.contacts;
    const accounts = (await api.getAccount(O, ids.account)).body.accounts;
    const notes = (await api.getCreditNote(O, ids.note)).body.creditNotes;
    for (const { hasAttachments } of [first(contacts), first(accounts), first(notes)]) {
      expect(hasAttachments).toBe(true);
    }
  });

  let made = 0;

  /** A fresh document of each kind, by id. */
  async function oneOfEach() {
    made += 1;
    const [sale] =
      (await api.createInvoices(ORGANISATION, { invoices: [invoice(`E-${made}`)] })).body.invoices ?? [];
    const [credit] =
      (await api.createCreditNotes(ORGANISATION, { creditNotes: [note(`EC-${made}`)] })).body.creditNotes ??
      [];
    const [payment] =
      (
        await api.createPayments(ORGANISATION, {
          payments: [
            {
              account: { code: "090" },
              date: "2026-11-22",
              amount: 1,
              invoice: { invoiceID: sale?.invoiceID ?? "" },
            },
          ],
        })
      ).body.payments ?? [];
    const [item] =
      (await api.createItems(ORGANISATION, { items: [{ code: `EI-${made}` }] })).body.items ?? [];
    const [account] = (await api.getAccounts(ORGANISATION, undefined, 'Code=="200"')).body.accounts ?? [];
    return {
      invoice: sale?.invoiceID ?? "",
      note: credit?.creditNoteID ?? "",
      contact: contact.contactID ?? "",
      payment: payment?.paymentID ?? "",
      item: item?.itemID ?? "",
      account: account?.accountID ?? "",
    };
  }

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

type Noted = Awaited<ReturnType<AccountingApi["getInvoiceHistory"]>>;
type Attached = Awaited<ReturnType<AccountingApi["getInvoiceAttachments"]>>;
type Bytes = Awaited<ReturnType<AccountingApi["getInvoiceAttachmentById"]>>;

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
