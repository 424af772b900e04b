import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from "../src/options.ts";
import { AU_ORGANISATION_ID } from "../src/seed/australia.ts";
import { DEMO_USERS } from "../src/seed/seed-state.ts";
import { UK_ORGANISATION_ID } from "../src/seed/united-kingdom.ts";
import { runningSimulator } from "./running-simulator.ts";
import { ALL_SCOPES, apiClient, consent, REDIRECT_URI, signIn, tokenCall } from "./simulator-client.ts";

const run = runningSimulator({ beforeAll, afterAll });
const MINUTE = 60_000;
const DAY = 86_400_000;

const authorizeUrl = (changes: Record<string, string>) =>
  `${run.origin}/identity/connect/authorize?${new URLSearchParams({
    response_type: "code",
    client_id: DEFAULT_CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    scope: ALL_SCOPES,
    state: "s",
    ...changes,
  })}`;

// biome-ignore lint/suspicious/noExplicitAny: the tests read answers field by field
const jsonOf = async (answer: Response | Promise<Response>): Promise<any> => (await answer).json();
const refresh = (token: string) =>
  tokenCall(run.origin, { grant_type: "refresh_token", refresh_token: token });

describe("behaviour 2: refresh rotation", () => {
  it("gives a new pair and takes the old token for 30 minutes more", async () => {
    const first = await signIn(run.origin);
    const second = await jsonOf(refresh(first.refresh_token));
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(second.expires_in).toBe(1800);

    run.simulator.clock.move(29 * MINUTE);
    const third = await refresh(first.refresh_token);
    expect(third.status).toBe(200);
    expect((await jsonOf(third)).refresh_token).not.toBe(second.refresh_token);

    run.simulator.clock.move(2 * MINUTE);
    const late = await refresh(first.refresh_token);
    expect([late.status, await late.text()]).toEqual([400, '{"error":"invalid_grant"}']);
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  it("ends 60 days after issue", async () => {
    const { refresh_token } = await signIn(run.origin);
    run.simulator.clock.move(60 * DAY - 1000);
    const alive = await jsonOf(refresh(refresh_token));
    run.simulator.clock.move(60 * DAY + 1000);
    const dead = await refresh(alive.refresh_token);
    expect([dead.status, await dead.text()]).toEqual([400, '{"error":"invalid_grant"}']);
  });
});

describe("behaviour 36: authorize page and code", () => {
  it("shows app, scopes, organisations and both buttons under stable ids", async () => {
    const answer = await fetch(authorizeUrl({ acr_values: "bulk_connect:false" }));
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("text/html");
    for (const id of ["consent", "user", "allow", "cancel", `organisation-${UK_ORGANISATION_ID}`]) {
      expect(page).toContain(`id="${id}"`);
    }
    expect(page).toContain('type="radio"');
    expect(page).toContain("View and manage your invoices");
  });

  it.each([
    ["client", { client_id: "F".repeat(32) }],
    ["127.0.0.1 as redirect", { redirect_uri: "http://127.0.0.1:3999/callback" }],
    ["foreign redirect", { redirect_uri: "https://evil.example/callback" }],
    ["unknown scope", { scope: "openid accounting.everything" }],
    ["broad scope of a new app", { scope: "openid accounting.transactions" }],
    ["response type", { response_type: "token" }],
    ["plain PKCE", { code_challenge: "a".repeat(43), code_challenge_method: "plain" }],
  ])("bad %s: HTML 500 and no redirect", async (_name, changes) => {
    const answer = await fetch(authorizeUrl(changes as Record<string, string>), { redirect: "manual" });
    expect(answer.status).toBe(500);
    expect(answer.headers.get("location")).toBeNull();
    expect(await answer.text()).toMatch(/^<!doctype html>/);
  });

  it("cancel comes back as access_denied with the state", async () => {
    const back = await consent(run.origin, { decision: "cancel" });
    expect(Object.fromEntries(back.searchParams)).toEqual({ error: "access_denied", state: "state-1" });
  });

  it("allow without an organisation asks again", async () => {
    await expect(consent(run.origin, { organisations: [] })).rejects.toThrow("400");
    await expect(
      consent(run.origin, { single: true, organisations: [UK_ORGANISATION_ID, AU_ORGANISATION_ID] }),
    ).rejects.toThrow("400");
  });

  it("code is single use, lives 5 minutes and is bound to redirect and verifier", async () => {
    const exchange = (code: string | null, changes: Record<string, string> = {}) =>
      tokenCall(run.origin, {
        grant_type: "authorization_code",
        code: code ?? "",
        redirect_uri: REDIRECT_URI,
        ...changes,
      });
    const codeOf = async () => (await consent(run.origin)).searchParams.get("code");

    const used = await codeOf();
    expect((await exchange(used)).status).toBe(200);
    expect(await (await exchange(used)).text()).toBe('{"error":"invalid_grant"}');

    const late = await codeOf();
    run.simulator.clock.move(5 * MINUTE + 1);
    expect(await (await exchange(late)).text()).toBe('{"error":"invalid_grant"}');

    const elsewhere = { redirect_uri: "http://localhost:3999/other" };
    expect(await (await exchange(await codeOf(), elsewhere)).text()).toBe('{"error":"invalid_grant"}');

    const challenged = await consent(run.origin, {
      challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    });
    const verifier = { code_verifier: "x".repeat(43) };
    expect(await (await exchange(challenged.searchParams.get("code"), verifier)).text()).toBe(
      '{"error":"invalid_grant"}',
    );
    const proven = await consent(run.origin, { challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" });
    const right = { code_verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" };
    expect((await exchange(proven.searchParams.get("code"), right)).status).toBe(200);
  });

  it("token errors are a 400 with error alone", async () => {
    const text = async (answer: Promise<Response>) => {
      const { status } = await answer;
      return [status, await (await answer).text()];
    };
    const bad = (form: Record<string, string>, secret?: string) => text(tokenCall(run.origin, form, secret));
    expect(await bad({ grant_type: "refresh_token", refresh_token: "nope" })).toEqual([
      400,
      '{"error":"invalid_grant"}',
    ]);
    expect(await bad({ grant_type: "password" })).toEqual([400, '{"error":"unsupported_grant_type"}']);
    expect(await bad({ grant_type: "client_credentials" })).toEqual([400, '{"error":"unauthorized_client"}']);
    expect(await bad({ grant_type: "refresh_token" }, "wrong")).toEqual([400, '{"error":"invalid_client"}']);
    const bare = fetch(`${run.origin}/connect/token`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "x" }),
    });
    expect(await text(bare)).toEqual([400, '{"error":"invalid_request"}']);
    const json = fetch(`${run.origin}/connect/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{",
    });
    expect(await text(json)).toEqual([400, '{"error":"invalid_request"}']);
  });

  it("the token endpoint takes forms by POST and nothing else", async () => {
    const tokens = await signIn(run.origin);
    const basic = `Basic ${Buffer.from(`${DEFAULT_CLIENT_ID}:${DEFAULT_CLIENT_SECRET}`).toString("base64")}`;
    const grant = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
    const call = (method: string, type: string, body: string | null, path = "token") =>
      fetch(`${run.origin}/connect/${path}`, {
        method,
        headers: { authorization: basic, "content-type": type },
        body,
      });
    const form = new URLSearchParams(grant).toString();
    for (const answer of [
      await call("POST", "application/json", JSON.stringify(grant)),
      await call("POST", "text/plain", form),
      await call("POST", "multipart/form-data; boundary=x", form),
      await call("PUT", "application/x-www-form-urlencoded", form),
      await call("GET", "application/x-www-form-urlencoded", null),
      await call("POST", "application/json", '{"token":"x"}', "revocation"),
    ]) {
      expect([answer.status, await answer.text()]).toEqual([400, '{"error":"invalid_request"}']);
    }
    expect((await call("POST", "application/x-www-form-urlencoded", form)).status).toBe(200);
  });

  it("an authorize request that cannot be read is Xero's own 500 page and connects nothing", async () => {
    const before = run.simulator.state.connections.size;
    const form = new URLSearchParams({
      response_type: "code",
      client_id: DEFAULT_CLIENT_ID,
      redirect_uri: "http://localhost:99999/",
      scope: ALL_SCOPES,
      decision: "allow",
      user: DEMO_USERS[1]?.userId ?? "",
      organisation: AU_ORGANISATION_ID,
    });
    for (const type of [
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "text/plain",
    ]) {
      const answer = await fetch(`${run.origin}/identity/connect/authorize`, {
        method: "POST",
        headers: { "content-type": type },
        body: form.toString(),
        redirect: "manual",
      });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([500, "text/html; charset=utf-8"]);
      expect(await answer.text()).toContain("Xero | Error");
    }
    expect(run.simulator.state.connections.size).toBe(before);
  });

  it("client credentials in the body work as well as Basic", async () => {
    const code = (await consent(run.origin)).searchParams.get("code") ?? "";
    const answer = await fetch(`${run.origin}/connect/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code,
        redirect_uri: REDIRECT_URI,
        client_id: DEFAULT_CLIENT_ID,
        client_secret: DEFAULT_CLIENT_SECRET,
      }),
    });
    expect(answer.status).toBe(200);
  });
});

describe("tokens and discovery", () => {
  it("RS256 tokens verify against the published keys and carry Xero's claims", async () => {
    const tokens = await signIn(run.origin);
    const discovery = await jsonOf(fetch(`${run.origin}/.well-known/openid-configuration`));
    const keys = createLocalJWKSet((await (await fetch(discovery.jwks_uri)).json()) as JSONWebKeySet);
    const currentDate = new Date(run.simulator.clock.now());
    const access = await jwtVerify(tokens.access_token, keys, {
      issuer: run.origin,
      audience: `${run.origin}/resources`,
      algorithms: ["RS256"],
      currentDate,
    });
    expect(access.payload).toMatchObject({
      client_id: DEFAULT_CLIENT_ID,
      xero_userid: DEMO_USERS[0]?.userId,
      scope: ALL_SCOPES.split(" "),
    });
    expect(access.payload.authentication_event_id).toMatch(/^[0-9a-f-]{36}$/);
    const id = await jwtVerify(tokens.id_token, keys, { audience: DEFAULT_CLIENT_ID, currentDate });
    expect(id.payload.authentication_event_id).toBeUndefined();
    expect(id.payload.email).toBe(DEMO_USERS[0]?.email);
    expect((id.payload.exp ?? 0) - (id.payload.iat ?? 0)).toBe(300);
  });

  it("no refresh token without offline_access, no id token without openid", async () => {
    const tokens = await signIn(run.origin, { scope: "accounting.invoices" });
    expect(tokens.refresh_token).toBeUndefined();
    expect(tokens.id_token).toBeUndefined();
  });
});

describe("behaviour 37: connections and revocation", () => {
  const list = async (token: string, query = "") =>
    fetch(`${run.origin}/connections${query}`, { headers: { authorization: `Bearer ${token}` } });

  it("lists by consent, keeps the id on reconnect, deletes by id only", async () => {
    const first = await signIn(run.origin, { organisations: [UK_ORGANISATION_ID] });
    const eventId = decodeJwt(first.access_token).authentication_event_id as string;
    const answer = await list(first.access_token, `?authEventId=${eventId}`);
    const [uk] = await jsonOf(answer);
    expect(uk).toMatchObject({
      tenantId: UK_ORGANISATION_ID,
      tenantType: "ORGANISATION",
      authEventId: eventId,
    });
    expect(uk.createdDateUtc).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}$/);
    expect(answer.headers.get("x-appminlimit-remaining")).not.toBeNull();
    expect(answer.headers.get("x-minlimit-remaining")).toBeNull();

    run.simulator.clock.move(1000);
    const second = await signIn(run.origin, { organisations: [UK_ORGANISATION_ID, AU_ORGANISATION_ID] });
    const all = await jsonOf(list(second.access_token));
    const again = all.find((one: { tenantId: string }) => one.tenantId === UK_ORGANISATION_ID);
    expect(again.id).toBe(uk.id);
    expect(again.updatedDateUtc > again.createdDateUtc).toBe(true);
    expect(await (await list(second.access_token, `?authEventId=${eventId}`)).json()).toEqual([]);

    const remove = (id: string) =>
      fetch(`${run.origin}/connections/${id}`, {
        method: "DELETE",
        headers: { authorization: `Bearer ${second.access_token}` },
      });
    expect((await remove(UK_ORGANISATION_ID)).status).toBe(403);
    expect((await remove("11111111-1111-4111-8111-111111111111")).status).toBe(404);
    const au = all.find((one: { tenantId: string }) => one.tenantId === AU_ORGANISATION_ID);
    const gone = await remove(au.id);
    expect([gone.status, await gone.text()]).toEqual([204, ""]);
    expect(
      (await apiClient(run.origin, second.access_token, AU_ORGANISATION_ID)("GET", "Organisation")).status,
    ).toBe(403);
    expect((await apiClient(run.origin, second.access_token)("GET", "Organisation")).status).toBe(200);
    expect((await list("garbage")).status).toBe(401);
  });

  it("revocation answers 200 and empty, drops connections and refresh tokens", async () => {
    const tokens = await signIn(run.origin);
    const answer = await fetch(`${run.origin}/connect/revocation`, {
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(`${DEFAULT_CLIENT_ID}:${DEFAULT_CLIENT_SECRET}`).toString("base64")}`,
      },
      body: new URLSearchParams({ token: tokens.refresh_token }),
    });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(await (await list(tokens.access_token)).json()).toEqual([]);
    expect((await apiClient(run.origin, tokens.access_token)("GET", "Organisation")).status).toBe(403);
    expect(await (await refresh(tokens.refresh_token)).text()).toBe('{"error":"invalid_grant"}');
  });
});
