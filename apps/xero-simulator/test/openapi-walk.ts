import { invoiceBody, line } from "./running-simulator.ts";
import type { ApiAnswer, ApiCall } from "./simulator-client.ts";

/** The lists of an organisation's settings, which differ by country. */
export async function walkSettings(api: ApiCall): Promise<void> {
  for (const path of SETTINGS) await done(api("GET", path));
}

const SETTINGS = [
  "Organisation",
  "Organisation/Actions",
  "Accounts",
  "TaxRates",
  "BrandingThemes",
  "TrackingCategories",
  "Currencies",
  "InvoiceReminders/Settings",
];

/** Every endpoint the simulator serves, each at least once with a success and, where it writes, once with a refusal. */
export async function walkEverything(api: ApiCall): Promise<void> {
  await walkReference(api);
  const contactId = await walkContacts(api);
  const invoiceId = await walkInvoices(api, contactId);
  const creditNoteId = await walkCreditNotes(api, contactId);
  const paymentId = await walkPayments(api, { invoiceId, creditNoteId });
  await walkAllocations(api, { contactId, creditNoteId });
  const itemId = await walkItems(api);
  for (const [path, id] of [
    ["Invoices", invoiceId],
    ["CreditNotes", creditNoteId],
    ["Contacts", contactId],
    ["Payments", paymentId],
    ["Items", itemId],
  ] as const) {
    await walkHistory(api, `${path}/${id}`);
    if (path !== "Payments" && path !== "Items") await walkAttachments(api, `${path}/${id}`);
  }
  for (const path of [`Invoices/${invoiceId}`, `CreditNotes/${creditNoteId}`, `Contacts/${contactId}`]) {
    await done(api("GET", path));
  }
}

async function walkReference(api: ApiCall): Promise<void> {
  await walkSettings(api);
  const accounts = await done(api("GET", "Accounts?where=Code%3D%3D%22200%22"));
  await done(api("GET", `Accounts/${accounts.json.Accounts[0].AccountID}`));
  for (const [path, list, key] of [
    ["TaxRates/OUTPUT2", "TaxRates", "TaxType"],
    ["TrackingCategories", "TrackingCategories", "TrackingCategoryID"],
    ["BrandingThemes", "BrandingThemes", "BrandingThemeID"],
  ] as const) {
    const { json } = await done(api("GET", path));
    await done(api("GET", `${list}/${json[list][0][key]}`));
  }
  await refused(api("GET", "Accounts?where=nonsense"));
}

async function walkContacts(api: ApiCall): Promise<string> {
  const contact = {
    Name: "Walk & Sons",
    ContactNumber: "W-1",
    FirstName: "Wanda",
    LastName: "Walk",
    EmailAddress: "wanda@example.com",
    ContactPersons: [{ FirstName: "A", LastName: "B", EmailAddress: "a@example.com", IncludeInEmails: true }],
    Addresses: [
      { AddressType: "STREET", AddressLine1: "1 High Street", City: "Leeds", PostalCode: "LS1 1AA" },
    ],
    Phones: [{ PhoneType: "DEFAULT", PhoneNumber: "960000", PhoneAreaCode: "01632" }],
  };
  const made = await done(api("PUT", "Contacts", { body: { Contacts: [contact] } }));
  const id: string = made.json.Contacts[0].ContactID;
  await refused(api("PUT", "Contacts", { body: { Contacts: [contact] } }));
  await done(
    api("PUT", "Contacts?summarizeErrors=false", { body: { Contacts: [contact, { Name: "Other" }] } }),
  );
  await done(api("POST", "Contacts", { body: { Contacts: [{ Name: "walk & sons", LastName: "Walker" }] } }));
  await done(api("POST", `Contacts/${id}`, { body: { Contacts: [{ ContactID: id, FirstName: "Will" }] } }));
  for (const path of [
    "Contacts",
    "Contacts?page=1&pageSize=1",
    "Contacts?summaryOnly=true",
    `Contacts?IDs=${id}&includeArchived=true`,
    `Contacts/${id}`,
    "Contacts/W-1",
  ]) {
    await done(api("GET", path));
  }
  return id;
}

async function walkInvoices(api: ApiCall, contactId: string): Promise<string> {
  const invoice = (changes: Record<string, unknown> = {}) =>
    invoiceBody({ Contact: { ContactID: contactId }, ...changes });
  const [kind, ...others] = [
    invoice({ Reference: "R-1", Url: "https://shop.example/o/1", CurrencyCode: "GBP", SentToContact: true }),
    invoice({
      LineAmountTypes: "Inclusive",
      LineItems: [line({ DiscountRate: 10 }), line({ DiscountAmount: 1 })],
    }),
    invoice({ LineAmountTypes: "NoTax", Status: "DRAFT", LineItems: [line({ AccountCode: "600" })] }),
    invoice({ CurrencyCode: "EUR", CurrencyRate: 1.25 }),
    invoice({
      LineItems: [line({ Tracking: [{ Name: "Region", Option: "North" }] }), { Description: "A note" }],
    }),
    invoice({ Type: "ACCPAY", LineItems: [line({ AccountCode: "400", TaxType: "INPUT2" })] }),
  ];
  const made = await done(api("PUT", "Invoices?unitdp=4", { body: { Invoices: [kind, ...others] } }));
  const [first, , draft] = made.json.Invoices;
  const id: string = first.InvoiceID;
  await refused(api("PUT", "Invoices", { body: { Invoices: [kind] } }));
  await done(
    api("PUT", "Invoices?summarizeErrors=false", {
      body: { Invoices: [kind, invoice({ LineItems: [] }), invoice()] },
    }),
  );
  await refused(api("PUT", "Invoices", { body: { Invoices: [invoice({ Date: "20100510" })] } }));
  await done(
    api("POST", "Invoices", {
      body: { Invoices: [{ InvoiceNumber: first.InvoiceNumber, Reference: "R-2" }] },
    }),
  );
  await done(
    api("POST", `Invoices/${draft.InvoiceID}`, {
      body: { Invoices: [{ InvoiceID: draft.InvoiceID, Status: "DELETED" }] },
    }),
  );
  const gone = made.json.Invoices[1].InvoiceID;
  await done(
    api("POST", `Invoices/${gone}`, { body: { Invoices: [{ InvoiceID: gone, Status: "VOIDED" }] } }),
  );
  await refused(
    api("POST", `Invoices/${gone}`, { body: { Invoices: [{ InvoiceID: gone, Reference: "x" }] } }),
  );
  for (const path of [
    "Invoices",
    "Invoices?page=1&pageSize=2",
    "Invoices?page=99",
    "Invoices?summaryOnly=true",
    "Invoices?Statuses=AUTHORISED&order=Date%20DESC",
    `Invoices?InvoiceNumbers=${first.InvoiceNumber}&unitdp=4`,
    `Invoices/${id}`,
    `Invoices/${first.InvoiceNumber}?unitdp=4`,
  ]) {
    await done(api("GET", path));
  }
  await refused(api("GET", "Invoices?where=Status%20LIKE%20%22A%22"));
  return id;
}

async function walkCreditNotes(api: ApiCall, contactId: string): Promise<string> {
  const note = (number: string, changes: Record<string, unknown> = {}) => ({
    Type: "ACCRECCREDIT",
    Contact: { ContactID: contactId },
    Date: "2026-11-21",
    CreditNoteNumber: number,
    Reference: "R-1",
    Status: "AUTHORISED",
    LineAmountTypes: "Exclusive",
    LineItems: [line({ Quantity: 1, UnitAmount: 10 })],
    ...changes,
  });
  const made = await done(
    api("PUT", "CreditNotes?unitdp=4", {
      body: { CreditNotes: [note("W-CN-1"), note("W-CN-2"), note("W-CN-3")] },
    }),
  );
  const [first, second] = made.json.CreditNotes;
  await refused(api("PUT", "CreditNotes", { body: { CreditNotes: [note("W-CN-1")] } }));
  await done(
    api("PUT", "CreditNotes?summarizeErrors=false", {
      body: { CreditNotes: [note("W-CN-1"), note("W-CN-4")] },
    }),
  );
  await done(
    api("POST", `CreditNotes/${second.CreditNoteID}`, {
      body: { CreditNotes: [{ CreditNoteID: second.CreditNoteID, CreditNoteNumber: "W-CN-2-VOID" }] },
    }),
  );
  await done(
    api("POST", `CreditNotes/${second.CreditNoteID}`, {
      body: { CreditNotes: [{ CreditNoteID: second.CreditNoteID, Status: "VOIDED" }] },
    }),
  );
  await done(
    api("POST", "CreditNotes", { body: { CreditNotes: [{ ...note("W-CN-3"), Reference: "R-3" }] } }),
  );
  for (const path of [
    "CreditNotes",
    "CreditNotes?page=1&pageSize=2",
    `CreditNotes/${first.CreditNoteID}`,
    "CreditNotes/W-CN-1?unitdp=4",
  ]) {
    await done(api("GET", path));
  }
  return first.CreditNoteID;
}

async function walkPayments(
  api: ApiCall,
  { invoiceId, creditNoteId }: { invoiceId: string; creditNoteId: string },
): Promise<string> {
  const payment = (changes: Record<string, unknown> = {}) => ({
    Invoice: { InvoiceID: invoiceId },
    Account: { Code: "090" },
    Date: "2026-11-22",
    Amount: 5,
    Reference: "PAY-1",
    ...changes,
  });
  const made = await done(
    api("PUT", "Payments", { body: { Payments: [payment(), payment({ Amount: 6 })] } }),
  );
  const [first, second] = made.json.Payments;
  await refused(api("PUT", "Payments", { body: { Payments: [payment({ Amount: 9_999 })] } }));
  await done(
    api("PUT", "Payments?summarizeErrors=false", {
      body: { Payments: [payment({ Amount: 9_999 }), payment({ Amount: 1 })] },
    }),
  );
  await done(
    api("POST", "Payments", {
      body: payment({ Invoice: undefined, CreditNote: { CreditNoteID: creditNoteId } }),
    }),
  );
  await done(api("POST", `Payments/${second.PaymentID}`, { body: { Status: "DELETED" } }));
  for (const path of ["Payments", "Payments?page=1&pageSize=1", `Payments/${first.PaymentID}`]) {
    await done(api("GET", path));
  }
  await done(api("GET", `Invoices/${invoiceId}`));
  return first.PaymentID;
}

async function walkAllocations(
  api: ApiCall,
  { contactId, creditNoteId }: { contactId: string; creditNoteId: string },
): Promise<void> {
  const made = await done(
    api("PUT", "Invoices", { body: { Invoices: [invoiceBody({ Contact: { ContactID: contactId } })] } }),
  );
  const { InvoiceID } = made.json.Invoices[0];
  const allocate = (Amount: number) =>
    api("PUT", `CreditNotes/${creditNoteId}/Allocations`, {
      body: { Allocations: [{ Amount, Date: "2026-11-21", Invoice: { InvoiceID } }] },
    });
  await done(allocate(2));
  await done(allocate(1));
  await refused(allocate(9_999));
  await refused(api("PUT", `CreditNotes/${creditNoteId}/Allocations`, { body: { Amount: [] } }));
  const note = await done(api("GET", `CreditNotes/${creditNoteId}`));
  const [first] = note.json.CreditNotes[0].Allocations;
  await done(api("DELETE", `CreditNotes/${creditNoteId}/Allocations/${first.AllocationID}`));
  await done(api("GET", `Invoices/${InvoiceID}`));
}

async function walkItems(api: ApiCall): Promise<string> {
  const item = {
    Code: "W-ITEM",
    Name: "Walking stick",
    Description: "A stick",
    SalesDetails: { UnitPrice: 12.5, AccountCode: "200", TaxType: "OUTPUT2" },
  };
  const made = await done(api("PUT", "Items", { body: { Items: [item] } }));
  await refused(api("PUT", "Items", { body: { Items: [item] } }));
  await done(api("POST", "Items", { body: { Items: [{ Code: "W-ITEM", Name: "Stick" }] } }));
  await done(api("POST", "Items/W-ITEM", { body: { Items: [{ Code: "W-ITEM", Description: "Of ash" }] } }));
  await done(api("GET", "Items"));
  await done(api("GET", "Items/W-ITEM"));
  await done(
    api("PUT", "Invoices", {
      body: { Invoices: [invoiceBody({ LineItems: [line({ ItemCode: "W-ITEM" })] })] },
    }),
  );
  return made.json.Items[0].ItemID;
}

async function walkHistory(api: ApiCall, document: string): Promise<void> {
  await done(api("PUT", `${document}/History`, { body: { HistoryRecords: [{ Details: "Seen" }] } }));
  await refused(
    api("PUT", `${document}/History`, { body: { HistoryRecords: [{ Details: "x".repeat(2_501) }] } }),
  );
  await done(api("GET", `${document}/History`));
}

async function walkAttachments(api: ApiCall, document: string): Promise<void> {
  const put = (name: string, raw: string) =>
    api("PUT", `${document}/Attachments/${name}`, { raw, headers: { "content-type": "text/plain" } });
  await done(put("note.txt", "hello"));
  await refused(put("note%2B.txt", "hello"));
  await done(api("GET", `${document}/Attachments`));
  await done(api("GET", `${document}/Attachments/note.txt`));
}

async function done(answering: Promise<ApiAnswer>): Promise<ApiAnswer> {
  return expectStatus(await answering, [200, 204]);
}

async function refused(answering: Promise<ApiAnswer>): Promise<ApiAnswer> {
  return expectStatus(await answering, [400]);
}

function expectStatus(answer: ApiAnswer, statuses: number[]): ApiAnswer {
  if (!statuses.includes(answer.status)) throw new Error(`${answer.status}: ${answer.text.slice(0, 1_000)}`);
  return answer;
}
