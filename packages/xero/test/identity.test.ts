import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterEach, beforeAll, expect, test } from "vitest";
import { createXeroIdentity } from "../src/identity.ts";
import { patienceMs, type ScriptedAnswer, type SeenRequest, startScriptedServer } from "./scripted-server.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const ISSUER = "https://identity.xero.com";
const CLIENT_ID = "A".repeat(32);
type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
let keys: Keys;
beforeAll(async () => {
  keys = await generateKeyPair("RS256");
});

test("the consent address asks for one organisation, with PKCE", async () => {
  const { identity } = await serve(() => "hang");
  const url = new URL(
    identity.authorizationUrl({
      state: "state",
      codeChallenge: "challenge",
      redirectUri: "https://counterfoil.example/callback",
    }),
  );
  expect(url.origin + url.pathname).toBe("https://login.xero.com/identity/connect/authorize");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: CLIENT_ID,
    response_type: "code",
    redirect_uri: "https://counterfoil.example/callback",
    scope:
      "openid profile email offline_access accounting.invoices accounting.payments accounting.contacts accounting.settings.read",
    state: "state",
    acr_values: "bulk_connect:false",
    code_challenge: "challenge",
    code_challenge_method: "S256",
  });
});

test("a code becomes tokens, and who consented is read from them", async () => {
  const access = await accessToken();
  const id = await idToken(keys.privateKey);
  const { identity, seen } = await serve(() => tokens(access, id));
  expect(
    await identity.exchangeCode({
      code: "the-code",
      codeVerifier: "verifier",
      redirectUri: "https://x/callback",
    }),
  ).toEqual({
    ok: true,
    accessToken: access,
    refreshToken: "R2",
    expiresInSeconds: expect.closeTo(1800, -1),
    scopes: ["openid", "accounting.invoices"],
    xeroUserId: "user",
    authenticationEventId: "event",
    email: "jane@example.com",
    name: null,
  });
  const token = seen.find(({ url }) => url === "/connect/token");
  expect(token?.headers.authorization).toBe(
    `Basic ${Buffer.from(`${CLIENT_ID}:client-secret`).toString("base64")}`,
  );
  expect(Object.fromEntries(new URLSearchParams(token?.body))).toEqual({
    grant_type: "authorization_code",
    code: "the-code",
    redirect_uri: "https://x/callback",
    code_verifier: "verifier",
  });
});

test("an ID token of another signer or for another app is not believed", async () => {
  const stranger = await generateKeyPair("RS256");
  const access = await accessToken();
  for (const id of [await idToken(stranger.privateKey), await idToken(keys.privateKey, "another app")]) {
    const { identity } = await serve(() => tokens(access, id));
    const input = { code: "c", codeVerifier: "v", redirectUri: "https://x/callback" };
    expect(await identity.exchangeCode(input)).toMatchObject({ ok: false, problem: "refused" });
  }
});

test("a refresh keeps a rotated pair whatever its ID token is like", async () => {
  const access = await accessToken();
  const { identity, seen } = await serve(() => tokens(access, "garbage"));
  expect(await identity.refresh({ refreshToken: "R1" })).toMatchObject({
    ok: true,
    accessToken: access,
    refreshToken: "R2",
    xeroUserId: "user",
  });
  expect(seen[0]?.body).toBe("grant_type=refresh_token&refresh_token=R1");
});

test.each<[string, ScriptedAnswer, object]>([
  ["invalid_grant", { status: 400, body: { error: "invalid_grant" } }, { problem: "invalid_grant" }],
  ["invalid_client 400", { status: 400, body: { error: "invalid_client" } }, { problem: "invalid_client" }],
  ["invalid_client 401", { status: 401, body: { error: "invalid_client" } }, { problem: "invalid_client" }],
  ["unauthorized_client", { status: 400, body: { error: "unauthorized_client" } }, { problem: "refused" }],
  ["500", { status: 500, body: { error: "invalid_grant" } }, { problem: "unavailable" }],
  ["503 HTML", { status: 503, text: "<html>" }, { problem: "unavailable" }],
  ["200 HTML", { status: 200, text: "<html>secret</html>" }, { problem: "unavailable" }],
  ["429", { status: 429 }, { problem: "unavailable" }],
  ["nonsense", { status: 200, body: { access_token: "x" } }, { problem: "unavailable" }],
  ["a cut", "cut", { problem: "no-answer" }],
  ["silence", "hang", { problem: "no-answer" }],
  ["a body that never ends", "cut-in-body", { ok: false }],
])("refresh: %s", async (_name, answer, expected) => {
  const { identity } = await serve(() => answer, { timeoutMs: patienceMs(answer) });
  const outcome = await identity.refresh({ refreshToken: "the-refresh-token" });
  expect(outcome).toMatchObject({ ok: false, ...expected });
  expect(JSON.stringify(outcome)).not.toMatch(/the-refresh-token|secret/);
});

test("connections are a bare array", async () => {
  const { identity, seen } = await serve(() => ({
    status: 200,
    body: [
      {
        id: "connection",
        authEventId: "event",
        tenantId: "tenant",
        tenantType: "ORGANISATION",
        tenantName: "Maple Florist",
        createdDateUtc: "2019-07-09T23:40:30.1833130",
      },
    ],
  }));
  expect(await identity.listConnections({ accessToken: "access", authenticationEventId: "event" })).toEqual({
    ok: true,
    connections: [
      {
        connectionId: "connection",
        xeroTenantId: "tenant",
        tenantType: "ORGANISATION",
        tenantName: "Maple Florist",
      },
    ],
  });
  expect(seen[0]).toMatchObject({ method: "GET", url: "/connections?authEventId=event" });
  expect(seen[0]?.headers.authorization).toBe("Bearer access");
  expect(seen[0]?.headers).not.toHaveProperty("xero-tenant-id");
  await identity.listConnections({ accessToken: "access", authenticationEventId: null });
  expect(seen[1]?.url).toBe("/connections");
});

test.each<[ScriptedAnswer, object]>([
  [{ status: 204 }, { ok: true }],
  [{ status: 404 }, { ok: false, problem: "not_found" }],
  [{ status: 401 }, { ok: false, problem: "token" }],
  [{ status: 403 }, { ok: false, problem: "token" }],
  [{ status: 429 }, { ok: false, problem: "unavailable" }],
  [{ status: 500 }, { ok: false, problem: "unavailable" }],
  ["hang", { ok: false, problem: "unavailable" }],
])("deleting a connection: %j", async (answer, expected) => {
  const { identity, seen } = await serve(() => answer, { timeoutMs: patienceMs(answer) });
  expect(await identity.deleteConnection({ accessToken: "access", connectionId: "c1" })).toMatchObject(
    expected,
  );
  expect(seen[0]).toMatchObject({ method: "DELETE", url: "/connections/c1" });
});

test("without PKCE neither challenge nor verifier is sent, and without offline access there is no refresh token", async () => {
  const access = await accessToken();
  const { identity, seen } = await serve(() => ({ status: 200, body: { access_token: access } }), {
    usePkce: false,
  });
  const redirectUri = "https://x/callback";
  expect(identity.authorizationUrl({ state: "s", codeChallenge: "c", redirectUri })).not.toContain(
    "challenge",
  );
  expect(await identity.exchangeCode({ code: "c", codeVerifier: "v", redirectUri })).toMatchObject({
    ok: true,
    refreshToken: null,
    expiresInSeconds: expect.closeTo(1800, -1),
    email: null,
    name: null,
  });
  expect(seen[0]?.body).not.toContain("verifier");
});

async function serve(
  script: (request: SeenRequest) => ScriptedAnswer,
  { usePkce = true, timeoutMs = 5_000 } = {},
) {
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "RS256", use: "sig" };
  const server = await startScriptedServer((request) =>
    request.url === "/jwks" ? { status: 200, body: { keys: [jwk] } } : script(request),
  );
  stops.push(server.stop);
  const identity = createXeroIdentity({
    authorizeUrl: "https://login.xero.com/identity/connect/authorize",
    tokenUrl: `${server.url}/connect/token`,
    connectionsUrl: `${server.url}/connections`,
    issuer: ISSUER,
    jwksUrl: `${server.url}/jwks`,
    clientId: CLIENT_ID,
    clientSecret: "client-secret",
    usePkce,
    timeoutMs,
  });
  return { identity, seen: server.seen };
}

function tokens(access: string, id: string): ScriptedAnswer {
  return {
    status: 200,
    body: {
      id_token: id,
      access_token: access,
      expires_in: 1800,
      token_type: "Bearer",
      refresh_token: "R2",
      scope: "openid accounting.invoices",
    },
  };
}

function accessToken(): Promise<string> {
  return new SignJWT({
    xero_userid: "user",
    authentication_event_id: "event",
    scope: ["openid", "accounting.invoices"],
  })
    .setProtectedHeader({ alg: "RS256", kid: "k1" })
    .sign(keys.privateKey);
}

function idToken(key: Keys["privateKey"], audience = CLIENT_ID): Promise<string> {
  return new SignJWT({ email: "jane@example.com" })
    .setProtectedHeader({ alg: "RS256", kid: "k1" })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setIssuedAt(1_600_000_000)
    .setExpirationTime(1_600_000_300)
    .sign(key);
}
