import { afterEach, expect, test } from "vitest";
import { createLedger } from "../src/ledger.ts";
import { patienceMs, type ScriptedAnswer, startScriptedServer } from "./scripted-server.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const ACCESS = { accessToken: "secret-access-token", xeroTenantId: "tenant" };

test("an organisation's lock dates are calendar days, its terms are read", async () => {
  const { ledger, seen } = await serve({
    status: 200,
    headers: { "X-MinLimit-Remaining": "3" },
    body: {
      Organisations: [
        {
          Name: "Acme",
          LegalName: "Acme Ltd",
          BaseCurrency: "GBP",
          CountryCode: "GB",
          Timezone: "GMTSTANDARDTIME",
          ShortCode: "!mBdtL",
          PaysTax: true,
          IsDemoCompany: false,
          Class: "DEMO",
          PeriodLockDate: "/Date(1711843200000+0000)/",
          EndOfYearLockDate: "/Date(1711843200000)/",
          PaymentTerms: { Sales: { Day: 10, Type: "DAYSAFTERBILLMONTH" } },
        },
      ],
    },
  });
  expect(await ledger.readReference("organisation", ACCESS)).toEqual({
    ok: true,
    isLastPage: true,
    limits: { minuteRemaining: 3, dayRemaining: null, appMinuteRemaining: null },
    value: {
      name: "Acme",
      legalName: "Acme Ltd",
      baseCurrency: "GBP",
      countryCode: "GB",
      timezone: "GMTSTANDARDTIME",
      shortCode: "!mBdtL",
      paysTax: true,
      isDemoCompany: false,
      organisationClass: "DEMO",
      periodLockDate: "2024-03-31",
      endOfYearLockDate: "2024-03-31",
      paymentTermsSales: { day: 10, type: "DAYSAFTERBILLMONTH" },
    },
  });
  expect(seen[0]).toMatchObject({ method: "GET", url: "/api.xro/2.0/Organisation", body: "" });
  expect(seen[0]?.headers).toMatchObject({
    authorization: "Bearer secret-access-token",
    "xero-tenant-id": "tenant",
    accept: "application/json",
  });
});

test("accounts and tax rates keep the organisation's own codes", async () => {
  const { ledger } = await serve({
    status: 200,
    body: {
      Accounts: [
        { AccountID: "a", Code: "", Name: "Bank", Type: "BANK", Status: "ACTIVE", CurrencyCode: "GBP" },
        {
          AccountID: "b",
          Code: "200",
          Name: "Sales",
          Type: "REVENUE",
          Class: "REVENUE",
          Status: "ACTIVE",
          TaxType: "OUTPUT2",
          EnablePaymentsToAccount: true,
        },
      ],
      TaxRates: [
        { TaxType: "TAX001", Name: "Odd", Status: "ACTIVE", EffectiveRate: 12.5, CanApplyToRevenue: true },
        { TaxType: "TAX002", Name: "Unknown", Status: "ACTIVE" },
      ],
    },
  });
  expect(await ledger.readReference("accounts", ACCESS)).toMatchObject({
    value: [
      { accountId: "a", code: null, enablePaymentsToAccount: false, systemAccount: null },
      { accountId: "b", code: "200", taxType: "OUTPUT2", enablePaymentsToAccount: true },
    ],
  });
  expect(await ledger.readReference("taxRates", ACCESS)).toMatchObject({
    value: [
      { taxType: "TAX001", effectiveRate: "12.5000", canApplyToRevenue: true, canApplyToAssets: false },
    ],
  });
});

test("themes, tracking and currencies are read", async () => {
  const { ledger } = await serve({
    status: 200,
    body: {
      BrandingThemes: [{ BrandingThemeID: "t", Name: "Standard", SortOrder: 0 }],
      TrackingCategories: [
        {
          TrackingCategoryID: "c",
          Name: "Region",
          Status: "ACTIVE",
          Options: [{ TrackingOptionID: "o", Name: "North", Status: "ACTIVE" }],
        },
      ],
      Currencies: [{ Code: "GBP", Description: "British Pound" }],
    },
  });
  expect(await ledger.readReference("brandingThemes", ACCESS)).toMatchObject({
    value: [{ brandingThemeId: "t", name: "Standard", sortOrder: 0 }],
  });
  expect(await ledger.readReference("trackingCategories", ACCESS)).toMatchObject({
    value: [{ name: "Region", options: [{ name: "North" }] }],
  });
  expect(await ledger.readReference("currencies", ACCESS)).toMatchObject({
    value: [{ code: "GBP", description: "British Pound" }],
  });
});

test("whether reminders go out is read, and an organisation that has no such setting keeps nothing waiting", async () => {
  const said = await serve({ status: 200, body: { InvoiceReminders: [{ Enabled: true }] } });
  expect(await said.ledger.readReference("reminders", ACCESS)).toMatchObject({ value: { areOn: true } });
  const unknown = await serve({ status: 404, body: {} });
  expect(await unknown.ledger.readReference("reminders", ACCESS)).toMatchObject({
    ok: true,
    value: { areOn: null },
  });
  const down = await serve({ status: 503, body: {} });
  expect(await down.ledger.readReference("reminders", ACCESS)).toMatchObject({ ok: false });
});

test("contacts are read by the page, archived ones too, since a moment", async () => {
  const { ledger, seen } = await serve({
    status: 200,
    body: {
      pagination: { page: 2, pageSize: 1000, pageCount: 3, itemCount: 2100 },
      Contacts: [
        {
          ContactID: "c",
          ContactNumber: "AB12-7",
          Name: "Jane",
          EmailAddress: "",
          ContactStatus: "ARCHIVED",
        },
        { ContactID: "d", Name: "Old", ContactStatus: "ARCHIVED", MergedToContactID: "c" },
      ],
    },
  });
  const modifiedSince = new Date("2026-11-21T10:00:00.900Z");
  expect(await ledger.readContacts({ ...ACCESS, page: 2, modifiedSince })).toMatchObject({
    ok: true,
    isLastPage: false,
    value: [
      {
        contactId: "c",
        contactNumber: "AB12-7",
        name: "Jane",
        emailAddress: null,
        status: "ARCHIVED",
        mergedToContactId: null,
      },
      { contactId: "d", mergedToContactId: "c" },
    ],
  });
  const url = new URL(seen[0]?.url ?? "", "http://x");
  expect(url.pathname).toBe("/api.xro/2.0/Contacts");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    order: "UpdatedDateUTC DESC",
    page: "2",
    pageSize: "1000",
    includeArchived: "true",
    summaryOnly: "true",
  });
  expect(seen[0]?.headers["if-modified-since"]).toBe("2026-11-21T10:00:00");
  expect(await ledger.readContacts({ ...ACCESS, page: 3, modifiedSince: null })).toMatchObject({
    isLastPage: true,
  });
  expect(seen[1]?.headers).not.toHaveProperty("if-modified-since");
});

test.each<[string, ScriptedAnswer, object]>([
  ["an expired token", gateway(401, "TokenExpired: …"), { problem: "token" }],
  ["a missing scope", gateway(401, "AuthorizationUnsuccessful"), { problem: "scope" }],
  ["a disconnected organisation", gateway(403, "AuthenticationUnsuccessful"), { problem: "organisation" }],
  [
    "a limit",
    { status: 429, headers: { "Retry-After": "22", "X-Rate-Limit-Problem": "day" } },
    { problem: "rate-limited", detail: "day", retryAfterSeconds: 22 },
  ],
  ["500", { status: 500 }, { problem: "unavailable" }],
  ["HTML", { status: 200, text: "<html>" }, { problem: "unavailable" }],
  ["another list", { status: 200, body: { Contacts: [] } }, { problem: "unavailable" }],
  ["silence", "hang", { problem: "unavailable", detail: "no answer in time" }],
])("%s", async (_name, answer, expected) => {
  const { ledger } = await serve(answer);
  const read = await ledger.readReference("accounts", ACCESS);
  expect(read).toMatchObject({ ok: false, ...expected });
  expect(JSON.stringify(read)).not.toContain("secret-access-token");
});

async function serve(answer: ScriptedAnswer) {
  const server = await startScriptedServer(() => answer);
  stops.push(server.stop);
  return {
    ledger: createLedger({ apiUrl: `${server.url}/api.xro/2.0`, timeoutMs: patienceMs(answer) }),
    seen: server.seen,
  };
}

function gateway(status: number, detail: string): ScriptedAnswer {
  return { status, body: { Title: "x", Status: status, Detail: detail } };
}
