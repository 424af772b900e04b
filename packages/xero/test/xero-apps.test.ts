import { expect, test } from "vitest";
import { createXeroApps } from "../src/xero-apps.ts";
import { startScriptedServer } from "./scripted-server.ts";

const options = { callTimeoutMs: 5_000, identityTimeoutMs: 5_000 };
const nothing = {
  XERO_SANDBOX_CLIENT_ID: undefined,
  XERO_SANDBOX_CLIENT_SECRET: undefined,
  XERO_SANDBOX_ORIGIN: undefined,
  XERO_PRODUCTION_CLIENT_ID: undefined,
  XERO_PRODUCTION_CLIENT_SECRET: undefined,
  XERO_PRODUCTION_ORIGIN: undefined,
};

test("each environment has its own address and credentials, and hears nothing of the other", async () => {
  const sandbox = await startScriptedServer(() => ({ status: 401, body: {} }));
  const production = await startScriptedServer(() => ({ status: 401, body: {} }));
  const apps = createXeroApps(
    {
      XERO_SANDBOX_CLIENT_ID: "S",
      XERO_SANDBOX_CLIENT_SECRET: "sandbox secret",
      XERO_SANDBOX_ORIGIN: sandbox.url,
      XERO_PRODUCTION_CLIENT_ID: "P",
      XERO_PRODUCTION_CLIENT_SECRET: "production secret",
      XERO_PRODUCTION_ORIGIN: production.url,
    },
    options,
  );
  const authorization = (id: string, secret: string) =>
    `Basic ${Buffer.from(`${id}:${encodeURIComponent(secret).replaceAll("%20", "+")}`).toString("base64")}`;
  for (const [environment, own, other, credentials] of [
    ["sandbox", sandbox, production, authorization("S", "sandbox secret")],
    ["production", production, sandbox, authorization("P", "production secret")],
  ] as const) {
    const before = other.seen.length;
    const access = { accessToken: "token", xeroTenantId: "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f" };
    await apps.ledger[environment]?.readReference("organisation", access);
    await apps.identity[environment]?.refresh({ refreshToken: "refresh" });
    expect(own.seen.map(({ url }) => url)).toEqual(["/api.xro/2.0/Organisation", "/connect/token"]);
    expect(own.seen[1]?.headers.authorization).toBe(credentials);
    expect(other.seen.length).toBe(before);
  }
  sandbox.stop();
  production.stop();
});

test("without credentials an environment is not there", () => {
  const apps = createXeroApps({ ...nothing, XERO_SANDBOX_CLIENT_ID: "S" }, options);
  expect(apps).toEqual({
    ledger: { sandbox: null, production: null },
    identity: { sandbox: null, production: null },
  });
});

test("PKCE goes with the secret, and can be switched off", () => {
  const credentials = { ...nothing, XERO_SANDBOX_CLIENT_ID: "S", XERO_SANDBOX_CLIENT_SECRET: "secret" };
  const consent = { state: "state", codeChallenge: "challenge", redirectUri: "https://x/callback" };
  const challenged = (variables: Parameters<typeof createXeroApps>[0]) =>
    createXeroApps(variables, options).identity.sandbox?.authorizationUrl(consent).includes("code_challenge");
  expect(challenged(credentials)).toBe(true);
  expect(challenged({ ...credentials, XERO_PKCE: "off" })).toBe(false);
});
