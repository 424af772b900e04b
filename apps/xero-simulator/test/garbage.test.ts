import { createConnection } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runningSimulator } from "./running-simulator.ts";

const run = runningSimulator({ beforeAll, afterAll });

const PATHS = [
  "/",
  "/organisations/x/invoices/y",
  "/organisationlogin/default.aspx?shortcode=x",
  "/identity/connect/authorize",
  "/connect/token",
  "/connect/revocation",
  "/.well-known/openid-configuration",
  "/connections",
  "/connections/x",
  "/api.xro/2.0/",
  "/api.xro/2.0/Organisation",
  "/api.xro/2.0/Organisation/Actions",
  "/api.xro/2.0/Accounts/x",
  "/api.xro/2.0/TaxRates",
  "/api.xro/2.0/BrandingThemes/x",
  "/api.xro/2.0/TrackingCategories/x",
  "/api.xro/2.0/Currencies",
  "/api.xro/2.0/InvoiceReminders/Settings",
  "/api.xro/2.0/Contacts",
  "/api.xro/2.0/Contacts/x",
  "/api.xro/2.0/Invoices",
  "/api.xro/2.0/Invoices/x",
  "/api.xro/2.0/Invoices/x/y/z",
  "/api.xro/2.0/CreditNotes",
  "/api.xro/2.0/CreditNotes/%E0%A4%A",
  "/api.xro/2.0/CreditNotes/x/Allocations",
  "/api.xro/2.0/CreditNotes/x/Allocations/y/z",
  "/api.xro/2.0/Payments",
  "/api.xro/2.0/Payments/x",
  "/api.xro/2.0/Items",
  "/api.xro/2.0/Invoices/x/History",
  "/api.xro/2.0/Invoices/x/Attachments/a.txt",
  "/api.xro/3.0/Invoices",
  "/__sim/clock",
  "/__sim/limits",
  "/__sim/latency",
  "/__sim/switches",
  "/__sim/webhooks",
  "/__sim/webhooks/flush",
  "/__sim/webhooks/redeliver",
  "/__sim/faults",
  "/__sim/calls",
  "/__sim/approve",
  "/__sim/organisations/x",
  "/__sim/organisations/x/reset",
  "/__sim/organisations/x/merge-contacts",
  "/%00",
  "/nothing",
];

const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
const BODIES: [string, string][] = [
  ["application/json", ""],
  ["application/json", "{"],
  ["application/json", "null"],
  ["application/json", "42"],
  ["application/json", '"text"'],
  ["application/json", "[]"],
  ["application/json", "[[[1]]]"],
  ["application/json", deep],
  ["application/json", `{"Invoices":${deep}}`],
  ["application/json", '{"Invoices":null}'],
  ["application/json", '{"Invoices":[null,1,"x",{}]}'],
  ["application/json", '{"Invoices":{"0":1}}'],
  ["application/json", '{"__proto__":{"Type":"ACCREC"},"constructor":1,"Invoices":[{"__proto__":1}]}'],
  ["application/json", '{"Invoices":[{"Type":1e999,"Contact":[],"LineItems":"x"}]}'],
  [
    "application/json",
    '{"Invoices":[{"Type":"ACCREC","Contact":{"Name":"x"},"LineItems":[{"Quantity":1e308,"UnitAmount":1e308}]}]}',
  ],
  ["application/json", '{"Contacts":[{"Name":{"a":1}},{"Name":["x"]},{"Phones":[[]]}]}'],
  [
    "application/json",
    '{"CreditNotes":[{"Type":"ACCRECCREDIT","Date":"/Date(99999999999999999)/","LineItems":[[]]}]}',
  ],
  [
    "application/json",
    '{"Payments":[{"Amount":1e308,"Invoice":{"InvoiceID":7},"Account":[]},{"Amount":"x","CreditNote":null}]}',
  ],
  ["application/json", '{"Allocations":[{"Amount":1e308,"Date":"never","Invoice":[]}]}'],
  ["application/json", '{"HistoryRecords":[{"Details":{"a":1}}],"Items":[{"Code":[],"SalesDetails":3}]}'],
  ["application/xml", "<Invoices><Invoice/></Invoices>"],
  [
    "application/x-www-form-urlencoded",
    "client_id=x&client_id=y&grant_type=%ZZ&decision=allow&organisation=x",
  ],
  ["text/plain", "\u0000\uffff garbage"],
  ["nonsense", "x"],
];

describe("garbage to any endpoint", () => {
  it.each(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])(
    "%s never shows a stack trace or a surprise",
    async (method) => {
      const bodies: ([string, string] | null)[] = method === "GET" ? [null] : [null, ...BODIES];
      for (const path of PATHS) {
        for (const body of bodies) {
          const answer = await fetch(run.origin + path, {
            method,
            redirect: "manual",
            signal: AbortSignal.timeout(5_000),
            headers: {
              authorization: `Bearer ${run.tokens.access_token}`,
              "xero-tenant-id": "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f",
              accept: "application/json",
              ...(body ? { "content-type": body[0] } : {}),
            },
            ...(body ? { body: body[1] } : {}),
          });
          const text = await answer.text();
          const label = `${method} ${path} ${body?.[0]} ${body?.[1].slice(0, 60)} → ${answer.status} ${text.slice(0, 200)}`;
          expect(text, label).not.toMatch(/node_modules|\.ts:\d+|"statusCode"|TypeError|RangeError/);
          const isErrorPage =
            path.startsWith("/identity/") || (path === "/api.xro/2.0/Contacts/x" && method === "PUT");
          if (!isErrorPage) expect(answer.status, label).not.toBe(500);
        }
      }
      await fetch(`${run.origin}/__sim/faults`, { method: "DELETE" });
    },
    60_000,
  );

  it("an oversized body is refused", async () => {
    const answer = await run.api("PUT", "Invoices", {
      raw: `{"Invoices":[{"Reference":"${"x".repeat(3.6 * 1024 * 1024)}"}]}`,
    });
    expect(answer.status).toBe(413);
  });

  it("bytes that are no HTTP are answered and dropped", async () => {
    const port = Number(new URL(run.origin).port);
    const answer = await new Promise<string>((resolve) => {
      const socket = createConnection(port, "127.0.0.1", () =>
        socket.write("\u0016\u0003\u0001 not http\r\n\r\n"),
      );
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk;
      });
      socket.on("close", () => resolve(text));
      socket.on("error", () => resolve(text));
    });
    expect(answer).toContain("400");
  });

  it("still works afterwards", async () => {
    expect((await run.api("GET", "Organisation")).status).toBe(200);
  });
});
