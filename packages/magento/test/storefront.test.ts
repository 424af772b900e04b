import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createStorefront } from "../src/storefront.ts";

type Seen = { method: string; url: string; headers: http.IncomingHttpHeaders; body: string };
type Script = (seen: Seen, response: http.ServerResponse) => void;

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const STORE_ID = "7f6d2a50-1111-4222-8333-444455556666";
const API_KEY = "ab".repeat(32);

const INVOICE = {
  magento_id: 42,
  increment_id: "000000042",
  order_id: 7,
  order_increment_id: "000000007",
  website_id: 1,
  store_id: 1,
  currency: "GBP",
  state: "paid",
  customer: { magento_id: 0, email: "jane@example.com", website_id: 0, addresses: [], created_at: "" },
  lines: [
    {
      sku: "A",
      name: "Täßchen ☕",
      qty: 2,
      unit_price: 10,
      line_subtotal: 20,
      line_tax: "3.5",
      line_total: 14.620000000000001,
      tax_rate: 0.2,
    },
  ],
  subtotal: 20,
  tax_amount: 3.5,
  shipping_amount: 0,
  shipping_tax_amount: -0,
  discount_amount: -8.88,
  grand_total: 14.62,
  created_at: "2026-01-02T03:04:05Z",
};

test("an invoice is asked for with our token and read to the last of four places", async () => {
  const seen: Seen[] = [];
  const baseUrl = await serve((request, response) => {
    seen.push(request);
    json(response, 200, INVOICE);
  });
  const read = await storefront().invoice(42, access(`${baseUrl}/shop`));
  expect(seen[0]).toMatchObject({ method: "GET", url: "/shop/rest/V1/byte8/invoice/42" });
  expect(seen[0]?.headers.accept).toBe("application/json");
  expect(seen[0]?.headers.authorization).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  expect(read).toMatchObject({
    ok: true,
    value: {
      kind: "invoice",
      state: "paid",
      shippingTaxAmount: "0.0000",
      discountAmount: "-8.8800",
      grandTotal: "14.6200",
      poNumber: null,
      billingAddress: null,
      createdAt: "2026-01-02T03:04:05Z",
      lines: [
        { name: "Täßchen ☕", qty: "2.0000", lineTax: "3.5000", lineTotal: "14.6200", taxRate: "0.2000" },
      ],
    },
  });
});

test("what a database cannot hold is replaced in a text, and never keeps a document away", async () => {
  const customer = { ...INVOICE.customer, first_name: "Nu\0l", last_name: "half \ud83d" };
  const read = await readInvoice({ ...INVOICE, customer });
  expect(read).toMatchObject({
    ok: true,
    value: { customer: { firstName: "Nu\uFFFDl", lastName: "half \uFFFD" } },
  });
});

test("small letters are a currency and a country too; a sentence is no country", async () => {
  const [billing_address, shipping_address] = ["gb", "Great Britain"].map((country_id) => ({ country_id }));
  const read = await readInvoice({ ...INVOICE, currency: "gbp", billing_address, shipping_address });
  expect(read).toMatchObject({
    ok: true,
    value: { currency: "GBP", billingAddress: { countryId: "GB" }, shippingAddress: { countryId: "" } },
  });
});

test.each(["<b>", "", "pound", 826])("%j is no currency", async (currency) => {
  expect(await readInvoice({ ...INVOICE, currency })).toMatchObject({
    ok: false,
    problem: "invalid",
    detail: expect.stringContaining("currency"),
  });
});

test("a customer's profile is read; somebody else's is no answer", async () => {
  const profile = { ...INVOICE.customer, magento_id: 7, first_name: "Jane", company: null };
  const baseUrl = await serve((_seen, response) => json(response, 200, profile));
  const read = await storefront().customer(7, access(baseUrl));
  expect(read).toMatchObject({
    ok: true,
    value: { magentoId: 7, firstName: "Jane", company: null, addresses: [] },
  });
  expect(await storefront().customer(8, access(baseUrl))).toMatchObject({ ok: false, problem: "invalid" });
});

test("credit memo, payment and payment methods are read; absent and null fields are the same", async () => {
  const { order_id, order_increment_id, store_id, state, subtotal, tax_amount, ...rest } = INVOICE;
  const baseUrl = await serve(({ url }, response) => {
    if (url.includes("creditmemo")) {
      return json(response, 200, {
        ...rest,
        magento_id: 5,
        invoice_id: null,
        adjustment_positive: "1.23456",
      });
    }
    if (url.includes("payment-methods")) {
      return json(response, 200, [
        { code: "checkmo", label: "Cheque", is_active: true },
        { code: "free", label: null, is_active: "0" },
      ]);
    }
    json(response, 200, {
      magento_id: 42,
      invoice_id: 42,
      invoice_increment_id: "000000042",
      method: "checkmo",
      currency: "GBP",
      amount: 14.62,
      captured_at: "2026-01-02 03:04:05",
      gateway_metadata: ["secret"],
    });
  });
  expect(await storefront().creditMemo(5, access(baseUrl))).toMatchObject({
    ok: true,
    value: {
      invoiceId: null,
      invoiceCreatedAt: null,
      adjustmentPositive: "1.2346",
      adjustmentNegative: "0.0000",
    },
  });
  expect(await storefront().payment(42, access(baseUrl))).toEqual({
    ok: true,
    value: {
      kind: "payment",
      invoiceId: 42,
      invoiceIncrementId: "000000042",
      method: "checkmo",
      currency: "GBP",
      amount: "14.6200",
      capturedAt: "2026-01-02T03:04:05Z",
      gatewayTransactionId: null,
    },
  });
  expect(await storefront().paymentMethods(access(baseUrl))).toEqual({
    ok: true,
    value: [
      { code: "checkmo", label: "Cheque", isActive: true },
      { code: "free", label: null, isActive: false },
    ],
  });
});

test("sync state is pushed whole, nulls included, each time with another token", async () => {
  const seen: Seen[] = [];
  const baseUrl = await serve((request, response) => {
    seen.push(request);
    json(response, 200, []);
  });
  const row = {
    entityType: "invoice",
    magentoId: 42,
    status: "synced",
    providerEntityId: "id",
    providerReference: "x".repeat(80),
    skipReason: null,
    errorCode: null,
    lastSyncAt: new Date("2026-04-29T10:11:12.345Z"),
  } as const;
  expect(await storefront().pushSyncState(row, access(baseUrl))).toEqual({ ok: true, value: true });
  await storefront().pushSyncState(row, access(baseUrl));
  expect(JSON.parse(seen[0]?.body ?? "")).toEqual({
    entity_type: "invoice",
    magento_entity_id: 42,
    provider: "xero",
    sync_status: "synced",
    provider_entity_id: "id",
    provider_reference: "x".repeat(64),
    skip_reason: null,
    error_code: null,
    last_sync_at: "2026-04-29 10:11:12",
  });
  expect(seen[0]?.headers.authorization).not.toBe(seen[1]?.headers.authorization);
});

const NO_ENTITY = {
  message: "The entity that was requested doesn't exist. Verify the entity and try again.",
};
const NO_ROUTE = { message: "Request does not match any route." };

test.each<[string, string, Script]>([
  [
    "refused",
    "Magento refuses our token",
    (_, r) => json(r, 401, { message: "The consumer isn't authorized" }),
  ],
  ["not_found", "no such document", (_, r) => json(r, 404, NO_ENTITY)],
  ["unavailable", "the module is switched off", (_, r) => json(r, 404, NO_ROUTE)],
  ["unavailable", "HTML 404 of a web server", (_, r) => html(r, 404)],
  ["unavailable", "basic auth in front", (_, r) => html(r, 401, { "www-authenticate": 'Basic realm="x"' })],
  ["unavailable", "maintenance", (_, r) => json(r, 503, { message: "maintenance" })],
  ["unavailable", "a crash", (_, r) => json(r, 500, { message: "Internal Error." })],
  ["unavailable", "HTML with 200", (_, r) => html(r, 200)],
  ["unavailable", "a redirect", (_, r) => html(r, 302, { location: "https://elsewhere.example/" })],
  ["unavailable", "too many requests", (_, r) => json(r, 429, { message: "slow down" })],
  ["unavailable", "a cut in the middle", (_, r) => cut(r)],
  ["unavailable", "no answer", () => undefined],
  ["invalid", "an endless body", (_, r) => flood(r)],
  ["invalid", "truncated JSON", (_, r) => raw(r, 200, '{"magento_id":42,"incre')],
  ["invalid", "an empty body", (_, r) => raw(r, 200, "")],
  ["invalid", "JSON of another shape", (_, r) => json(r, 200, [1, 2])],
  ["invalid", "another document", (_, r) => json(r, 200, { ...INVOICE, magento_id: 43 })],
  ["invalid", "an amount beyond all bounds", (_, r) => json(r, 200, { ...INVOICE, grand_total: 1e20 })],
  ["invalid", "no date", (_, r) => json(r, 200, { ...INVOICE, created_at: "" })],
  ["invalid", "a date of another century", (_, r) => json(r, 200, { ...INVOICE, created_at: "9999-12-31" })],
  ["invalid", "a blank number", (_, r) => json(r, 200, { ...INVOICE, increment_id: " \u200b" })],
])("%s: %s", async (problem, _name, script) => {
  const baseUrl = await serve(script);
  const read = await storefront(300).invoice(42, access(baseUrl));
  expect(read).toMatchObject({ ok: false, problem });
  expect(JSON.stringify(read)).not.toContain("jane@example.com");
});

test("a store that is not there is unavailable", async () => {
  expect(await storefront().ping(access("http://127.0.0.1:1"))).toEqual({
    ok: false,
    problem: "unavailable",
    detail: "ECONNREFUSED",
  });
});

test("a ping takes either spelling, and the payment methods of an old module are not found", async () => {
  const baseUrl = await serve(({ url }, response) =>
    url.endsWith("/ping") ? json(response, 200, [true, STORE_ID, "x"]) : json(response, 404, NO_ROUTE),
  );
  expect(await storefront().ping(access(baseUrl))).toEqual({ ok: true, value: true });
  expect(await storefront().paymentMethods(access(baseUrl))).toMatchObject({ problem: "not_found" });
});

test("many calls over one kept connection leave no listeners behind", async () => {
  const warnings: string[] = [];
  const onWarning = (warning: Error) => warnings.push(warning.name);
  process.on("warning", onWarning);
  stops.push(() => process.off("warning", onWarning));
  const baseUrl = await serve((_, response) => json(response, 200, []));
  const client = storefront();
  for (let round = 0; round < 20; round += 1) await client.ping(access(baseUrl));
  expect(warnings).toEqual([]);
});

const access = (baseUrl: string) => ({ baseUrl, storeId: STORE_ID, apiKey: API_KEY });

async function readInvoice(invoice: object) {
  const baseUrl = await serve((_, response) => json(response, 200, invoice));
  return storefront().invoice(42, access(baseUrl));
}

function storefront(timeoutMs = 5_000) {
  return createStorefront({ timeoutMs, allowPrivateUrls: true, now: () => new Date() });
}

async function serve(script: Script): Promise<string> {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      script(
        { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body },
        response,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function json(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}

function raw(response: http.ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(body);
}

function html(response: http.ServerResponse, status: number, headers: http.OutgoingHttpHeaders = {}): void {
  response
    .writeHead(status, { "content-type": "text/html", ...headers })
    .end("<html>jane@example.com</html>");
}

function cut(response: http.ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"magento_id":');
  setImmediate(() => response.destroy());
}

function flood(response: http.ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json" });
  const chunk = Buffer.alloc(1024 * 1024, " ");
  const more = () => {
    if (!response.destroyed) response.write(chunk, more);
  };
  more();
}
