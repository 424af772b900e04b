import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invoiceBody, messages, runningSimulator } from "./running-simulator.ts";

const run = runningSimulator({ beforeAll, afterAll });
const put = (contact: Record<string, unknown>) =>
  run.api("PUT", "Contacts", { body: { Contacts: [contact] } });
const post = (contact: Record<string, unknown>) =>
  run.api("POST", "Contacts", { body: { Contacts: [contact] } });

describe("contacts", () => {
  it("behaviour 15: a name is unique among active contacts, whatever its case", async () => {
    const [acme] = (await put({ Name: "Acme Ltd" })).json.Contacts;
    const clash = await put({ Name: "acme ltd" });
    expect(clash.status).toBe(400);
    expect(clash.json.Elements[0]).toMatchObject({
      ContactID: "00000000-0000-0000-0000-000000000000",
      Name: "acme ltd",
      HasValidationErrors: true,
      ValidationErrors: [
        {
          Message:
            "The contact name acme ltd is already assigned to another contact. The contact name must be unique across all active contacts.",
        },
      ],
    });
    const updated = await post({ Name: "ACME LTD", EmailAddress: "a@example.com" });
    expect(updated.json.Contacts[0]).toMatchObject({
      ContactID: acme.ContactID,
      EmailAddress: "a@example.com",
    });
    await post({ ContactID: acme.ContactID, ContactStatus: "ARCHIVED" });
    expect((await put({ Name: "Acme Ltd" })).status).toBe(200);
  });

  it("behaviour 30: numbers clash, other fields are kept, arrays are replaced", async () => {
    const [one] = (
      await put({
        Name: "Bee GmbH",
        ContactNumber: "S1-7",
        TaxNumber: "DE1",
        ContactPersons: [{ FirstName: "A", EmailAddress: "a@example.com" }],
        Addresses: [{ AddressType: "POBOX", AddressLine1: "1 Road", City: "Köln", Country: "Germany" }],
      })
    ).json.Contacts;
    expect(messages(await put({ Name: "Other", ContactNumber: "S1-7" }))).toEqual([
      "Another contact has this contact number. Please enter a different contact number.",
    ]);
    const updated = (await post({ ContactNumber: "S1-7", ContactPersons: [] })).json.Contacts[0];
    expect(updated).toMatchObject({
      ContactID: one.ContactID,
      Name: "Bee GmbH",
      TaxNumber: "DE1",
      ContactPersons: [],
    });
    expect(updated.Addresses.find((a: { AddressType: string }) => a.AddressType === "POBOX").City).toBe(
      "Köln",
    );
    expect(updated.Addresses).toHaveLength(2);
    expect(updated.Phones.map((p: { PhoneType: string }) => p.PhoneType)).toEqual([
      "DDI",
      "DEFAULT",
      "FAX",
      "MOBILE",
    ]);
    const renamed = await run.api("POST", `Contacts/${one.ContactID}`, { body: { Name: "Bee AG" } });
    expect(renamed.json.Contacts[0].Name).toBe("Bee AG");
    expect((await run.api("GET", "Contacts/S1-7")).json.Contacts[0].Name).toBe("Bee AG");
  });

  it("an archived contact cannot be edited nor invoiced", async () => {
    const [old] = (await put({ Name: "Old Co" })).json.Contacts;
    await post({ ContactID: old.ContactID, ContactStatus: "ARCHIVED" });
    const text =
      "The specified contact details matched an archived contact. Archived contacts cannot currently be edited via the API.";
    expect(messages(await post({ ContactID: old.ContactID, Name: "New Co" }))).toEqual([text]);
    const invoice = await run.api("PUT", "Invoices", {
      body: invoiceBody({ Contact: { ContactID: old.ContactID } }),
    });
    expect(messages(invoice)).toEqual([text]);
    const listed = async (query: string) =>
      (await run.api("GET", `Contacts?searchTerm=old%20co${query}`)).json.Contacts.length;
    expect([await listed(""), await listed("&includeArchived=true")]).toEqual([0, 1]);
  });

  it("an invoice by name finds the active contact or makes one", async () => {
    const first = (await run.api("PUT", "Invoices", { body: invoiceBody({ Contact: { Name: "By Name" } }) }))
      .json.Invoices[0];
    const second = (await run.api("PUT", "Invoices", { body: invoiceBody({ Contact: { Name: "BY NAME" } }) }))
      .json.Invoices[0];
    expect(second.Contact.ContactID).toBe(first.Contact.ContactID);
    expect(second.Contact.Name).toBe("By Name");
    expect(second.Contact.IsCustomer).toBe(true);
    const byId = { ContactID: first.Contact.ContactID, EmailAddress: "new@example.com" };
    await run.api("PUT", "Invoices", { body: invoiceBody({ Contact: byId }) });
    expect((await run.api("GET", `Contacts/${first.Contact.ContactID}`)).json.Contacts[0].EmailAddress).toBe(
      "new@example.com",
    );
  });

  it.each([
    [{ EmailAddress: "nobody" }, "Email address must be valid."],
    [{ EmailAddress: "müller@example.com" }, "Email address must be valid."],
    [{ Name: undefined }, "Contact Name cannot be empty."],
    [{ Name: "A <b>" }, undefined],
    [{ Name: " lead" }, undefined],
    [{ Name: "x".repeat(256) }, undefined],
    [{ ContactNumber: "9".repeat(51) }, undefined],
    [{ ContactPersons: Array.from({ length: 6 }, () => ({ FirstName: "n" })) }, undefined],
    [{ DefaultCurrency: "CHF" }, "Organisation is not subscribed to currency CHF"],
    [{ PaymentTerms: { Sales: { Day: -5, Type: "DAYSAFTERBILLDATE" } } }, undefined],
    [{ PaymentTerms: { Sales: { Day: 1e20, Type: "DAYSAFTERBILLMONTH" } } }, undefined],
    [{ PaymentTerms: { Bills: { Day: 1.5, Type: "DAYSAFTERBILLDATE" } } }, undefined],
    [{ PaymentTerms: { Sales: { Day: 32, Type: "OFCURRENTMONTH" } } }, undefined],
  ])("refuses %j", async (changes, text) => {
    const answer = await put({ Name: "Rules Ltd", AccountNumber: "x", ...changes });
    expect(answer.status).toBe(400);
    expect(messages(answer)).toHaveLength(1);
    if (text) expect(messages(answer)).toEqual([text]);
  });

  it("unknown id is 404, and a mixed batch tells each fate", async () => {
    const unknown = "11111111-1111-4111-8111-111111111111";
    expect((await post({ ContactID: unknown, Name: "N" })).status).toBe(404);
    const answer = await run.api("PUT", "Contacts?summarizeErrors=false", {
      body: { Contacts: [{ Name: "Batch A" }, { Name: "batch a" }, { Name: "Batch B" }] },
    });
    expect(
      answer.json.Contacts.map((one: { StatusAttributeString: string }) => one.StatusAttributeString),
    ).toEqual(["OK", "ERROR", "OK"]);
    expect(answer.json.Contacts[1].HasValidationErrors).toBe(true);
  });
});
