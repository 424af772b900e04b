import { randomBytes } from "node:crypto";
import { createMagentoSimulator } from "@counterfoil/magento-simulator/server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { deriveKeys } from "../src/derive-keys.ts";
import { createStorefront } from "../src/storefront.ts";
import { verifyOutboundToken } from "../src/verify-outbound-token.ts";
import { type SeenRequest, startLedger } from "./ledger-server.ts";

const STORE_ID = "7f6d2a50-1111-4222-8333-444455556666";

let simulator: ReturnType<typeof createMagentoSimulator>;
let baseUrl: string;
const stops: (() => void | Promise<void>)[] = [];

beforeEach(async () => {
  simulator = createMagentoSimulator({ outboxTickMs: 0, seed: "storefront" });
  baseUrl = await simulator.listen();
});

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await simulator.close();
});

test("a store is paired once per code, and reads and pushes work from then on", async () => {
  const { access, storefront, code } = await pair();
  expect(
    await storefront.pair({
      baseUrl,
      pairingCode: code,
      storeId: STORE_ID,
      apiKey: randomBytes(32).toString("hex"),
      ledgerBaseUrl: "https://ledger.example",
    }),
  ).toMatchObject({ ok: false, problem: "code_refused", keyNotTaken: true });
  expect(await storefront.ping(access)).toEqual({ ok: true, value: true });
  const methods = await storefront.paymentMethods(access);
  expect(methods.ok && methods.value.map(({ code }) => code)).toContain("checkmo");
});

test("two hundred documents of every kind are read, and none loses a place", async () => {
  const { access, storefront } = await pair();
  const { documents } = raisedSchema.parse(await control("raise", { count: 200 }));
  expect(documents.length).toBeGreaterThanOrEqual(200);
  for (const { kind, id } of documents) {
    const read = await (kind === "invoice"
      ? storefront.invoice(id, access)
      : storefront.creditMemo(id, access));
    if (!read.ok) throw new Error(`${kind} ${id}: ${read.detail}`);
    const canonical = await canonicalOf(kind, id);
    expect(Number(read.value.grandTotal)).toBe(canonical.grand_total);
    expect(read.value.lines.map(({ name }) => name)).toEqual(canonical.lines.map(({ name }) => name));
    expect(read.value.lines.map(({ lineTotal }) => lineTotal)).toEqual(
      canonical.lines.map(({ line_total }) => line_total.toFixed(4)),
    );
    if (kind === "invoice" && canonical.grand_total > 0) {
      const payment = await storefront.payment(id, access);
      expect(payment).toMatchObject({ ok: true, value: { amount: read.value.grandTotal } });
    }
  }
});

test("what is not there, and a key that is not theirs, are told apart", async () => {
  const { access, storefront } = await pair();
  expect(await storefront.invoice(999_999, access)).toMatchObject({ ok: false, problem: "not_found" });
  const stranger = { ...access, apiKey: randomBytes(32).toString("hex") };
  expect(await storefront.ping(stranger)).toMatchObject({ ok: false, problem: "refused" });
  const other = { ...access, storeId: "11111111-1111-4222-8333-444455556666" };
  expect(await storefront.ping(other)).toMatchObject({ ok: false, problem: "refused" });
});

test("a clock ten seconds off either way is no reason to be refused", async () => {
  const { access } = await pair();
  for (const seconds of [-10, 10]) {
    const skewed = createStorefront({
      timeoutMs: 5000,
      allowPrivateUrls: true,
      now: () => new Date(Date.now() + seconds * 1000),
    });
    expect(await skewed.ping(access)).toEqual({ ok: true, value: true });
  }
});

test("sync state appears in the store's own table", async () => {
  const { access, storefront } = await pair();
  const { documents } = raisedSchema.parse(await control("raise", { count: 1, kind: "invoice" }));
  const id = documents[0]?.id ?? 0;
  const row = {
    entityType: "invoice",
    magentoId: id,
    status: "synced",
    providerEntityId: "ed255415-e141-4150-aab7-89c3bbbb851c",
    providerReference: "INV-1",
    skipReason: null,
    errorCode: null,
    lastSyncAt: new Date("2026-04-29T10:11:12Z"),
  } as const;
  expect(await storefront.pushSyncState(row, access)).toEqual({ ok: true, value: true });
  expect(Object.values(simulator.state.syncStates)).toContainEqual(
    expect.objectContaining({ sync_status: "synced", provider: "xero", provider_reference: "INV-1" }),
  );
});

test.each([
  [{ html: true, status: 503 }, "unavailable"],
  [{ html: true, status: 404 }, "unavailable"],
  [{ status: 500 }, "unavailable"],
  [{ cut: true }, "unavailable"],
  [{ slowMs: 3000 }, "unavailable"],
])("a store in trouble (%j) is %s", async (fault, problem) => {
  const { access } = await pair();
  await control("faults", { path: "*", ...fault });
  const timeoutMs = "slowMs" in fault ? 500 : 5_000;
  const storefront = createStorefront({ timeoutMs, allowPrivateUrls: true, now: () => new Date() });
  expect(await storefront.ping(access)).toMatchObject({ ok: false, problem });
});

test("the tokens its outbox sends are verified with the key of the pairing", async () => {
  const seen: SeenRequest[] = [];
  const ledger = await startLedger((request) => seen.push(request));
  stops.push(ledger.stop);
  const { apiKey } = await pair(ledger.url);
  await control("raise", { count: 1, kind: "invoice" });
  await simulator.drain();
  expect(seen.length).toBeGreaterThan(0);
  for (const { authorization, url } of seen) {
    const token = authorization.replace(/^Bearer /, "");
    expect(url).toContain(`/webhooks/magento/${STORE_ID}/`);
    expect(
      verifyOutboundToken({
        token,
        key: deriveKeys(apiKey).outbound,
        storeId: STORE_ID,
        now: new Date(),
      }),
    ).toMatchObject({ ok: true, claims: { storeId: STORE_ID } });
  }
});

async function pair(ledgerBaseUrl = "https://ledger.example") {
  const { code } = z.object({ code: z.string() }).parse(await control("pairing-code", {}));
  const storefront = createStorefront({ timeoutMs: 5000, allowPrivateUrls: true, now: () => new Date() });
  const apiKey = randomBytes(32).toString("hex");
  const outcome = await storefront.pair({
    baseUrl,
    pairingCode: code,
    storeId: STORE_ID,
    apiKey,
    ledgerBaseUrl,
  });
  expect(outcome).toEqual({ ok: true });
  return { storefront, apiKey, code, access: { baseUrl, storeId: STORE_ID, apiKey } };
}

async function control(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${baseUrl}/__sim/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}: ${await response.text()}`);
  return response.json();
}

async function canonicalOf(kind: "invoice" | "creditmemo", id: number) {
  const { invoices, creditMemos } = simulator.state;
  return canonicalSchema.parse((kind === "invoice" ? invoices : creditMemos)[id]).document;
}

const raisedSchema = z.object({
  documents: z.array(z.object({ kind: z.enum(["invoice", "creditmemo"]), id: z.number() })),
});

const canonicalSchema = z.object({
  document: z.object({
    grand_total: z.number(),
    lines: z.array(z.object({ name: z.string(), line_total: z.number() })),
  }),
});
