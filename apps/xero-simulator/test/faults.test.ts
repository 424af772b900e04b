import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UK_ORGANISATION_ID } from "../src/seed/united-kingdom.ts";
import { invoiceBody, runningSimulator } from "./running-simulator.ts";
import { control, signIn } from "./simulator-client.ts";

const run = runningSimulator({ beforeAll, afterAll });
const arm = (fault: Record<string, unknown>) => control(run.origin, "POST", "/faults", fault);
const stored = async (number: string) => {
  const ledger = (await control(run.origin, "GET", `/organisations/${UK_ORGANISATION_ID}/ledger`)).json;
  return ledger.invoices.filter((one: { number: string }) => one.number === number).length;
};
const put = (number: string, key?: string) =>
  run.api("PUT", "Invoices", {
    body: invoiceBody({ InvoiceNumber: number }),
    ...(key === undefined ? {} : { headers: { "idempotency-key": key } }),
  });

describe("behaviour 40: faults on demand", () => {
  it("store-then-cut: nothing is heard, everything is stored, and the key plays it back", async () => {
    await arm({ kind: "store-then-cut", match: { method: "PUT", path: "/api.xro/2.0/Invoices" } });
    await run.api("GET", "Invoices");
    const body = invoiceBody({ InvoiceNumber: "CUT-1" });
    const call = () => run.api("PUT", "Invoices", { body, headers: { "idempotency-key": "cut" } });
    await expect(call()).rejects.toThrow();
    expect(await stored("CUT-1")).toBe(1);
    expect(run.simulator.state.calls.at(-1)).toMatchObject({ isCut: true, fault: "store-then-cut" });
    const replay = await call();
    expect(replay.json.Invoices[0].InvoiceNumber).toBe("CUT-1");
    expect(await stored("CUT-1")).toBe(1);
  });

  it("cut-before: nothing is heard and nothing is stored", async () => {
    await arm({ kind: "cut-before", match: { method: "PUT", path: "/Invoices" } });
    await expect(put("CUT-2")).rejects.toThrow();
    expect(await stored("CUT-2")).toBe(0);
    expect((await put("CUT-2")).status).toBe(200);
  });

  it("status-500: JSON, not stored, and remembered under its key", async () => {
    await arm({ kind: "status-500", match: { path: "/Invoices" } });
    const body = invoiceBody({ InvoiceNumber: "E-1" });
    const call = () => run.api("PUT", "Invoices", { body, headers: { "idempotency-key": "e1" } });
    const first = await call();
    expect(first.status).toBe(500);
    expect(first.json).toMatchObject({ Title: "An error occurred", Status: 500 });
    expect((await call()).text).toBe(first.text);
    expect(await stored("E-1")).toBe(0);
    expect((await put("E-1", "e2")).status).toBe(200);
  });

  it("html-503 and truncated-json", async () => {
    await arm({ kind: "html-503", match: { path: "/Invoices" } });
    const html = await put("H-1");
    expect([html.status, html.headers.get("content-type")]).toEqual([503, "text/html"]);
    expect(html.text).toContain("Service Unavailable");
    await arm({ kind: "truncated-json", match: { path: "/Invoices" } });
    const half = await put("H-2");
    expect([half.status, half.json]).toEqual([200, undefined]);
    expect(await stored("H-2")).toBe(1);
  });

  it("wrong-total: a document comes to a cent more than its lines, in the answer and in the books", async () => {
    const total = async (number: string) => (await put(number)).json.Invoices[0].Total;
    const right = await total("W-1");
    await arm({ kind: "wrong-total", match: { path: "/Invoices" } });
    expect(await total("W-2")).toBeCloseTo(right + 0.01, 2);
    expect(await total("W-3")).toBe(right);
  });

  it("slow: stored at once and answered late, or worked on late", async () => {
    // Long enough for any machine to look while the answer is still held back.
    await arm({ kind: "slow", match: { path: "/Invoices" }, delayMs: 2_000 });
    let isAnswered = false;
    const early = put("S-1").finally(() => {
      isAnswered = true;
    });
    await expect.poll(() => stored("S-1"), { timeout: 10_000 }).toBe(1);
    expect(isAnswered).toBe(false);
    expect((await early).status).toBe(200);

    await arm({ kind: "slow", match: { path: "/Invoices" }, delayMs: 200, storeAfterDelay: true });
    const aborter = new AbortController();
    const late = run.api("PUT", "Invoices", {
      body: invoiceBody({ InvoiceNumber: "S-2" }),
      signal: aborter.signal,
    });
    const started = run.simulator.state.calls.length;
    await expect.poll(() => run.simulator.state.calls.length).toBeGreaterThan(started);
    expect(await stored("S-2")).toBe(0);
    aborter.abort();
    await expect(late).rejects.toThrow();
    await expect.poll(() => stored("S-2")).toBe(1);
  });

  it("nth, times and DELETE; the token endpoint fails as well", async () => {
    await arm({ kind: "html-503", match: { method: "GET", path: "/Accounts" }, nth: 2, times: 2 });
    const statuses = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await run.api("GET", "Accounts")).status);
    expect(statuses).toEqual([200, 503, 503, 200]);

    await arm({ kind: "status-500", match: { path: "/Accounts" }, times: 9 });
    expect((await control(run.origin, "DELETE", "/faults")).status).toBe(204);
    expect((await run.api("GET", "Accounts")).status).toBe(200);

    await arm({ kind: "store-then-cut", match: { method: "POST", path: "/connect/token" } });
    await expect(signIn(run.origin)).rejects.toThrow();
    expect((await signIn(run.origin)).access_token).toBeTruthy();
  });
});
