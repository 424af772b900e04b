import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { UK_ORGANISATION_ID } from "../src/seed/united-kingdom.ts";
import { invoiceBody, messages, runningSimulator } from "./running-simulator.ts";
import { apiClient, control, signIn, tokenCall } from "./simulator-client.ts";

const run = runningSimulator({ beforeAll, afterAll });
const arm = (fault: Record<string, unknown>) => control(run.origin, "POST", "/faults", fault);
const put = (changes: Record<string, unknown> = {}) =>
  run.api("PUT", "Invoices", { body: invoiceBody(changes) });
const count = async () =>
  (await control(run.origin, "GET", "/organisations")).json.organisations[0].counts.invoices as number;

afterEach(() => control(run.origin, "DELETE", "/faults"));

describe("behaviour 40: every fault of the list", () => {
  it("html-500: Xero's error page with a byte order mark, nothing stored", async () => {
    const before = await count();
    await arm({ kind: "html-500", match: { path: "/Invoices" } });
    const answer = await put();
    expect([answer.status, answer.headers.get("content-type")]).toEqual([500, "text/html; charset=utf-8"]);
    expect(answer.text).toContain("<title>Xero | Error 500</title>");
    expect(await count()).toBe(before);
  });

  it("wrong-content-type: JSON that calls itself HTML, stored", async () => {
    await arm({ kind: "wrong-content-type", match: { path: "/Invoices" } });
    const answer = await put();
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(answer.json.Invoices).toHaveLength(1);
  });

  it("errors-in-200: a 200 whose elements carry errors, nothing stored", async () => {
    const before = await count();
    await arm({ kind: "errors-in-200", match: { path: "/Invoices" } });
    await run.api("GET", "Invoices");
    const answer = await put({ InvoiceNumber: "E200" });
    expect(answer.status).toBe(200);
    expect(answer.json.Invoices[0]).toMatchObject({
      InvoiceID: "00000000-0000-0000-0000-000000000000",
      InvoiceNumber: "E200",
      StatusAttributeString: "ERROR",
      HasErrors: true,
    });
    expect(answer.json.Invoices[0].ValidationErrors).toHaveLength(1);
    await arm({ kind: "errors-in-200", match: { path: "/Contacts" } });
    const contact = await run.api("PUT", "Contacts", { body: { Name: "Never" } });
    expect([contact.status, contact.json.Contacts[0].HasValidationErrors]).toEqual([200, true]);
    expect(await count()).toBe(before);
  });

  it("unknown-fields: every object has more than anybody knows, and all that it should", async () => {
    await arm({ kind: "unknown-fields", match: { path: "/Invoices" } });
    const { json } = await put();
    expect(json.UnknownText).toBe("new");
    expect(json.Invoices[0]).toMatchObject({ UnknownNumber: 1.5, Total: 48, Status: "AUTHORISED" });
    expect(json.Invoices[0].LineItems[0].UnknownList).toEqual([1, "two"]);
  });

  it("token-down: the token endpoint alone answers 503", async () => {
    await arm({ kind: "token-down" });
    expect((await run.api("GET", "Organisation")).status).toBe(200);
    const refresh = () =>
      tokenCall(run.origin, { grant_type: "refresh_token", refresh_token: run.tokens.refresh_token });
    expect((await refresh()).status).toBe(503);
    expect((await refresh()).status).toBe(200);
  });

  it("refresh-lost: the token was rotated, the answer never came, the old one works in its grace", async () => {
    const tokens = await signIn(run.origin);
    await arm({ kind: "refresh-lost" });
    await signIn(run.origin);
    const refresh = () =>
      tokenCall(run.origin, { grant_type: "refresh_token", refresh_token: tokens.refresh_token });
    await expect(refresh()).rejects.toThrow();
    expect((await refresh()).status).toBe(200);
    expect(run.simulator.state.refreshTokens.get(tokens.refresh_token)?.rotatedAt).not.toBeNull();
  });

  it("plan-limit: approving is refused, drafts are not, and Actions says so", async () => {
    const text = "You have reached the limit of invoices you can approve";
    await arm({ kind: "plan-limit" });
    expect(messages(await put())).toEqual([text]);
    expect((await put()).status).toBe(200);
    const set = (isApprovalLimitReached: boolean) =>
      control(run.origin, "POST", `/organisations/${UK_ORGANISATION_ID}`, { isApprovalLimitReached });
    await set(true);
    expect(messages(await put())).toEqual([text]);
    const [draft] = (await put({ Status: "DRAFT" })).json.Invoices;
    const approve = () => run.api("POST", `Invoices/${draft.InvoiceID}`, { body: { Status: "AUTHORISED" } });
    expect(messages(await approve())).toEqual([text]);
    const { Actions } = (await run.api("GET", "Organisation/Actions")).json;
    expect(Actions).toContainEqual({ Name: "CreateApprovedInvoice", Status: "NOT-ALLOWED" });
    await set(false);
    expect((await approve()).status).toBe(200);
  });

  it("day-limit: an empty 429 with Retry-After 40000", async () => {
    await arm({ kind: "day-limit" });
    const answer = await put();
    expect([answer.status, answer.text]).toEqual([429, ""]);
    expect(answer.headers.get("retry-after")).toBe("40000");
    expect(answer.headers.get("x-rate-limit-problem")).toBe("day");
    expect(answer.headers.get("x-daylimit-remaining")).toBe("0");
    expect((await put()).status).toBe(200);
  });

  it("revoked-connection: 403 from now on, and the connection is gone", async () => {
    const tokens = await signIn(run.origin);
    const api = apiClient(run.origin, tokens.access_token);
    await arm({ kind: "revoked-connection" });
    expect((await api("GET", "Organisation")).status).toBe(403);
    expect((await api("GET", "Organisation")).json.Detail).toBe("AuthenticationUnsuccessful");
    await signIn(run.origin);
    expect((await api("GET", "Organisation")).status).toBe(200);
  });

  it("nth, probability and seed: the same seed hits the same calls", async () => {
    const pattern = async (seed: number) => {
      await control(run.origin, "DELETE", "/faults");
      await arm({ kind: "html-503", match: { path: "/Organisation" }, probability: 0.5, seed });
      const statuses: number[] = [];
      for (let call = 0; call < 20; call += 1) statuses.push((await run.api("GET", "Organisation")).status);
      return statuses;
    };
    const first = await pattern(7);
    expect(await pattern(7)).toEqual(first);
    expect(await pattern(8)).not.toEqual(first);
    const hits = first.filter((status) => status === 503).length;
    expect(hits).toBeGreaterThan(3);
    expect(hits).toBeLessThan(17);
    for (const bad of [{ kind: "nonsense" }, { kind: "slow" }, { kind: "html-503", probability: 2 }, {}]) {
      expect((await arm(bad)).status).toBe(400);
    }
  });

  it("latency: a fixed part and one per document, held while the call is in flight", async () => {
    const time = async (path: string) => {
      const began = performance.now();
      await run.api("GET", path);
      return performance.now() - began;
    };
    await control(run.origin, "POST", "/latency", { fixedMs: 60, perDocumentMs: 10 });
    const [plain, listed] = [await time("Organisation"), await time("Invoices?page=1&pageSize=5")];
    await control(run.origin, "POST", "/latency", { fixedMs: 0, perDocumentMs: 0 });
    expect(plain).toBeGreaterThanOrEqual(69);
    expect(listed).toBeGreaterThanOrEqual(109);
    expect((await control(run.origin, "POST", "/latency", { fixedMs: -1 })).status).toBe(400);
  });

  it("demo-reset: the tenant is gone, and fresh books stand under a new id", async () => {
    await arm({ kind: "demo-reset" });
    expect((await put()).status).toBe(403);
    const { organisations } = (await control(run.origin, "GET", "/organisations")).json;
    expect(organisations).toHaveLength(5);
    const fresh = organisations.find((one: { countryCode: string }) => one.countryCode === "GB");
    expect(fresh.organisationId).not.toBe(UK_ORGANISATION_ID);
    expect(fresh.counts).toMatchObject({ invoices: 0, contacts: 0 });
    const tokens = await signIn(run.origin, { organisations: [fresh.organisationId] });
    const api = apiClient(run.origin, tokens.access_token, fresh.organisationId);
    expect((await api("PUT", "Invoices", { body: invoiceBody() })).status).toBe(200);
    const again = await control(run.origin, "POST", `/organisations/${fresh.organisationId}/reset`);
    expect(again.json.organisationId).not.toBe(fresh.organisationId);
    expect((await api("GET", "Organisation")).status).toBe(403);
  });
});
