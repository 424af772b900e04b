import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { xeroScopes } from "../src/scopes.ts";
import { startSimulatedXero } from "./simulated-xero.ts";

const MINUTE_MS = 60_000;

let xero: Awaited<ReturnType<typeof startSimulatedXero>>;
beforeAll(async () => {
  xero = await startSimulatedXero();
});
afterAll(async () => {
  await xero.stop();
});

test("consent, exchange, and the organisation that was picked in it", async () => {
  const consent = await xero.consent(UK_ORGANISATION_ID);
  expect(consent.isOurState).toBe(true);
  const outcome = await xero.identity.exchangeCode(consent);
  if (!outcome.ok) throw new Error(outcome.detail);
  expect(outcome.scopes).toEqual([...xeroScopes]);
  expect(outcome.email).toMatch(/@/);
  expect(outcome.expiresInSeconds).toBeGreaterThan(29 * 60);
  expect(outcome.expiresInSeconds).toBeLessThanOrEqual(30 * 60);
  const { accessToken, authenticationEventId } = outcome;
  expect(await xero.identity.listConnections({ accessToken, authenticationEventId })).toEqual({
    ok: true,
    connections: [
      {
        connectionId: expect.any(String),
        xeroTenantId: UK_ORGANISATION_ID,
        tenantType: "ORGANISATION",
        tenantName: "Acme Retail (UK)",
      },
    ],
  });
  expect(await xero.identity.exchangeCode(consent)).toMatchObject({ ok: false, problem: "invalid_grant" });
});

test("a code needs the verifier of its challenge", async () => {
  const consent = await xero.consent(UK_ORGANISATION_ID);
  const codeVerifier = "another-verifier-another-verifier-another-verifier";
  expect(await xero.identity.exchangeCode({ ...consent, codeVerifier })).toMatchObject({
    ok: false,
    problem: "invalid_grant",
  });
});

test("a refresh rotates; the old token has half an hour of grace and no more", async () => {
  const first = await connect();
  const second = await xero.identity.refresh(first);
  if (!second.ok) throw new Error(second.detail);
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect(second.xeroUserId).toBe(first.xeroUserId);
  await xero.control("clock", { moveMs: 29 * MINUTE_MS });
  expect(await xero.identity.refresh(first)).toMatchObject({ ok: true });
  await xero.control("clock", { moveMs: 2 * MINUTE_MS });
  expect(await xero.identity.refresh(first)).toEqual({
    ok: false,
    problem: "invalid_grant",
    detail: "invalid_grant",
  });
  expect(await xero.identity.refresh({ refreshToken: second.refreshToken ?? "" })).toMatchObject({
    ok: true,
  });
});

test("a token answer that is cut off is repeated with the old token", async () => {
  const grant = await connect();
  await xero.control("faults", { kind: "store-then-cut", match: { path: "/connect/token" } });
  expect(await xero.identity.refresh(grant)).toMatchObject({ ok: false, problem: "no-answer" });
  expect(await xero.identity.refresh(grant)).toMatchObject({ ok: true });
  await xero.control("faults", { kind: "html-503", match: { path: "/connect/token" } });
  expect(await xero.identity.refresh(grant)).toMatchObject({ ok: false, problem: "unavailable" });
});

test("deleting a connection ends the access to that organisation, and only to it", async () => {
  const { accessToken } = await connect();
  const listed = await xero.identity.listConnections({ accessToken, authenticationEventId: null });
  const connectionId = listed.ok ? (listed.connections[0]?.connectionId ?? "") : "";
  const access = { accessToken, xeroTenantId: UK_ORGANISATION_ID };
  expect(await xero.ledger.readReference("organisation", access)).toMatchObject({ ok: true });
  expect(
    await xero.identity.deleteConnection({ accessToken, connectionId: UK_ORGANISATION_ID }),
  ).toMatchObject({
    ok: false,
    problem: "token",
  });
  expect(await xero.identity.deleteConnection({ accessToken, connectionId })).toEqual({ ok: true });
  expect(await xero.identity.deleteConnection({ accessToken, connectionId })).toMatchObject({
    ok: false,
    problem: "not_found",
  });
  expect(await xero.ledger.readReference("organisation", access)).toMatchObject({
    ok: false,
    problem: "organisation",
  });
  expect(await xero.identity.listConnections({ accessToken, authenticationEventId: null })).toEqual({
    ok: true,
    connections: [],
  });
});

test("an expired token and a missing scope are told apart", async () => {
  const { accessToken } = await connect();
  await xero.control("clock", { moveMs: 31 * MINUTE_MS });
  const expired = { accessToken, xeroTenantId: UK_ORGANISATION_ID };
  expect(await xero.ledger.readReference("accounts", expired)).toMatchObject({ ok: false, problem: "token" });
  const narrow = await connect(["openid", "offline_access", "accounting.contacts"]);
  const scoped = { accessToken: narrow.accessToken, xeroTenantId: UK_ORGANISATION_ID };
  expect(await xero.ledger.readReference("accounts", scoped)).toMatchObject({ ok: false, problem: "scope" });
});

async function connect(scopes?: readonly string[]) {
  const outcome = await xero.identity.exchangeCode(await xero.consent(UK_ORGANISATION_ID, scopes));
  if (!outcome.ok) throw new Error(outcome.detail);
  const { refreshToken, ...rest } = outcome;
  if (refreshToken === null) throw new Error("no refresh token");
  return { refreshToken, ...rest };
}
