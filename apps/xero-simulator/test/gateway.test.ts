import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AU_ORGANISATION_ID } from "../src/seed/australia.ts";
import { UK_ORGANISATION_ID } from "../src/seed/united-kingdom.ts";
import { invoiceBody, runningSimulator } from "./running-simulator.ts";
import { apiClient, control, signIn } from "./simulator-client.ts";

describe("behaviours 1, 8, 9, 10: bearer, tenant, scope, headers", () => {
  const run = runningSimulator({ beforeAll, afterAll });

  it("behaviour 1: expired token says when, and a refreshed one works", async () => {
    const tokens = await signIn(run.origin);
    run.simulator.clock.move(1_800_001);
    const answer = await apiClient(run.origin, tokens.access_token)("GET", "Organisation");
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer error=invalid_token");
    expect(answer.json).toEqual({
      Type: null,
      Title: "Unauthorized",
      Status: 401,
      Detail: expect.stringMatching(/^TokenExpired: token expired at \d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d$/),
      Instance: answer.headers.get("xero-correlation-id"),
      Extensions: {},
    });
    run.tokens = await signIn(run.origin);
    run.api = apiClient(run.origin, run.tokens.access_token);
    expect((await run.api("GET", "Organisation")).status).toBe(200);
  });

  it("tokens can be made to end early, newer ones excepted", async () => {
    const old = apiClient(run.origin, (await signIn(run.origin)).access_token);
    run.simulator.clock.move(5_000);
    await control(run.origin, "POST", "/tokens/expire", { olderThanMs: 10_000 });
    expect((await old("GET", "Organisation")).status).toBe(200);
    await control(run.origin, "POST", "/tokens/expire", {});
    expect((await old("GET", "Organisation")).json.Detail).toMatch(/^TokenExpired/);
    run.tokens = await signIn(run.origin);
    run.api = apiClient(run.origin, run.tokens.access_token);
    expect((await run.api("GET", "Organisation")).status).toBe(200);
  });

  it.each(["garbage", "a.b.c", ""])("a token that is %j is AuthenticationUnsuccessful", async (token) => {
    const answer = await apiClient(run.origin, token)("GET", "Invoices");
    expect([answer.status, answer.json.Detail]).toEqual([401, "AuthenticationUnsuccessful"]);
  });

  it("a token signed by somebody else is refused", async () => {
    const [header, payload] = run.tokens.access_token.split(".");
    const forged = apiClient(run.origin, `${header}.${payload}.${"A".repeat(342)}`);
    expect((await forged("GET", "Invoices")).json.Detail).toBe("AuthenticationUnsuccessful");
  });

  it("behaviour 8: every answer carries what is left and a correlation id", async () => {
    for (const path of ["Invoices", "Invoices/none", "Invoices?nonsense=1", "Payments"]) {
      const { headers } = await run.api("GET", path);
      for (const name of ["x-minlimit-remaining", "x-daylimit-remaining", "x-appminlimit-remaining"]) {
        expect(Number(headers.get(name))).toBeGreaterThan(0);
      }
      expect(headers.get("xero-correlation-id")).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it("behaviour 9: missing, unknown or unconnected organisation is 403", async () => {
    for (const id of [
      "",
      "nope",
      "11111111-1111-4111-8111-111111111111",
      "70784a63-d24b-46a9-a4db-0e70a274b056",
    ]) {
      const answer = await apiClient(run.origin, run.tokens.access_token, id)("GET", "Organisation");
      expect(answer.status).toBe(403);
      expect(answer.json).toMatchObject({
        Title: "Forbidden",
        Status: 403,
        Detail: "AuthenticationUnsuccessful",
      });
      expect(answer.headers.get("x-appminlimit-remaining")).not.toBeNull();
    }
  });

  it("behaviour 10: a missing scope is 401 AuthorizationUnsuccessful", async () => {
    const { access_token } = await signIn(run.origin, {
      scope: "accounting.invoices.read accounting.settings.read",
    });
    const api = apiClient(run.origin, access_token);
    expect((await api("GET", "Invoices")).status).toBe(200);
    expect((await api("GET", "Accounts")).status).toBe(200);
    for (const [method, path] of [
      ["GET", "Contacts"],
      ["PUT", "Invoices"],
      ["GET", "BankTransactions"],
    ] as const) {
      const answer = await api(method, path);
      expect([path, answer.status, answer.json.Detail]).toEqual([path, 401, "AuthorizationUnsuccessful"]);
    }
  });

  it("behaviour 34: 404 is text/html and empty", async () => {
    for (const path of ["Nothing", "Invoices/NO-SUCH", "Contacts/11111111-1111-4111-8111-111111111111"]) {
      const answer = await run.api("GET", path);
      expect([answer.status, answer.text]).toEqual([404, ""]);
      expect(answer.headers.get("content-type")).toContain("text/html");
    }
  });

  it("behaviour 35: XML unless JSON is asked for, errors included", async () => {
    const fine = await run.api("GET", "Organisation", { headers: { accept: "*/*" } });
    expect(fine.headers.get("content-type")).toContain("text/xml");
    expect(fine.text).toMatch(/^<Response .*<Status>OK<\/Status>/);
    const bad = await run.api("GET", "Invoices?where=x", { headers: { accept: "*/*" } });
    expect(bad.text).toContain("<ErrorNumber>16</ErrorNumber>");
  });

  it("verbs and endpoints that are not offered answer 501", async () => {
    for (const [method, path] of [
      ["DELETE", "Invoices"],
      ["GET", "BatchPayments"],
      ["PATCH", "Contacts"],
      ["PUT", "Invoices/x"],
    ] as const) {
      const answer = await run.api(method, path);
      expect([answer.status, answer.json.ErrorNumber]).toEqual([501, 20]);
    }
    expect((await run.api("PUT", "Contacts/x", { body: { Name: "n" } })).status).toBe(500);
  });
});

describe("bodies of no known type", () => {
  const run = runningSimulator({ beforeAll, afterAll });

  it.each(["x", ";", "text/plain", "application/xml"])("%s is read as XML, which it is not", async (type) => {
    const put = (authorization?: string) =>
      run.api("PUT", "Contacts", {
        raw: '{"Name":"Typeless"}',
        headers: { "content-type": type, ...(authorization === undefined ? {} : { authorization }) },
      });
    const answer = await put();
    expect([answer.status, answer.json.ErrorNumber]).toEqual([400, 14]);
    expect((await put("Bearer x")).status).toBe(401);
  });
});

describe("behaviour 7: limits that count", () => {
  const run = runningSimulator({ beforeAll, afterAll }, { limits: { minute: 3, day: 5 } });

  it("the fourth call of a minute is an empty 429, and the next minute is free", async () => {
    // Start of a window, so that the three calls cannot fall into two of them.
    const first = await run.api("GET", "Organisation");
    await control(run.origin, "POST", "/limits", {});
    for (let call = 0; call < 3; call += 1) await run.api("GET", "Organisation");
    const refused = await run.api("GET", "Organisation");
    expect(first.status).toBe(200);
    expect([refused.status, refused.text]).toEqual([429, ""]);
    expect(refused.headers.get("x-rate-limit-problem")).toBe("minute");
    expect(refused.headers.get("x-minlimit-remaining")).toBe("0");
    expect(refused.headers.get("content-length")).toBe("0");
    expect(refused.headers.get("server")).toBe("nginx");
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);

    run.simulator.clock.move(wait * 1000);
    expect((await run.api("GET", "Organisation")).status).toBe(200);
    expect((await run.api("GET", "Organisation")).status).toBe(200);
    const day = await run.api("GET", "Organisation");
    expect([
      day.status,
      day.headers.get("x-rate-limit-problem"),
      day.headers.get("x-daylimit-remaining"),
    ]).toEqual([429, "day", "0"]);
    expect(Number(day.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("another organisation of the same app has windows of its own", async () => {
    await control(run.origin, "POST", "/limits", { minute: 1, day: 1_000 });
    const us = "3f0a8c52-7d1e-4b6f-9a35-6b1c2d9e8f70";
    const tokens = await signIn(run.origin, { organisations: [us, "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f"] });
    const [uk, other] = [
      apiClient(run.origin, tokens.access_token),
      apiClient(run.origin, tokens.access_token, us),
    ];
    expect((await uk("GET", "Organisation")).status).toBe(200);
    expect((await uk("GET", "Organisation")).status).toBe(429);
    expect((await other("GET", "Organisation")).status).toBe(200);
  });

  it("a sixth call in flight is refused as concurrent, and slots come back, aborted calls included", async () => {
    await control(run.origin, "POST", "/limits", { minute: 1_000, day: 1_000, concurrent: 2 });
    const slow = { kind: "slow", match: { path: "/Organisation" }, times: 2, delayMs: 300 };
    await control(run.origin, "POST", "/faults", slow);
    const aborter = new AbortController();
    const started = run.simulator.state.calls.length;
    const first = run.api("GET", "Organisation");
    const second = run.api("GET", "Organisation", { signal: aborter.signal }).catch(() => null);
    await expect.poll(() => run.simulator.state.calls.length).toBe(started + 2);
    await expect
      .poll(async () => (await run.api("GET", "Accounts")).headers.get("x-rate-limit-problem"))
      .toBe("concurrent");
    aborter.abort();
    expect((await first).status).toBe(200);
    await second;
    await expect.poll(async () => (await run.api("GET", "Accounts")).status).toBe(200);
    const both = await Promise.all([run.api("GET", "Accounts"), run.api("GET", "Currencies")]);
    expect(both.map((one) => one.status)).toEqual([200, 200]);
  });
});

describe("behaviour 6: Idempotency-Key", () => {
  const run = runningSimulator({ beforeAll, afterAll });
  const put = (key: string, body: unknown, path = "Invoices") =>
    run.api("PUT", path, { body, headers: { "Idempotency-Key": key } });

  it("plays the first answer back for six minutes, then is a new request", async () => {
    const body = { Invoices: [invoiceBody({ InvoiceNumber: undefined })] };
    const first = await put("k1", body);
    const again = await put("k1", body);
    expect([again.status, again.text]).toEqual([200, first.text]);
    expect(run.simulator.state.calls.at(-1)?.isReplay).toBe(true);
    run.simulator.clock.move(6 * 60_000 - 5_000);
    expect((await put("k1", body)).text).toBe(first.text);
    run.simulator.clock.move(10_000);
    const later = await put("k1", body);
    expect(later.json.Invoices[0].InvoiceID).not.toBe(first.json.Invoices[0].InvoiceID);
  });

  it("forgets after six minutes of a clock that was moved back, too", async () => {
    const body = { Contacts: [{ Name: "Back In Time" }] };
    const put = (key: string, Name: string) =>
      run.api("PUT", "Contacts", { body: { Contacts: [{ Name }] }, headers: { "idempotency-key": key } });
    await put("future", "Future Ltd");
    run.simulator.clock.move(-20 * 60_000);
    const first = await run.api("PUT", "Contacts", { body, headers: { "idempotency-key": "past" } });
    expect(first.status).toBe(200);
    run.simulator.clock.move(6 * 60_000 + 1_000);
    const later = await run.api("PUT", "Contacts", { body, headers: { "idempotency-key": "past" } });
    expect(later.status).toBe(400);
    run.simulator.clock.move(14 * 60_000);
  });

  it("is one per app: the same key for another organisation or with another query is refused", async () => {
    const { access_token } = await signIn(run.origin, {
      organisations: [UK_ORGANISATION_ID, AU_ORGANISATION_ID],
    });
    const body = { Contacts: [{ Name: "Two Books Ltd" }] };
    const headers = { "idempotency-key": "two-books" };
    const put = (organisation: string, query = "") =>
      apiClient(run.origin, access_token, organisation)("PUT", `Contacts${query}`, { body, headers });
    expect((await put(UK_ORGANISATION_ID)).status).toBe(200);
    for (const answer of [
      await put(AU_ORGANISATION_ID),
      await put(UK_ORGANISATION_ID, "?summarizeErrors=false"),
    ]) {
      expect([answer.status, answer.json.Message]).toEqual([
        400,
        "Idempotency Key: two-books is used with a different request.",
      ]);
    }
  });

  it("refuses the key for another body, url or verb, and one over 128 characters", async () => {
    const body = { Invoices: [invoiceBody()] };
    await put("k2", body);
    for (const answer of [
      await put("k2", { Invoices: [invoiceBody()] }),
      await put("k2", body, "Invoices?unitdp=4"),
      await run.api("POST", "Invoices", { body, headers: { "idempotency-key": "k2" } }),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.json.Message).toBe("Idempotency Key: k2 is used with a different request.");
    }
    const long = await put("k".repeat(129), body);
    expect(long.status).toBe(400);
    expect(long.json.Message).toContain("129");
    expect((await put("k".repeat(128), { Invoices: [invoiceBody()] })).status).toBe(200);
  });

  it("remembers errors too", async () => {
    const body = { Invoices: [invoiceBody({ LineItems: [] })] };
    const first = await put("k3", body);
    expect(first.status).toBe(400);
    expect((await put("k3", body)).text).toBe(first.text);
  });

  it("a repeat while the first is in flight waits for it and stores nothing twice", async () => {
    const body = { Invoices: [invoiceBody({ InvoiceNumber: undefined, Reference: "in-flight" })] };
    await control(run.origin, "POST", "/faults", {
      kind: "slow",
      match: { method: "PUT" },
      delayMs: 150,
      storeAfterDelay: true,
    });
    const [first, second] = await Promise.all([put("k4", body), put("k4", body)]);
    expect(second.text).toBe(first.text);
    const stored = await run.api("GET", `Invoices?page=1&searchTerm=in-flight`);
    expect(stored.json.Invoices).toHaveLength(1);
  });

  it("is counted by the limits before it is looked at, and a 429 is not remembered", async () => {
    await control(run.origin, "POST", "/limits", { minute: 1 });
    const body = { Invoices: [invoiceBody()] };
    await run.api("GET", "Organisation");
    expect((await put("k5", body)).status).toBe(429);
    await control(run.origin, "POST", "/limits", { minute: 1_000 });
    expect((await put("k5", body)).status).toBe(200);
    const left = Number((await put("k5", body)).headers.get("x-minlimit-remaining"));
    expect(left).toBe(998);
  });
});
