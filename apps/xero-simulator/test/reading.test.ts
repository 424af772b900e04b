import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invoiceBody, runningSimulator } from "./running-simulator.ts";

const run = runningSimulator({ beforeAll, afterAll });
const COUNT = 120;

beforeAll(async () => {
  const invoices = Array.from({ length: COUNT }, (_unused, index) =>
    invoiceBody({
      InvoiceNumber: `R-${String(index).padStart(3, "0")}`,
      Reference: index % 2 === 0 ? "even" : "odd",
      Status: index < 10 ? "DRAFT" : "AUTHORISED",
      Contact: { Name: index < 5 ? "Ünïcode & Sons" : "Plain Ltd" },
      Date: index < 60 ? "2026-11-01" : "2026-11-20",
    }),
  );
  const answer = await run.api("PUT", "Invoices", { body: { Invoices: invoices } });
  expect(answer.status).toBe(200);
});

const list = (query: string) => run.api("GET", `Invoices?${query}`);
const where = (clause: string, rest = "") =>
  list(`where=${encodeURIComponent(clause)}&page=1&pageSize=1000${rest}`);
// biome-ignore lint/suspicious/noExplicitAny: Xero's answer as it comes
const numbers = (answer: { json: any }): string[] =>
  answer.json.Invoices.map((one: { InvoiceNumber: string }) => one.InvoiceNumber);

describe("behaviour 31: list shapes", () => {
  it("without page: all of them, no lines and a contact stub", async () => {
    const answer = await run.api("GET", "Invoices");
    expect(answer.json.Invoices).toHaveLength(COUNT);
    expect(answer.json.pagination).toBeUndefined();
    expect(answer.json.Invoices[0].LineItems).toEqual([]);
    expect(answer.json.Invoices[0].Contact.ContactStatus).toBeUndefined();
  });

  it("with page: whole documents and where one stands", async () => {
    const answer = await list("page=2&pageSize=50");
    expect(answer.json.pagination).toEqual({ page: 2, pageSize: 50, pageCount: 3, itemCount: COUNT });
    expect(answer.json.Invoices).toHaveLength(50);
    expect(answer.json.Invoices[0].LineItems).toHaveLength(1);
    expect((await list("page=9")).json.Invoices).toEqual([]);
    expect((await list("page=1")).json.Invoices).toHaveLength(100);
    expect((await list("page=1&pageSize=99999")).json.pagination.pageSize).toBe(1000);
    expect((await list("page=1&pageSize=0")).json.pagination.pageSize).toBe(1);
    const all = new Set([...numbers(await list("page=1")), ...numbers(await list("page=2"))]);
    expect(all.size).toBe(COUNT);
  });

  it("Statuses and summaryOnly force paging", async () => {
    const drafts = await list("Statuses=DRAFT");
    expect([drafts.json.pagination.itemCount, drafts.json.Invoices[0].LineItems.length]).toEqual([10, 1]);
    const summary = (await list("summaryOnly=true")).json;
    expect(summary.pagination.pageSize).toBe(100);
    expect(summary.Invoices[0].LineItems).toBeUndefined();
    expect(summary.Invoices[0].Payments).toBeUndefined();
  });
});

describe("behaviour 32: filters", () => {
  it.each([
    ['Status=="DRAFT"', 10],
    ['Status=="DRAFT" AND Reference=="odd"', 5],
    ['Status=="DRAFT" OR InvoiceNumber=="R-050"', 11],
    ['(Status=="DRAFT" OR InvoiceNumber=="R-050") && Reference=="even"', 6],
    ['InvoiceNumber.StartsWith("R-00")', 10],
    ['InvoiceNumber.Contains("19")', 2],
    ['Contact.Name=="unicode & sons"', 5],
    ["Date >= DateTime(2026, 11, 20)", 60],
    ["Date < DateTime(2026,11,20) && Date != null", 60],
    ["AmountDue > 0 AND Total <= 48.00", COUNT],
    ["AmountDue > 48", 0],
    ['Type="ACCREC"', COUNT],
  ])("where %s finds %i", async (clause, count) => {
    expect((await where(clause)).json.Invoices).toHaveLength(count);
  });

  it("guid() and ids", async () => {
    const [one, two] = (await list("InvoiceNumbers=R-001,r-002,nope")).json.Invoices;
    expect((await where(`InvoiceID==guid("${one.InvoiceID}")`)).json.Invoices).toHaveLength(1);
    expect(numbers(await list(`IDs=${one.InvoiceID},${two.InvoiceID}`)).sort()).toEqual(["R-001", "R-002"]);
    const contactId = one.Contact.ContactID;
    expect(numbers(await list(`ContactIDs=${contactId}`))).toHaveLength(5);
    expect(numbers(await list("searchTerm=R-11"))).toHaveLength(10);
    expect(numbers(await list("createdByMyApp=true"))).toHaveLength(COUNT);
  });

  it("order", async () => {
    expect(numbers(await list("order=InvoiceNumber%20DESC&page=1"))[0]).toBe("R-119");
    expect(numbers(await list("order=Date%20DESC,InvoiceNumber%20ASC&page=1"))[0]).toBe("R-060");
  });

  it.each([
    "where=Status==",
    "where=Nonsense==%22x%22",
    "where=Status==%22DRAFT%22%20AND",
    "where=Status.ToLower()==%22draft%22",
    "where=((((((((((((((((((((((Status==%22DRAFT%22))))))))))))))))))))))",
    "where=Date%3E%222026%22x",
    "order=Nonsense",
    "order=Date%20SIDEWAYS",
    "page=one",
    "unknown=1",
    "statusess=DRAFT",
    "IDs=abc",
    "summaryOnly=perhaps",
    "unitdp=7",
  ])("refuses ?%s with ErrorNumber 16", async (query) => {
    const answer = await list(query);
    expect([answer.status, answer.json.ErrorNumber, answer.json.Type]).toEqual([
      400,
      16,
      "QueryParseException",
    ]);
  });
});

describe("behaviour 33: If-Modified-Since", () => {
  const since = (text: string) => run.api("GET", "Invoices", { headers: { "if-modified-since": text } });

  it("keeps what changed at or after the second", async () => {
    run.simulator.clock.move(5_000);
    const iso = new Date(run.simulator.clock.now()).toISOString().slice(0, 19);
    run.simulator.clock.move(2_000);
    expect((await since(iso)).json.Invoices).toHaveLength(0);
    await run.api("POST", "Invoices/R-003", { body: { Reference: "touched" } });
    expect(numbers(await since(iso))).toEqual(["R-003"]);
    expect(numbers(await since(`${iso}Z`))).toEqual(["R-003"]);
    expect((await since("2020-01-01T00:00:00")).json.Invoices).toHaveLength(COUNT);
    expect((await since("yesterday")).json.ErrorNumber).toBe(14);
  });
});

describe("reference data", () => {
  it("gives the seeded organisation", async () => {
    const [organisation] = (await run.api("GET", "Organisation")).json.Organisations;
    expect(organisation).toMatchObject({
      BaseCurrency: "GBP",
      CountryCode: "GB",
      Version: "UK",
      Timezone: "GMTSTANDARDTIME",
    });
    const actions = (await run.api("GET", "Organisation/Actions")).json.Actions;
    expect(actions).toContainEqual({ Name: "CreateApprovedInvoice", Status: "ALLOWED" });
    const accounts = (
      await run.api(
        "GET",
        `Accounts?where=${encodeURIComponent('Status=="ACTIVE" AND EnablePaymentsToAccount==true')}`,
      )
    ).json.Accounts;
    expect(accounts.map((one: { Code: string }) => one.Code)).toContain("615");
    const rounding = (
      await run.api("GET", `Accounts?where=${encodeURIComponent('SystemAccount=="ROUNDING"')}`)
    ).json.Accounts;
    expect(rounding).toHaveLength(1);
    const rates = (await run.api("GET", "TaxRates")).json.TaxRates;
    expect(rates.find((one: { TaxType: string }) => one.TaxType === "OUTPUT2")).toMatchObject({
      EffectiveRate: 20,
      CanApplyToRevenue: true,
      CanApplyToExpenses: false,
    });
    expect(
      (await run.api("GET", "Currencies")).json.Currencies.map((one: { Code: string }) => one.Code).sort(),
    ).toEqual(["EUR", "GBP", "JPY", "USD"]);
    expect((await run.api("GET", "BrandingThemes")).json.BrandingThemes[0]).toMatchObject({
      Name: "Standard",
      SortOrder: 0,
    });
    expect((await run.api("GET", "TrackingCategories")).json.TrackingCategories[0].Options).toHaveLength(4);
  });
});
