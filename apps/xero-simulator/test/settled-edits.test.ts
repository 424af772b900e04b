import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invoiceBody, line, messages, runningSimulator } from "./running-simulator.ts";

const run = runningSimulator({ beforeAll, afterAll });
const LOCKED = "This document cannot be edited as it has a payment or credit note allocated to it.";

const paid = async (Amount = 48) => {
  const [invoice] = (await run.api("PUT", "Invoices", { body: invoiceBody() })).json.Invoices;
  const { InvoiceID } = invoice;
  const body = { Invoice: { InvoiceID }, Account: { Code: "090" }, Amount };
  await run.api("PUT", "Payments", { body });
  return (await run.api("GET", `Invoices/${InvoiceID}`)).json.Invoices[0];
};
const edit = (id: string, body: object) => run.api("POST", `Invoices/${id}`, { body });

describe("behaviour 29: edits of a paid invoice", () => {
  it("reference, due date, number, theme, url and contact may change", async () => {
    const before = await paid();
    const [theme] = (await run.api("GET", "BrandingThemes")).json.BrandingThemes;
    const answer = await edit(before.InvoiceID, {
      Reference: "SO-78",
      DueDate: "2027-01-31",
      InvoiceNumber: `${before.InvoiceNumber}-B`,
      BrandingThemeID: theme.BrandingThemeID,
      Url: "https://shop.example/orders/78",
      Contact: { Name: "Another Customer" },
    });
    expect(answer.json.Invoices[0]).toMatchObject({
      Status: "PAID",
      Reference: "SO-78",
      DueDateString: "2027-01-31T00:00:00",
      InvoiceNumber: `${before.InvoiceNumber}-B`,
      BrandingThemeID: theme.BrandingThemeID,
      Url: "https://shop.example/orders/78",
      Contact: { Name: "Another Customer" },
      Total: 48,
      AmountPaid: 48,
      AmountDue: 0,
    });
    const taken = await edit(before.InvoiceID, { InvoiceNumber: (await paid()).InvoiceNumber });
    expect(messages(taken)).toEqual(["Invoice # must be unique."]);
  });

  it("a line's words, account and tracking may change under its LineItemID", async () => {
    const before = await paid();
    const [{ LineItemID }] = before.LineItems;
    const answer = await edit(before.InvoiceID, {
      LineItems: [
        {
          LineItemID,
          Description: "Blue widget",
          AccountCode: "260",
          Tracking: [{ Name: "Region", Option: "North" }],
        },
      ],
    });
    expect(answer.json.Invoices[0].LineItems).toMatchObject([
      { LineItemID, Description: "Blue widget", AccountCode: "260", Tracking: [{ Option: "North" }] },
    ]);
    expect(answer.json.Invoices[0]).toMatchObject({ Total: 48, Status: "PAID" });
    expect(messages(await edit(before.InvoiceID, { LineItems: [line()] }))).toEqual([
      "To update fields on a paid invoice line item, you must supply a LineItemID",
    ]);
    const unknown = await edit(before.InvoiceID, { LineItems: [{ LineItemID, AccountCode: "9999" }] });
    expect(messages(unknown)).toEqual(["Account code '9999' is not a valid code for this document."]);
  });

  it("anything else is locked, and repeating what stands there is no change", async () => {
    const before = await paid();
    const [{ LineItemID }] = before.LineItems;
    for (const change of [
      { Date: "2026-11-20" },
      { LineAmountTypes: "Inclusive" },
      { CurrencyCode: "EUR" },
      { LineItems: [{ LineItemID, UnitAmount: 21 }] },
      { LineItems: [{ LineItemID, Quantity: 1 }] },
      { LineItems: [{ LineItemID, TaxType: "NONE" }] },
    ]) {
      expect(messages(await edit(before.InvoiceID, change)), JSON.stringify(change)).toEqual([LOCKED]);
    }
    const echo = await run.api("POST", "Invoices", { body: { ...before, Reference: "echoed" } });
    expect([echo.status, echo.json.Invoices?.[0].Reference]).toEqual([200, "echoed"]);
  });

  it("the contact stays while credit is on the invoice", async () => {
    const [{ InvoiceID }] = (await run.api("PUT", "Invoices", { body: invoiceBody() })).json.Invoices;
    const body = {
      Type: "ACCRECCREDIT",
      Contact: { Name: "Acme Ltd" },
      Status: "AUTHORISED",
      LineItems: [line({ Quantity: 1, UnitAmount: 10 })],
    };
    const [{ CreditNoteID }] = (await run.api("PUT", "CreditNotes", { body })).json.CreditNotes;
    await run.api("PUT", `CreditNotes/${CreditNoteID}/Allocations`, {
      body: { Allocations: [{ Amount: 12, Invoice: { InvoiceID } }] },
    });
    expect(messages(await edit(InvoiceID, { Contact: { Name: "Another Customer" } }))).toEqual([LOCKED]);
    expect((await edit(InvoiceID, { Contact: { Name: "Acme Ltd" }, Reference: "kept" })).status).toBe(200);
  });
});

describe("behaviour 33: changes that do not move UpdatedDateUTC", () => {
  it("DueDate and SentToContact of a part-paid invoice are among them, Reference is not", async () => {
    const before = await paid(8);
    run.simulator.clock.move(60_000);
    const quiet = (await edit(before.InvoiceID, { DueDate: "2027-02-28", SentToContact: true })).json
      .Invoices[0];
    expect(quiet).toMatchObject({ DueDateString: "2027-02-28T00:00:00", SentToContact: true });
    expect(quiet.UpdatedDateUTC).toBe(before.UpdatedDateUTC);
    const loud = (await edit(before.InvoiceID, { Reference: "moved" })).json.Invoices[0];
    expect(loud.UpdatedDateUTC).not.toBe(before.UpdatedDateUTC);
  });

  it("IsCustomer of a contact is another, and a payment moves its invoice's date", async () => {
    const [contact] = (await run.api("PUT", "Contacts", { body: { Name: "Quiet Customer" } })).json.Contacts;
    run.simulator.clock.move(60_000);
    const body = invoiceBody({ Contact: { ContactID: contact.ContactID } });
    const [invoice] = (await run.api("PUT", "Invoices", { body })).json.Invoices;
    const after = (await run.api("GET", `Contacts/${contact.ContactID}`)).json.Contacts[0];
    expect(after).toMatchObject({ IsCustomer: true, UpdatedDateUTC: contact.UpdatedDateUTC });
    run.simulator.clock.move(60_000);
    const payment = { Invoice: { InvoiceID: invoice.InvoiceID }, Account: { Code: "090" }, Amount: 1 };
    await run.api("PUT", "Payments", { body: payment });
    const paidNow = (await run.api("GET", `Invoices/${invoice.InvoiceID}`)).json.Invoices[0];
    expect(paidNow.UpdatedDateUTC).not.toBe(invoice.UpdatedDateUTC);
  });
});
