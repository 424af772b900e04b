import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AU_ORGANISATION_ID } from "../src/seed/australia.ts";
import { UK_ORGANISATION_ID } from "../src/seed/united-kingdom.ts";
import { createXeroSimulator } from "../src/server.ts";
import { invoiceBody, line, runningSimulator } from "./running-simulator.ts";
import { apiClient, control, signIn } from "./simulator-client.ts";

const run = runningSimulator({ beforeAll, afterAll });

describe("control plane", () => {
  it("lists organisations and everything one holds", async () => {
    await run.api("PUT", "Invoices", { body: invoiceBody({ InvoiceNumber: "L-1" }) });
    await run.api("POST", "Invoices/L-1", { body: { Status: "VOIDED" } });
    const { organisations } = (await control(run.origin, "GET", "/organisations")).json;
    expect(organisations.map((one: { countryCode: string }) => one.countryCode)).toEqual([
      "GB",
      "AU",
      "US",
      "NZ",
      "IE",
    ]);
    const ledger = (await control(run.origin, "GET", `/organisations/${UK_ORGANISATION_ID}/ledger`)).json;
    expect(ledger.invoices).toHaveLength(1);
    expect(ledger.invoices[0]).toMatchObject({
      number: "L-1",
      status: "VOIDED",
      total: "48.00",
      amountDue: "0.00",
      contactName: "Acme Ltd",
      lines: [{ lineAmount: "40.00", taxAmount: "8.00", accountCode: "200" }],
    });
    expect(ledger).toMatchObject({ creditNotes: [], payments: [], allocations: [] });
    expect(
      (await control(run.origin, "GET", `/organisations/${AU_ORGANISATION_ID}/ledger`)).json.invoices,
    ).toEqual([]);
  });

  it("has a contact that somebody made there, and not twice", async () => {
    const path = `/organisations/${UK_ORGANISATION_ID}/contacts`;
    const made = await control(run.origin, "POST", path, { name: "Nora Harbour" });
    expect(made.status).toBe(201);
    const { json } = await run.api("GET", `Contacts/${made.json.contactId}`);
    expect(json.Contacts[0]).toMatchObject({ Name: "Nora Harbour" });
    expect((await control(run.origin, "POST", path, { name: "nora harbour" })).status).toBe(400);
  });

  it("logs calls, without the control plane's own", async () => {
    await run.api("PUT", "Invoices?unitdp=4", {
      body: invoiceBody(),
      headers: { "Idempotency-Key": "log-1" },
    });
    const { calls } = (await control(run.origin, "GET", "/calls?method=put&path=Invoices")).json;
    expect(calls.at(-1)).toMatchObject({
      method: "PUT",
      path: "/api.xro/2.0/Invoices",
      query: "unitdp=4",
      status: 200,
      idempotencyKey: "log-1",
      organisationId: UK_ORGANISATION_ID,
      counts: { elements: 1, ok: 1, errors: 0 },
    });
    const all = (await control(run.origin, "GET", "/calls")).json.calls;
    expect(all.some((call: { path: string }) => call.path.startsWith("/__sim"))).toBe(false);
    const after = all.at(-1).sequence;
    expect((await control(run.origin, "GET", `/calls?after=${after}`)).json.calls).toEqual([]);
  });

  it("moves, sets and speeds up the clock", async () => {
    const before = Date.parse((await control(run.origin, "GET", "/clock")).json.now);
    const moved = (await control(run.origin, "POST", "/clock", { moveMs: 3_600_000 })).json;
    expect(Date.parse(moved.now) - before).toBeGreaterThanOrEqual(3_600_000);
    const set = (await control(run.origin, "POST", "/clock", { setTo: "2027-01-01T00:00:00Z", factor: 0 }))
      .json;
    expect(set).toEqual({ now: "2027-01-01T00:00:00.000Z", factor: 0 });
    await control(run.origin, "POST", "/clock", { setTo: new Date().toISOString(), factor: 1 });
  });

  it("changes what a person would change in Xero", async () => {
    const path = `/organisations/${AU_ORGANISATION_ID}`;
    const changed = (await control(run.origin, "POST", path, { currencies: ["CHF"], archiveAccount: "205" }))
      .json;
    expect(changed.currencies).toEqual(["AUD", "CHF"]);
    const au = apiClient(
      run.origin,
      (await signIn(run.origin, { organisations: [AU_ORGANISATION_ID] })).access_token,
      AU_ORGANISATION_ID,
    );
    const body = invoiceBody({ LineItems: [line({ AccountCode: "205", TaxType: "OUTPUT" })] });
    expect((await au("PUT", "Invoices", { body })).status).toBe(400);
    await control(run.origin, "POST", path, { restoreAccount: "205" });
    expect((await au("PUT", "Invoices", { body })).status).toBe(200);
  });

  it("approves a draft as a person would", async () => {
    const [draft] = (await run.api("PUT", "Invoices", { body: invoiceBody({ Status: "DRAFT" }) })).json
      .Invoices;
    const wanted = { organisationId: UK_ORGANISATION_ID, invoiceId: draft.InvoiceID };
    expect((await control(run.origin, "POST", "/approve", wanted)).json.status).toBe("AUTHORISED");
    expect((await control(run.origin, "POST", "/approve", wanted)).status).toBe(400);
    const free = invoiceBody({ Status: "DRAFT", LineItems: [line({ UnitAmount: 0 })] });
    const [nothing] = (await run.api("PUT", "Invoices", { body: free })).json.Invoices;
    const approved = { organisationId: UK_ORGANISATION_ID, invoiceId: nothing.InvoiceID };
    expect((await control(run.origin, "POST", "/approve", approved)).json.status).toBe("PAID");
    expect((await run.api("GET", `Invoices/${nothing.InvoiceID}`)).json.Invoices[0]).toMatchObject({
      Status: "PAID",
      FullyPaidOnDate: nothing.Date,
    });
    expect((await run.api("GET", `Invoices/${draft.InvoiceID}`)).json.Invoices[0].Status).toBe("AUTHORISED");
  });

  it.each([
    ["POST", "/clock", {}],
    ["POST", "/clock", { moveMs: "soon" }],
    ["POST", "/clock", { factor: -1 }],
    ["POST", "/limits", { minute: "many" }],
    ["POST", "/limits", { hourly: 3 }],
    ["POST", "/faults", { kind: "explode" }],
    ["POST", "/faults", { kind: "slow" }],
    ["POST", "/faults", { kind: "cut-before", match: { verb: "GET" } }],
    ["POST", `/organisations/${UK_ORGANISATION_ID}`, { periodLockDate: "31/12/2026" }],
    ["POST", `/organisations/${UK_ORGANISATION_ID}`, { archiveAccount: "nope" }],
    ["POST", "/approve", { organisationId: UK_ORGANISATION_ID }],
    ["GET", "/calls?limit=lots", undefined],
    ["POST", "/clock", { moveMs: 9e15 }],
    ["POST", "/clock", { moveMs: -9e13 }],
    ["POST", "/clock", { setTo: "9999-12-31T23:59:59Z" }],
    ["POST", "/limits", { minuteWindowMs: 1e300 }],
    ["POST", "/faults", { kind: "html-503", match: { method: "FETCH" } }],
    ["POST", "/faults", { kind: "html-503", match: { path: "Invoices" } }],
    ["POST", "/faults", { kind: "html-503", match: { organisation: "nobody" } }],
    ["POST", "/webhooks/redeliver", { deliveryIds: ["nope"] }],
    ["GET", "/organisations/%ZZ/ledger", undefined],
  ])("answers %s %s %j with a 400 that says why", async (method, path, body) => {
    const answer = await control(run.origin, method, path, body);
    expect(answer.status).toBe(400);
    expect(answer.json.error.length).toBeGreaterThan(5);
    expect(answer.text).not.toMatch(/node_modules|\bat .*\.ts/);
  });

  it("a refused change changes nothing, and the clock stays where calls still work", async () => {
    const before = run.simulator.clock.now();
    await control(run.origin, "POST", "/clock", { moveMs: 9e15 });
    expect(run.simulator.clock.now() - before).toBeLessThan(60_000);
    const path = `/organisations/${UK_ORGANISATION_ID}`;
    const mixed = { archiveAccount: "200", restoreAccount: "nope", periodLockDate: "2026-01-01" };
    expect((await control(run.origin, "POST", path, mixed)).status).toBe(400);
    expect((await run.api("PUT", "Invoices", { body: invoiceBody() })).status).toBe(200);
    expect((await run.api("GET", "Organisation")).json.Organisations[0].PeriodLockDate).toBeUndefined();
  });

  it("a body that is not declared as JSON is a 400 that asks for JSON", async () => {
    const answer = await fetch(`${run.origin}/__sim/clock`, {
      method: "POST",
      headers: { "content-type": "text/csv" },
      body: "moveMs,5",
    });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      '{"error":"The body must be JSON, sent as application/json"}',
    ]);
  });

  it("knows what it does not know", async () => {
    expect((await control(run.origin, "GET", "/organisations/nope/ledger")).status).toBe(404);
    expect((await control(run.origin, "GET", "/nothing")).status).toBe(404);
    const garbage = await fetch(`${run.origin}/__sim/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{",
    });
    expect(garbage.status).toBe(400);
  });
});

describe("pages", () => {
  it("show what was posted, escaped, with the numbers as data", async () => {
    await run.api("PUT", "Invoices", {
      body: invoiceBody({
        InvoiceNumber: "PAGE-1",
        Contact: { Name: "O'Neil & Ünïcøde" },
        Reference: "<script>alert(1)</script>",
      }),
    });
    const page = await (await fetch(`${run.origin}/organisations/${UK_ORGANISATION_ID}`)).text();
    expect(page).toMatch(/data-invoice-number="PAGE-1"[^>]*data-total="48\.00"[^>]*data-currency="GBP"/);
    expect(page).not.toContain("<script>");
    expect(page).not.toMatch(/(src|href)="https?:/);
    const [invoice] = (await run.api("GET", "Invoices/PAGE-1")).json.Invoices;
    const paper = await (
      await fetch(`${run.origin}/organisations/${UK_ORGANISATION_ID}/invoices/${invoice.InvoiceID}`)
    ).text();
    for (const text of [
      "Invoice PAGE-1",
      "Widget",
      "20% (VAT on Income)",
      'id="total">48.00',
      'data-total="48.00"',
    ]) {
      expect(paper).toContain(text);
    }
    expect((await fetch(`${run.origin}/`)).status).toBe(200);
    expect((await fetch(`${run.origin}/organisations/nope`)).status).toBe(404);
    const link = `/organisationlogin/default.aspx?shortcode=!mBdtL&redirecturl=/AccountsReceivable/View.aspx?InvoiceID=${invoice.InvoiceID}`;
    expect((await fetch(run.origin + link)).url).toContain(`/invoices/${invoice.InvoiceID}`);
  });
});

describe("data file", () => {
  it("a restarted simulator keeps its books, connections, tokens and keys", async () => {
    const folder = mkdtempSync(join(tmpdir(), "xero-simulator-"));
    const dataFile = join(folder, "deep", "books.json");
    try {
      const first = await createXeroSimulator({ dataFile });
      const firstOrigin = await first.listen();
      const tokens = await signIn(firstOrigin);
      const body = invoiceBody({ InvoiceNumber: "KEEP-1" });
      const keyed = { body, headers: { "idempotency-key": "keep" } };
      const created = await apiClient(firstOrigin, tokens.access_token)("PUT", "Invoices", keyed);
      await first.close();

      const second = await createXeroSimulator({ dataFile });
      const api = apiClient(await second.listen(), tokens.access_token);
      expect((await api("GET", "Invoices/KEEP-1")).json.Invoices[0].Total).toBe(48);
      expect((await api("PUT", "Invoices", keyed)).text).toBe(created.text);
      expect((await api("PUT", "Invoices", { body })).json.Elements[0].ValidationErrors).toEqual([
        { Message: "Invoice # must be unique." },
      ]);
      await second.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("time scale", () => {
  const fast = runningSimulator({ beforeAll, afterAll }, { timeScale: 60 });

  it("divides token lives and windows", () => {
    expect(fast.tokens.expires_in).toBe(30);
    expect(fast.simulator.state.limits.minuteWindowMs).toBe(1_000);
  });
});
