import { afterAll, beforeAll, expect, it } from "vitest";
import type { AccountingApi } from "xero-node";
import { UK_ORGANISATION_ID as ORGANISATION } from "../src/seed/united-kingdom.ts";
import { first, invoiceOf, noteOf, type Sdk, startSdk } from "./sdk-client.ts";

/** Items, notes and attachments by xero-node: on everything that can have some. */
let sdk: Sdk;
let api: AccountingApi;

beforeAll(async () => {
  sdk = await startSdk();
  ({ api } = sdk);
}, 60_000);
afterAll(async () => sdk?.simulator.close());

const invoice = (number: string) => invoiceOf(sdk.contact, number);
const note = (number: string) => noteOf(sdk.contact, number);

it("keeps items, notes and attachments", async () => {
  const stick = { code: "STICK", name: "Stick", salesDetails: { unitPrice: 12.5, accountCode: "200" } };
  const item = first((await api.createItems(ORGANISATION, { items: [stick] })).body.items);
  expect(item).toMatchObject({ code: "STICK", salesDetails: { unitPrice: 12.5, accountCode: "200" } });
  await api.updateOrCreateItems(ORGANISATION, { items: [{ code: "STICK", name: "Long stick" }] });
  expect(first((await api.getItem(ORGANISATION, item.itemID ?? "")).body.items).name).toBe("Long stick");
  expect((await api.getItems(ORGANISATION)).body.items).toHaveLength(1);

  const sale = first((await api.createInvoices(ORGANISATION, { invoices: [invoice("H-1")] })).body.invoices);
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
    (await api.createCreditNotes(ORGANISATION, { creditNotes: [note(`EC-${made}`)] })).body.creditNotes ?? [];
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
  const [item] = (await api.createItems(ORGANISATION, { items: [{ code: `EI-${made}` }] })).body.items ?? [];
  const [account] = (await api.getAccounts(ORGANISATION, undefined, 'Code=="200"')).body.accounts ?? [];
  return {
    invoice: sale?.invoiceID ?? "",
    note: credit?.creditNoteID ?? "",
    contact: sdk.contact.contactID ?? "",
    payment: payment?.paymentID ?? "",
    item: item?.itemID ?? "",
    account: account?.accountID ?? "",
  };
}

type Noted = Awaited<ReturnType<AccountingApi["getInvoiceHistory"]>>;
type Attached = Awaited<ReturnType<AccountingApi["getInvoiceAttachments"]>>;
type Bytes = Awaited<ReturnType<AccountingApi["getInvoiceAttachmentById"]>>;
