import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FAULT_KINDS } from "../src/control/fault.ts";
import { UK_ORGANISATION_ID } from "../src/seed/united-kingdom.ts";
import { invoiceBody, line, runningSimulator } from "./running-simulator.ts";
import { control } from "./simulator-client.ts";

describe("the pages", () => {
  const running = runningSimulator({ beforeAll, afterAll });
  const page = async (path: string) => (await fetch(`${running.origin}${path}`)).text();
  const press = (path: string, fields: Record<string, string>) =>
    fetch(`${running.origin}${path}`, {
      method: "POST",
      body: new URLSearchParams(fields),
      redirect: "manual",
    });

  it("show what was posted and who called, and hide their own calls", async () => {
    expect(await page("/")).toContain("Nothing yet");
    const made = await running.api("PUT", "Invoices", {
      body: invoiceBody({ InvoiceNumber: "<P-1>", LineItems: [line({ Description: "A & B" })] }),
    });
    const { InvoiceID } = made.json.Invoices[0];
    const home = await page("/");
    expect(home).toContain(`/organisations/${UK_ORGANISATION_ID}/invoices/${InvoiceID}`);
    expect(home).toContain("Invoice &#60;P-1&#62;");
    expect(home).toContain("PUT /api.xro/2.0/Invoices");
    expect(home).not.toContain("GET /<");
    const document = await page(`/organisations/${UK_ORGANISATION_ID}/invoices/${InvoiceID}`);
    expect(document).toContain('data-total="48.00"');
    expect(document).toContain("A &#38; B");
    const nowhere = await fetch(
      `${running.origin}/organisations/${UK_ORGANISATION_ID}/invoices/${UK_ORGANISATION_ID}`,
    );
    expect([nowhere.status, await nowhere.text()]).toEqual([
      404,
      expect.stringContaining("There is no such page"),
    ]);
  });

  it("show a call's query in plain words and how long the call took", async () => {
    await control(running.origin, "POST", "/latency", { fixedMs: 30 });
    await running.api("GET", `Invoices?where=${encodeURIComponent('Reference=="a"')}`);
    await control(running.origin, "POST", "/latency", { fixedMs: 0 });
    expect(await page("/")).toContain("GET /api.xro/2.0/Invoices?where=Reference==&#34;a&#34;");
    const { calls } = (await control(running.origin, "GET", "/calls?path=Invoices&method=GET")).json;
    expect(calls.at(-1).durationMs).toBeGreaterThanOrEqual(29);
    await running.api("GET", "Invoices?where=%E0%A4%A");
    expect(await page("/")).toContain("?where=%E0%A4%A");
  });

  it("say of a fault by chance how likely it is, and of a slow one how slow", async () => {
    await control(running.origin, "POST", "/faults", { kind: "html-503", probability: 0.25 });
    await control(running.origin, "POST", "/faults", { kind: "slow", delayMs: 2_500, times: 3 });
    const home = await page("/");
    expect(home).toContain("any call, 25 % of them<");
    expect(home).toContain("answers late (2.5 s): any call, 3 times");
    await control(running.origin, "DELETE", "/faults");
  });

  it("make the next call fail, once, and say what is armed", async () => {
    expect(await press("/faults", { kind: "html-503" })).toMatchObject({ status: 303 });
    expect(await page("/")).toContain('data-fault="html-503"');
    expect((await running.api("GET", "Organisation")).status).toBe(503);
    expect((await running.api("GET", "Organisation")).status).toBe(200);
    expect(await page("/")).toContain("Nothing is armed");
  });

  it("arm every kind there is and disarm them all", async () => {
    for (const kind of FAULT_KINDS) expect((await press("/faults", { kind })).status, kind).toBe(303);
    const { json } = await control(running.origin, "GET", "/faults");
    expect(json.faults.map(({ kind }: { kind: string }) => kind)).toEqual([...FAULT_KINDS]);
    expect((await press("/faults/clear", {})).status).toBe(303);
    expect((await control(running.origin, "GET", "/faults")).json.faults).toEqual([]);
  });

  it("refuse a fault there is none of", async () => {
    expect((await press("/faults", { kind: "<script>" })).status).toBe(400);
    expect((await press("/faults", {})).status).toBe(400);
  });
});
