import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AU_ORGANISATION_ID } from "../src/seed/australia.ts";
import { UK_ORGANISATION_ID } from "../src/seed/united-kingdom.ts";
import { invoiceBody, line, messages, runningSimulator } from "./running-simulator.ts";
import { apiClient, control, signIn } from "./simulator-client.ts";

const run = runningSimulator({ beforeAll, afterAll });
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

describe("rules of invoices", () => {
  it("behaviour 16: the status machine", async () => {
    const path = async (...statuses: string[]) => {
      const [first, ...rest] = statuses;
      const [invoice] = (await put({ Status: first })).json.Invoices;
      let last = null as Awaited<ReturnType<typeof run.api>> | null;
      for (const Status of rest)
        last = await run.api("POST", `Invoices/${invoice.InvoiceID}`, { body: { Status } });
      return last?.status === 200 ? last.json.Invoices[0].Status : messages(last ?? { json: {} })[0];
    };
    const refused = "Invoice not of valid status for modification";
    expect(await path("DRAFT", "SUBMITTED", "DRAFT", "AUTHORISED", "VOIDED")).toBe("VOIDED");
    expect(await path("DRAFT", "DELETED")).toBe("DELETED");
    expect(await path("SUBMITTED", "DELETED")).toBe("DELETED");
    expect(await path("DRAFT", "VOIDED")).toBe(refused);
    expect(await path("AUTHORISED", "DELETED")).toBe(refused);
    expect(await path("AUTHORISED", "DRAFT")).toBe(refused);
    expect(await path("AUTHORISED", "VOIDED", "AUTHORISED")).toBe(refused);
    expect(await path("DRAFT", "DELETED", "DRAFT")).toBe(refused);
  });

  it("a voided number stays taken unless the invoice was renamed first", async () => {
    const [one] = (await put({ InvoiceNumber: "V-1" })).json.Invoices;
    await run.api("POST", `Invoices/${one.InvoiceID}`, { body: { InvoiceNumber: "V-1-VOID-1" } });
    const voided = await run.api("POST", `Invoices/${one.InvoiceID}`, {
      body: { InvoiceID: one.InvoiceID, Status: "VOIDED" },
    });
    expect(voided.json.Invoices[0]).toMatchObject({ Status: "VOIDED", AmountDue: 0 });
    expect((await put({ InvoiceNumber: "V-1" })).status).toBe(200);
    const [two] = (await run.api("GET", "Invoices/V-1")).json.Invoices;
    await run.api("POST", `Invoices/${two.InvoiceID}`, { body: { Status: "VOIDED" } });
    expect(await refusal({ InvoiceNumber: "V-1" })).toEqual(["Invoice # must be unique."]);
    const post = await run.api("POST", "Invoices", { body: invoiceBody({ InvoiceNumber: "V-1" }) });
    expect(messages(post)).toEqual(["Invoice not of valid status for modification"]);
    expect((await put({ InvoiceNumber: "V-2" })).status).toBe(200);
    const rename = await run.api("POST", "Invoices/V-2", { body: { InvoiceNumber: "V-1" } });
    expect(messages(rename)).toEqual(["Invoice # must be unique."]);
  });

  it("bills may share a number", async () => {
    const bill = {
      Type: "ACCPAY",
      InvoiceNumber: "BILL-1",
      LineItems: [line({ AccountCode: "400", TaxType: "INPUT2" })],
    };
    expect((await put(bill)).status).toBe(200);
    expect((await put(bill)).status).toBe(200);
  });

  it("behaviour 23: unknown, archived and unusable accounts", async () => {
    expect(await refusal({ LineItems: [line({ AccountCode: "9999" })] })).toEqual([
      "Account code '9999' is not a valid code for this document.",
    ]);
    expect(await refusal({ LineItems: [line({ AccountCode: "210" })] })).toEqual([
      "Account code '210' has been archived, or has been deleted. Each line item must reference a valid account.",
    ]);
    for (const AccountCode of ["090", "610", "800"]) {
      expect(await refusal({ LineItems: [line({ AccountCode, TaxType: "NONE" })] })).toEqual([
        `Account code '${AccountCode}' is not a valid code for this document.`,
      ]);
    }
    expect(await refusal({ LineItems: [line({ AccountCode: undefined })] })).toEqual([
      "Account code '' is not a valid code for this document.",
    ]);
    const draft = await put({ Status: "DRAFT", LineItems: [line({ AccountCode: "600" })] });
    expect(draft.json.Invoices[0]).toMatchObject({
      StatusAttributeString: "WARNING",
      Warnings: [
        { Message: "Account code '600' has been removed as it does not match a recognised account." },
      ],
    });
    expect(draft.json.Invoices[0].LineItems[0].AccountCode).toBeUndefined();
  });

  it("behaviour 24: unknown tax, tax the account does not take, tax of the account", async () => {
    expect(await refusal({ LineItems: [line({ TaxType: "FOO" })] })).toEqual([
      "The TaxType code FOO does not exist or cannot be used for this type of transaction.",
    ]);
    expect(await refusal({ LineItems: [line({ TaxType: "INPUT2" })] })).toEqual([
      "The TaxType code 'INPUT2' cannot be used with account code '200'.",
    ]);
    const [invoice] = (await put({ LineItems: [line({ TaxType: undefined })] })).json.Invoices;
    expect(invoice.LineItems[0].TaxType).toBe("OUTPUT2");
  });

  it("behaviour 25: lock dates", async () => {
    await control(run.origin, "POST", `/organisations/${UK_ORGANISATION_ID}`, {
      periodLockDate: "2026-06-30",
    });
    expect(await refusal({ Date: "2026-06-30" })).toEqual([
      "The document date cannot be before the period lock date",
    ]);
    expect((await put({ Date: "2026-07-01" })).status).toBe(200);
    const organisation = (await run.api("GET", "Organisation")).json.Organisations[0];
    expect(organisation.PeriodLockDate).toBe(`/Date(${Date.UTC(2026, 5, 30)}+0000)/`);
    await control(run.origin, "POST", `/organisations/${UK_ORGANISATION_ID}`, {
      periodLockDate: null,
      endOfYearLockDate: "2026-03-31",
    });
    expect((await refusal({ Date: "2026-01-05" }))[0]).toMatch(
      /^The document date cannot be before the end of year lock date, currently set at /,
    );
    await control(run.origin, "POST", `/organisations/${UK_ORGANISATION_ID}`, { endOfYearLockDate: null });
    expect((await run.api("GET", "Organisation")).json.Organisations[0].PeriodLockDate).toBeUndefined();
  });

  it("behaviour 26: currencies", async () => {
    expect(await refusal({ CurrencyCode: "CHF" })).toEqual([
      "Organisation is not subscribed to currency CHF",
    ]);
    const [yen] = (await put({ CurrencyCode: "JPY", LineItems: [line({ UnitAmount: 1500, Quantity: 1 })] }))
      .json.Invoices;
    expect(yen).toMatchObject({ CurrencyCode: "JPY", Total: 1800 });
    expect(yen.CurrencyRate).toBeGreaterThan(1);
    expect((await put({ CurrencyCode: "EUR", CurrencyRate: 1.2 })).json.Invoices[0].CurrencyRate).toBe(1.2);
  });

  it("behaviour 27: due date has no default in the UK organisation and terms give one in the AU one", async () => {
    expect(await refusal({ DueDate: undefined })).toEqual(["The document DueDate field must be specified."]);
    const tokens = await signIn(run.origin, { organisations: [AU_ORGANISATION_ID] });
    const au = apiClient(run.origin, tokens.access_token, AU_ORGANISATION_ID);
    const body = invoiceBody({ DueDate: undefined, LineItems: [line({ TaxType: "OUTPUT" })] });
    expect((await au("PUT", "Invoices", { body })).json.Invoices[0].DueDateString).toBe(
      "2026-12-05T00:00:00",
    );
    const before = run.simulator.clock.now();
    run.simulator.clock.set(Date.parse("2026-11-21T23:30:00Z"));
    const fresh = apiClient(
      run.origin,
      (await signIn(run.origin, { organisations: [AU_ORGANISATION_ID] })).access_token,
      AU_ORGANISATION_ID,
    );
    const undated = invoiceBody({ Date: undefined, LineItems: [line({ TaxType: "OUTPUT" })] });
    expect((await fresh("PUT", "Invoices", { body: undated })).json.Invoices[0].DateString).toBe(
      "2026-11-22T00:00:00",
    );
    run.simulator.clock.set(before);
  });

  it("behaviour 28: lines are replaced, kept by LineItemID, untouched when not sent", async () => {
    const created = await put({
      LineItems: [line({ Description: "A" }), line({ Description: "B" })],
      Status: "DRAFT",
    });
    const [{ InvoiceID, LineItems }] = created.json.Invoices;
    const status = await run.api("POST", `Invoices/${InvoiceID}`, {
      body: { InvoiceID, Status: "SUBMITTED" },
    });
    expect(status.json.Invoices[0].LineItems).toEqual(LineItems);
    const replaced = await run.api("POST", `Invoices/${InvoiceID}`, {
      body: {
        LineItems: [{ LineItemID: LineItems[1].LineItemID, UnitAmount: 5 }, line({ Description: "C" })],
      },
    });
    const lines = replaced.json.Invoices[0].LineItems;
    expect(lines.map((one: { Description: string }) => one.Description)).toEqual(["B", "C"]);
    expect(lines[0]).toMatchObject({
      LineItemID: LineItems[1].LineItemID,
      UnitAmount: 5,
      LineAmount: 10,
      TaxAmount: 2,
    });
    expect(LineItems.map((one: { LineItemID: string }) => one.LineItemID)).not.toContain(lines[1].LineItemID);
  });

  it("warns when SentToContact is set on a draft", async () => {
    const [draft] = (await put({ Status: "DRAFT", SentToContact: true })).json.Invoices;
    expect(draft).toMatchObject({ SentToContact: false, StatusAttributeString: "WARNING" });
    expect(draft.Warnings).toEqual([{ Message: "Only AUTHORISED invoices may have SentToContact updated." }]);
  });

  it("refuses tracking, items, urls and numbers it does not know", async () => {
    expect(
      await refusal({ LineItems: [line({ Tracking: [{ Name: "Region", Option: "Mars" }] })] }),
    ).toHaveLength(1);
    expect(await refusal({ LineItems: [line({ ItemCode: "SKU" })] })).toHaveLength(1);
    expect(await refusal({ Url: "not a url" })).toHaveLength(1);
    expect(await refusal({ Url: "https://xero.example/x" })).toHaveLength(1);
    expect(await refusal({ InvoiceNumber: "Nº 1" })).toHaveLength(1);
    const [tracked] = (await put({ LineItems: [line({ Tracking: [{ Name: "Region", Option: "North" }] })] }))
      .json.Invoices;
    expect(tracked.LineItems[0].Tracking[0]).toMatchObject({ Name: "Region", Option: "North" });
  });
});
