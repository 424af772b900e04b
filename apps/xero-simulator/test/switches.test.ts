import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_SWITCHES } from "../src/options.ts";
import { invoiceBody, line, messages, runningSimulator } from "./running-simulator.ts";
import { control, signIn, tokenCall } from "./simulator-client.ts";

const run = runningSimulator({ beforeAll, afterAll });
const turn = (change: Record<string, unknown>) => control(run.origin, "POST", "/switches", change);
const put = async (changes: Record<string, unknown> = {}) =>
  run.api("PUT", "Invoices", { body: invoiceBody(changes) });

afterEach(() => turn({ ...DEFAULT_SWITCHES }));

describe("switches", () => {
  it("start as the table says, turn while running, and refuse what they do not know", async () => {
    expect((await control(run.origin, "GET", "/switches")).json).toEqual(DEFAULT_SWITCHES);
    expect((await turn({ notFoundBody: "sentence" })).json.notFoundBody).toBe("sentence");
    for (const bad of [{ notFoundBody: "poem" }, { unknown: true }, [], { invalidClientStatus: 402 }]) {
      expect((await turn(bad as never)).status).toBe(400);
    }
  });

  it("behaviour 34: 404 is a sentence when point 1 is turned", async () => {
    expect((await run.api("GET", "Invoices/none")).text).toBe("");
    await turn({ notFoundBody: "sentence" });
    const answer = await run.api("GET", "Invoices/none");
    expect([answer.status, answer.text]).toEqual([404, "The resource you're looking for cannot be found"]);
    expect(answer.headers.get("content-type")).toContain("text/html");
  });

  it("behaviour 36: invalid_client is a 400 or a 401 (point 2)", async () => {
    const wrong = () => tokenCall(run.origin, { grant_type: "refresh_token", refresh_token: "x" }, "wrong");
    expect((await wrong()).status).toBe(400);
    await turn({ invalidClientStatus: 401 });
    const answer = await wrong();
    expect([answer.status, await answer.json()]).toEqual([401, { error: "invalid_client" }]);
  });

  it("behaviour 6: a mismatch comes as Message or as problem (point 3)", async () => {
    await turn({ idempotencyMismatch: "problem" });
    const call = () =>
      run.api("PUT", "Invoices", { body: invoiceBody(), headers: { "idempotency-key": "p3" } });
    await call();
    const answer = await call();
    expect([answer.status, answer.json.Detail]).toEqual([
      400,
      "Idempotency Key: p3 is used with a different request.",
    ]);
  });

  it("behaviour 3: a failed batch stores nothing, or its good elements (point 4)", async () => {
    const batch = (number: string) => ({
      Invoices: [invoiceBody({ InvoiceNumber: number }), invoiceBody({ LineItems: [] })],
    });
    expect((await run.api("PUT", "Invoices", { body: batch("B-1") })).status).toBe(400);
    expect((await run.api("GET", "Invoices/B-1")).status).toBe(404);
    await turn({ failedBatch: "good-stored" });
    const answer = await run.api("PUT", "Invoices", { body: batch("B-2") });
    expect(answer.status).toBe(400);
    const [stored] = (await run.api("GET", "Invoices/B-2")).json.Invoices;
    expect(answer.json.Elements[0].InvoiceID).toBe(stored.InvoiceID);
  });

  it("behaviour 13: half cents and tax inside gross prices follow points 6 and 7", async () => {
    const total = async (UnitAmount: number, LineAmountTypes: string) =>
      (await put({ LineAmountTypes, LineItems: [line({ Quantity: 1, UnitAmount, TaxType: "RROUTPUT" })] }))
        .json.Invoices[0].TotalTax;
    expect(await total(0.5, "Exclusive")).toBe(0.03);
    await turn({ halfCent: "bankers" });
    expect(await total(0.5, "Exclusive")).toBe(0.02);
    await turn({ halfCent: "half-up" });
    const gross = async () =>
      (await put({ LineAmountTypes: "Inclusive", LineItems: [line({ Quantity: 1, UnitAmount: 0.03 })] })).json
        .Invoices[0].TotalTax;
    expect(await gross()).toBe(0);
    await turn({ inclusiveTax: "ratio" });
    expect(await gross()).toBe(0.01);
  });

  it("behaviour 5: an oversized request is refused at 3.5 MB, or at 10 (point 10)", async () => {
    const raw = JSON.stringify({ Invoices: [{ Reference: "x".repeat(4 * 1024 * 1024) }] });
    expect((await run.api("PUT", "Invoices", { raw })).status).toBe(413);
    await turn({ requestMegabytes: 10 });
    expect((await run.api("PUT", "Invoices", { raw })).status).toBe(400);
  });

  it("behaviour 10: the header of a missing scope (point 13)", async () => {
    const { access_token } = await signIn(run.origin, { scope: "accounting.contacts" });
    const header = async () =>
      (
        await run.api("GET", "Invoices", { headers: { authorization: `Bearer ${access_token}` } })
      ).headers.get("www-authenticate");
    expect(await header()).toBe("Bearer error=insufficient_scope");
    await turn({ missingScopeHeader: "invalid_token" });
    expect(await header()).toBe("Bearer error=invalid_token");
  });

  it("behaviour 11: numbers of voided invoices, overridden tax and negative quantities (points 16, 21, 22)", async () => {
    await turn({ voidedNumbers: "free", taxAmountOverride: "refuse", negativeQuantity: "accept" });
    const [{ InvoiceID }] = (await put({ InvoiceNumber: "SW-1" })).json.Invoices;
    await run.api("POST", `Invoices/${InvoiceID}`, { body: { Status: "VOIDED" } });
    expect((await put({ InvoiceNumber: "SW-1" })).status).toBe(200);
    expect(messages(await put({ LineItems: [line({ TaxAmount: 7.99 })] }))).toHaveLength(1);
    expect((await put({ LineItems: [line(), line({ Quantity: -1 })] })).json.Invoices[0].Total).toBe(24);
  });

  it("behaviour 7: Retry-After of the concurrent limit is absent, or 1 (point 20)", async () => {
    await control(run.origin, "POST", "/limits", { concurrent: 0 });
    const refused = await put();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, null]);
    await turn({ concurrentRetryAfter: "1" });
    const told = await put();
    expect([told.headers.get("x-rate-limit-problem"), told.headers.get("retry-after")]).toEqual([
      "concurrent",
      "1",
    ]);
    await control(run.origin, "POST", "/limits", { concurrent: 5 });
  });

  it("behaviour 19: a credit note may be renamed, or not", async () => {
    const body = {
      Type: "ACCRECCREDIT",
      Contact: { Name: "Acme Ltd" },
      Status: "AUTHORISED",
      LineItems: [line()],
    };
    const [{ CreditNoteID }] = (await run.api("PUT", "CreditNotes", { body })).json.CreditNotes;
    const rename = (CreditNoteNumber: string) =>
      run.api("POST", `CreditNotes/${CreditNoteID}`, { body: { CreditNoteNumber } });
    expect((await rename("SW-CN-1")).status).toBe(200);
    await turn({ creditNoteRename: "refuse" });
    expect((await rename("SW-CN-2")).status).toBe(400);
  });

  it("behaviour 2: a second consent leaves the first one's refresh token alone, or replaces it", async () => {
    const refresh = async (refresh_token: string) =>
      (await tokenCall(run.origin, { grant_type: "refresh_token", refresh_token })).status;
    const first = await signIn(run.origin);
    await signIn(run.origin);
    expect(await refresh(first.refresh_token)).toBe(200);
    await turn({ secondConsent: "replaces" });
    const second = await signIn(run.origin);
    const third = await signIn(run.origin);
    expect([await refresh(second.refresh_token), await refresh(third.refresh_token)]).toEqual([400, 200]);
  });
});
