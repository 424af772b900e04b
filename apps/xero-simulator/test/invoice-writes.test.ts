import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UK_ORGANISATION_ID } from "../src/seed/united-kingdom.ts";
import { invoiceBody, line, messages, runningSimulator } from "./running-simulator.ts";

const run = runningSimulator({ beforeAll, afterAll });
const ZERO = "00000000-0000-0000-0000-000000000000";
const put = (changes: Record<string, unknown>, query = "") =>
  run.api("PUT", `Invoices${query}`, { body: { Invoices: [invoiceBody(changes)] } });
const refusal = async (changes: Record<string, unknown>) => {
  const answer = await put(changes);
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({
    ErrorNumber: 10,
    Type: "ValidationException",
    Message: "A validation exception occurred",
  });
  return messages(answer);
};

describe("writing invoices", () => {
  it("behaviour 3: a bad element refuses all and nothing is stored", async () => {
    await put({ InvoiceNumber: "INV-1001" });
    const before = run.simulator.state.organisations.get(UK_ORGANISATION_ID);
    const count = before?.invoices.size;
    const contacts = before?.contacts.size;
    const answer = await run.api("PUT", "Invoices", {
      body: {
        Invoices: [
          invoiceBody({ InvoiceNumber: "INV-GOOD", Contact: { Name: "Only here" } }),
          invoiceBody({ InvoiceNumber: "INV-1001" }),
        ],
      },
    });
    expect(answer.status).toBe(400);
    expect(answer.json.Elements[0]).toMatchObject({
      InvoiceID: ZERO,
      InvoiceNumber: "INV-GOOD",
      HasErrors: false,
    });
    expect(answer.json.Elements[1]).toMatchObject({
      Type: "ACCREC",
      InvoiceID: ZERO,
      InvoiceNumber: "INV-1001",
      Status: "AUTHORISED",
      LineAmountTypes: "Exclusive",
      HasErrors: true,
      ValidationErrors: [{ Message: "Invoice # must be unique." }],
    });
    expect(answer.json.Elements[1].LineItems[0]).toMatchObject({
      Description: "Widget",
      ValidationErrors: [],
    });
    expect(before?.invoices.size).toBe(count);
    expect(before?.contacts.size).toBe(contacts);
    expect((await run.api("GET", "Invoices/INV-GOOD")).status).toBe(404);
  });

  it("behaviour 4: summarizeErrors=false stores the good ones and keeps the order", async () => {
    const answer = await run.api("PUT", "Invoices?summarizeErrors=false", {
      body: {
        Invoices: [
          invoiceBody({ InvoiceNumber: "M-1" }),
          invoiceBody({ InvoiceNumber: "M-2", LineItems: [], Contact: { Name: "Never stored" } }),
          invoiceBody({ InvoiceNumber: "M-1" }),
          invoiceBody({ InvoiceNumber: "M-3" }),
        ],
      },
    });
    expect(answer.status).toBe(200);
    expect(answer.json.Status).toBe("OK");
    const [first, second, third, fourth] = answer.json.Invoices;
    expect(first).toMatchObject({ InvoiceNumber: "M-1", StatusAttributeString: "OK", HasErrors: false });
    expect(second).toMatchObject({
      InvoiceID: ZERO,
      InvoiceNumber: "M-2",
      StatusAttributeString: "ERROR",
      HasErrors: true,
      ValidationErrors: [{ Message: "One or more line items must be specified" }],
    });
    expect(third.ValidationErrors).toEqual([{ Message: "Invoice # must be unique." }]);
    expect(fourth.StatusAttributeString).toBe("OK");
    expect((await run.api("GET", "Invoices/M-1")).status).toBe(200);
    expect((await run.api("GET", "Invoices/M-2")).status).toBe(404);
    expect((await run.api("GET", "Contacts?searchTerm=Never%20stored")).json.Contacts).toEqual([]);
    expect(run.simulator.state.calls.find((call) => call.counts?.elements === 4)?.counts).toEqual({
      elements: 4,
      ok: 2,
      errors: 2,
    });
  });

  it("behaviour 5: the happy path, digit by digit", async () => {
    const answer = await put(
      { InvoiceNumber: "INV-1002", Reference: "SO-77", CurrencyCode: "GBP" },
      "?unitdp=4",
    );
    expect(answer.status).toBe(200);
    expect(answer.json.ProviderName).toBe("Counterfoil");
    expect(answer.json.DateTimeUTC).toMatch(/^\/Date\(\d+\)\/$/);
    const [invoice] = answer.json.Invoices;
    expect(invoice).toMatchObject({
      InvoiceNumber: "INV-1002",
      DateString: "2026-11-21T00:00:00",
      Date: "/Date(1795219200000+0000)/",
      DueDateString: "2026-12-21T00:00:00",
      DueDate: "/Date(1797811200000+0000)/",
      Status: "AUTHORISED",
      SubTotal: 40,
      TotalTax: 8,
      Total: 48,
      AmountDue: 48,
      StatusAttributeString: "OK",
      Payments: [],
    });
    expect(invoice.UpdatedDateUTCString).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(answer.text).toContain('"Quantity":2.0000,"UnitAmount":20.0000');
    expect(answer.text).toContain('"SubTotal":40.00,"TotalTax":8.00,"Total":48.00');
    expect(answer.text).toContain('"CurrencyRate":1.000000');
    expect(invoice.Contact.Addresses).toHaveLength(2);
    expect(invoice.Contact.Phones).toHaveLength(4);
  });

  it("takes one bare object and keys of any case", async () => {
    const bare = await run.api("PUT", "Invoices", { body: invoiceBody({ InvoiceNumber: "BARE-1" }) });
    expect(bare.json.Invoices[0].InvoiceNumber).toBe("BARE-1");
    const lower = JSON.parse(
      JSON.stringify({ invoices: [invoiceBody({ InvoiceNumber: "BARE-2" })] }).replace(
        /"([A-Z]\w*)":/g,
        (_all, key) => `"${key.toLowerCase()}":`,
      ),
    );
    expect((await run.api("PUT", "Invoices", { body: lower })).json.Invoices[0].InvoiceNumber).toBe("BARE-2");
  });

  it("behaviour 11: PUT creates only, POST updates by number or id, unknown id is 404", async () => {
    const [created] = (await put({ InvoiceNumber: "P-1" })).json.Invoices;
    expect(await refusal({ InvoiceNumber: "p-1" })).toEqual(["Invoice # must be unique."]);
    const updated = await run.api("POST", "Invoices", {
      body: { Type: "ACCREC", InvoiceNumber: "P-1", Reference: "changed" },
    });
    expect(updated.json.Invoices[0]).toMatchObject({
      InvoiceID: created.InvoiceID,
      Reference: "changed",
      Total: 48,
    });
    const fresh = await run.api("POST", "Invoices", { body: invoiceBody({ InvoiceNumber: "P-2" }) });
    expect(fresh.json.Invoices[0].InvoiceID).not.toBe(created.InvoiceID);
    const unknown = "11111111-1111-4111-8111-111111111111";
    expect((await run.api("POST", `Invoices/${unknown}`, { body: { Status: "VOIDED" } })).status).toBe(404);
    expect(
      (await run.api("POST", "Invoices", { body: { InvoiceID: unknown, Status: "VOIDED" } })).status,
    ).toBe(404);
  });

  it("behaviour 12: dates in three forms, rubbish is ErrorNumber 14", async () => {
    for (const date of [
      "2026-11-21",
      "2026-11-21T00:00:00",
      "2026-11-21T00:00:00Z",
      "/Date(1795219200000+0000)/",
    ]) {
      expect((await put({ Date: date })).json.Invoices[0].DateString).toBe("2026-11-21T00:00:00");
    }
    for (const date of ["20100510", "2026-02-30", "soon", "2026-13-01"]) {
      const answer = await put({ Date: date });
      expect(answer.status).toBe(400);
      expect(answer.json).toEqual({
        ErrorNumber: 14,
        Type: "PostDataInvalidException",
        Message: `The string '${date}' is not a valid AllXsd value.`,
      });
    }
  });

  it("ErrorNumber 14 for enums, guids and numbers that cannot be read, and it undoes the batch", async () => {
    const answer = await run.api("PUT", "Invoices?summarizeErrors=false", {
      body: {
        Invoices: [invoiceBody({ InvoiceNumber: "HALF-1" }), invoiceBody({ LineAmountTypes: "NO_TAX" })],
      },
    });
    expect(answer.json.ErrorNumber).toBe(14);
    expect(answer.json.Message).toMatch(
      /^Error converting value "NO_TAX" to type '.*LineAmountTypes'\. Path 'Invoices\[1\]\.LineAmountTypes'\.$/,
    );
    expect((await run.api("GET", "Invoices/HALF-1")).status).toBe(404);
    for (const changes of [
      { Contact: { ContactID: "abc" } },
      { LineItems: [line({ UnitAmount: "ten" })] },
      { Contact: "Acme" },
      { Type: "SALE" },
    ]) {
      expect((await put(changes)).json.ErrorNumber).toBe(14);
    }
    expect(
      (await put({ LineItems: [line({ UnitAmount: "100.00", Quantity: "1" })] })).json.Invoices[0].SubTotal,
    ).toBe(100);
  });

  it("a request that is refused halfway leaves no contact behind and uses up no number", async () => {
    const books = run.simulator.state.organisations.get(UK_ORGANISATION_ID);
    const state = () => JSON.stringify([[...(books?.contacts.keys() ?? [])], books?.sequences]);
    const before = state();
    const fresh = (changes: object) =>
      invoiceBody({ InvoiceNumber: undefined, Contact: { Name: "Never Kept Ltd" }, ...changes });
    for (const changes of [
      { Date: "rubbish" },
      { CurrencyRate: "much" },
      { LineItems: [line({ AccountCode: "9999" })] },
    ]) {
      expect((await run.api("PUT", "Invoices", { body: fresh(changes) })).status).toBe(400);
      const note = { ...fresh(changes), Type: "ACCRECCREDIT", DueDate: undefined };
      expect((await run.api("PUT", "CreditNotes", { body: note })).status).toBe(400);
      const batch = { Invoices: [fresh({}), fresh(changes)] };
      expect((await run.api("PUT", "Invoices", { body: batch })).status).toBe(400);
    }
    expect(state()).toBe(before);
  });

  it("numbers that are none, or out of all bounds, are refused and never stored", async () => {
    const sent = JSON.stringify(invoiceBody({ CurrencyCode: "EUR", CurrencyRate: "RATE" }));
    const raw = (text: string) => run.api("PUT", "Invoices", { raw: text });
    for (const rate of ["1e400", "-1e400", '"NaN"', '"1e99"']) {
      expect((await raw(sent.replace('"RATE"', rate))).json.ErrorNumber, rate).toBe(14);
    }
    for (const rate of ["0", "-1", "1e-30", "1e13"]) {
      expect((await raw(sent.replace('"RATE"', rate))).json.ErrorNumber, rate).toBe(10);
    }
    const nothingTimesInfinity = JSON.stringify(invoiceBody({ LineItems: [line({ Quantity: 0 })] }));
    expect((await raw(nothingTimesInfinity.replace('"UnitAmount":20', '"UnitAmount":1e400'))).status).toBe(
      400,
    );
    expect((await raw(sent.replace('"RATE"', '"1.25"'))).json.Invoices[0].CurrencyRate).toBe(1.25);
    for (const day of ["0000-01-01", "10000-01-01", "2026-02-29", "/Date(253402300800000)/"]) {
      expect((await run.api("PUT", "Invoices", { body: invoiceBody({ Date: day }) })).json.ErrorNumber).toBe(
        14,
      );
    }
  });

  it("ErrorNumber 17 when nothing usable was sent", async () => {
    for (const body of [{}, { Invoices: [] }, { Documents: [] }]) {
      const answer = await run.api("PUT", "Invoices", { body });
      expect([answer.status, answer.json.ErrorNumber, answer.json.Type]).toEqual([
        400,
        17,
        "NoDataProcessedException",
      ]);
      expect(answer.json.Message).toContain("specifed");
    }
  });

  it("asks for contact, lines and a status it can create", async () => {
    expect(await refusal({ Contact: undefined })).toContain(
      "A Contact must be specified for this type of transaction",
    );
    expect(await refusal({ LineItems: undefined })).toContain("One or more line items must be specified");
    expect(await refusal({ Status: "PAID" })).toContain("Invoice not of valid status for creation");
    expect(await refusal({ Contact: { ContactID: "11111111-1111-4111-8111-111111111111" } })).toEqual([
      "Unknown contact details, please provide a valid ContactID or Contact Number",
    ]);
  });
});
