import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findSpecification, SPECIFICATION_MISSING } from "../src/conformance/find-specification.ts";
import { createOpenApiCheck, type Exchange, type OpenApiCheck } from "../src/conformance/openapi-check.ts";
import { recordExchanges } from "../src/conformance/record-exchanges.ts";
import { createXeroSimulator, type XeroSimulator } from "../src/server.ts";
import { walkEverything, walkSettings } from "./openapi-walk.ts";
import { ALL_SCOPES, apiClient, signIn } from "./simulator-client.ts";

const file = findSpecification();
if (file === null) process.stderr.write(`${SPECIFICATION_MISSING}\n`);

it("a specification that is named and not there is an error, not a skip", () => {
  for (const unreadable of ["/nowhere/xero.yaml", import.meta.dirname]) {
    expect(() => findSpecification({ XERO_OPENAPI_PATH: unreadable })).toThrow(
      /names no file that can be read/,
    );
  }
  expect(findSpecification({ XERO_OPENAPI_PATH: import.meta.filename })).toBe(import.meta.filename);
});

it("without a specification the check is skipped, and fails where it is required, as .ci/run requires it", () => {
  const nowhere = "/nowhere/xero_accounting.yaml";
  expect(findSpecification({}, nowhere)).toBeNull();
  expect(findSpecification({ XERO_OPENAPI_REQUIRED: "1" }, import.meta.filename)).toBe(import.meta.filename);
  expect(() => findSpecification({ XERO_OPENAPI_REQUIRED: "1" }, nowhere)).toThrow(
    /^XERO_OPENAPI_REQUIRED is set and Xero's OpenAPI specification cannot be read at \/nowhere\//,
  );
  const ciRun = readFileSync(path.resolve(import.meta.dirname, "../../../.ci/run"), "utf8");
  expect(ciRun).toMatch(/^\s*export XERO_OPENAPI_PATH XERO_OPENAPI_REQUIRED=1$/m);
});

describe.skipIf(file === null)("Xero's own specification", () => {
  let check: OpenApiCheck;
  let simulator: XeroSimulator;
  let exchanges: Exchange[];

  beforeAll(async () => {
    check = createOpenApiCheck(file ?? "");
    simulator = await createXeroSimulator({ limits: { minute: 100_000, day: 1_000_000 } });
    exchanges = recordExchanges(simulator.app);
    const origin = await simulator.listen();
    const organisations = [...simulator.state.organisations.keys()];
    const { access_token } = await signIn(origin, {
      organisations,
      scope: `${ALL_SCOPES} accounting.attachments`,
    });
    for (const id of organisations) await walkSettings(apiClient(origin, access_token, id));
    await walkEverything(apiClient(origin, access_token));
  }, 60_000);
  afterAll(async () => simulator?.close());

  it("loads whole", () => {
    expect(check.version).toBe("16.1.0");
    expect(check.schemaCount).toBe(140);
  });

  it("finds nothing wrong with any answer of a walk over all endpoints", () => {
    const wrong = exchanges.flatMap((exchange) => {
      const { operationId, problems } = check.response(exchange);
      if (operationId === "deleteCreditNoteAllocations") return [];
      return problems.map((problem) => `${exchange.status} ${operationId}: ${problem}`);
    });
    expect([...new Set(wrong)]).toEqual([]);
  });

  it("the walk reached every call the specification has for what is served", () => {
    const reached = new Set(exchanges.map((exchange) => check.request(exchange).operationId));
    expect(SERVED.filter((operationId) => !reached.has(operationId))).toEqual([]);
  });

  it("the answer to a deleted allocation is the specification's own example, which fails its schema", () => {
    const deleted = exchanges.filter(({ method, status }) => method === "DELETE" && status === 200);
    expect(deleted).toHaveLength(1);
    expect(deleted.flatMap((exchange) => check.response(exchange).problems)).toEqual([
      "/ must have required property 'Amount'",
      "/Invoice must be object",
    ]);
  });

  it("names every field of those answers but the ones Xero is known to send beside it", () => {
    const fields = new Set(exchanges.flatMap((exchange) => check.undeclared(exchange)));
    expect([...fields].filter((field) => !KNOWN_BESIDE.has(field))).toEqual([]);
  });

  it("tells a wrong answer", () => {
    const right = exchanges.find(
      ({ method, url, status }) => method === "PUT" && /Invoices\?unitdp/.test(url) && status === 200,
    );
    if (!right) throw new Error("the walk created no invoice");
    for (const [from, to] of [
      ['"Type":"ACCREC"', '"Type":"SALE"'],
      [/"Total":[\d.]+/, '"Total":"48.00"'],
      [/"InvoiceID":"[^"]+"/, '"InvoiceID":"12"'],
      ['"CurrencyCode":"GBP"', '"CurrencyCode":"QQQ"'],
    ] as const) {
      const responseBody = right.responseBody.replace(from, to);
      expect(responseBody).not.toBe(right.responseBody);
      expect(check.response({ ...right, responseBody }).problems.length).toBeGreaterThan(0);
    }
  });

  it("tells a wrong request", () => {
    const request = (method: string, path: string, body: unknown) =>
      check.request({ ...nothing, method, url: `/api.xro/2.0/${path}`, requestBody: JSON.stringify(body) })
        .problems;
    const invoice = {
      Type: "ACCREC",
      Contact: { ContactID: "430fa14a-f945-44d3-9f97-5df5e28441b8" },
      Date: "2026-11-21",
      DueDate: "2026-12-21",
      Status: "AUTHORISED",
      LineItems: [{ Description: "Widget", Quantity: 2, UnitAmount: 20, AccountCode: "200" }],
    };
    const put = (changes: object) => request("PUT", "Invoices", { Invoices: [{ ...invoice, ...changes }] });
    expect(put({})).toEqual([]);
    expect(put({ DueDate: undefined })).not.toEqual([]);
    expect(
      put({ Contact: { ContactID: invoice.Contact.ContactID, EmailAddress: "a@example.com" } }),
    ).not.toEqual([]);
    expect(put({ Total: 48 })).not.toEqual([]);
    expect(put({ AmountDue: 48 })).not.toEqual([]);
    expect(put({ Payments: [] })).not.toEqual([]);
    expect(put({ LineItems: [] })).not.toEqual([]);
    expect(put({ LineItems: [{ Quantity: 2 }] })).not.toEqual([]);
    expect(put({ LineItems: [{ Description: "x", Amount: 2 }] })).not.toEqual([]);
    expect(put({ LineAmountTypes: "EXCL" })).not.toEqual([]);
    expect(request("PUT", "Invoices?unitDp=4", { Invoices: [invoice] })).not.toEqual([]);
    expect(request("PUT", "Invoices", invoice)).not.toEqual([]);
    expect(request("PUT", "Invoices", { Invoices: [] })).not.toEqual([]);
    expect(request("POST", "Invoices/INV-1", { Invoices: [{ Status: "VOIDED" }] })).not.toEqual([]);
    expect(request("PUT", "Bills", {})).not.toEqual([]);
    const payment = {
      Invoice: { InvoiceNumber: "INV-1" },
      Account: { Code: "090" },
      Date: "2026-11-21",
      Amount: 5,
    };
    expect(request("PUT", "Payments", { Payments: [payment] })).toEqual([]);
    expect(
      request("PUT", "Payments", { Payments: [{ ...payment, CreditNote: { CreditNoteID: "x" } }] }),
    ).not.toEqual([]);
  });
});

const SERVED = [
  ...[
    "getOrganisations",
    "getOrganisationActions",
    "getAccounts",
    "getAccount",
    "getTaxRates",
    "getCurrencies",
    "getInvoiceReminders",
  ],
  ...[
    "getBrandingThemes",
    "getBrandingTheme",
    "getTrackingCategories",
    "getTrackingCategory",
    "getTaxRateByTaxType",
  ],
  ...["createContacts", "updateOrCreateContacts", "updateContact", "getContacts"],
  ...["createInvoices", "updateOrCreateInvoices", "updateInvoice", "getInvoices", "getInvoice"],
  ...[
    "createCreditNotes",
    "updateOrCreateCreditNotes",
    "updateCreditNote",
    "getCreditNotes",
    "getCreditNote",
  ],
  ...["createCreditNoteAllocation", "deleteCreditNoteAllocations"],
  ...["createPayments", "createPayment", "deletePayment", "getPayments", "getPayment"],
  ...["createItems", "updateOrCreateItems", "updateItem", "getItems", "getItem"],
  ...["createInvoiceHistory", "getInvoiceHistory", "createCreditNoteHistory", "getCreditNoteHistory"],
  ...["createContactHistory", "getContactHistory", "createPaymentHistory", "getPaymentHistory"],
  ...["createItemHistory", "getItemHistory"],
  ...["createInvoiceAttachmentByFileName", "getInvoiceAttachments", "createContactAttachmentByFileName"],
  ...["createCreditNoteAttachmentByFileName", "getCreditNoteAttachments", "getContactAttachments"],
];

/** In recorded answers, official guides or official examples, and not in the specification's schemas. */
const KNOWN_BESIDE = new Set([
  "/Id",
  "/Status",
  "/ProviderName",
  "/DateTimeUTC",
  "/Invoices/DateString",
  "/Invoices/DueDateString",
  "/Invoices/LineItems/ValidationErrors",
  "/CreditNotes/ID",
  "/CreditNotes/DateString",
  "/CreditNotes/LineItems/ValidationErrors",
  "/Invoices/CreditNotes/ID",
  "/Invoices/CreditNotes/DateString",
  "/Payments/Invoice/DateString",
  "/Payments/CreditNote/ID",
  "/Payments/CreditNote/DateString",
  "/Allocations/CreditNote/ID",
  "/AllocationId",
  "/Items/HasValidationErrors",
  "/HistoryRecords/DateUTCString",
  "/HistoryRecords/ValidationErrors",
  "/TrackingCategories/Options/HasValidationErrors",
  "/TrackingCategories/Options/IsActive",
  "/TrackingCategories/Options/IsArchived",
  "/TrackingCategories/Options/IsDeleted",
]);

const nothing = { requestBody: "", status: 0, contentType: null, responseBody: "" };
