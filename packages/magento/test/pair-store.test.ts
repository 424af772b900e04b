import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createStorefront } from "../src/storefront.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const NO_ROUTE = { message: "Request does not match any route." };
type Answer =
  | { status: number; body?: unknown; html?: boolean; headers?: http.OutgoingHttpHeaders }
  | "hang"
  | "cut";

test("the pairing call carries the code, the id, the key and our address, and no token", async () => {
  const { baseUrl, seen } = await serve(() => ({ status: 200, body: [] }));
  expect(await pair(`  ${baseUrl}/  `)).toEqual({ ok: true });
  expect(seen).toEqual([
    {
      url: "/rest/V1/byte8/xero_accounting/setup/pair",
      authorization: undefined,
      body: {
        pairing_code: "00112233445566778899aabbccddeeff",
        tenant_id: "store-id",
        byte8_api_key: "the-secret-key",
        ledger_base_url: "https://ledger.example",
      },
    },
  ]);
});

test("the second path is tried when the first does not exist", async () => {
  const { baseUrl, seen } = await serve((url) =>
    url.includes("xero_accounting") ? { status: 404, body: NO_ROUTE } : { status: 200, body: [] },
  );
  expect(await pair(baseUrl)).toEqual({ ok: true });
  expect(seen.map(({ url }) => url)).toEqual([
    "/rest/V1/byte8/xero_accounting/setup/pair",
    "/rest/V1/byte8/xero/setup/pair",
  ]);
});

test.each<[string, boolean, Answer]>([
  ["code_refused", true, { status: 401, body: { message: "Invalid or expired pairing code." } }],
  ["rejected", true, { status: 400, body: { message: "pairing_code … are all required." } }],
  ["module_missing", true, { status: 404, body: NO_ROUTE }],
  ["module_missing", true, { status: 404, html: true }],
  ["needs_basic_auth", true, { status: 401, html: true, headers: { "www-authenticate": "Basic realm=x" } }],
  ["not_json", true, { status: 403, html: true }],
  ["not_json", false, { status: 200, html: true }],
  ["server_error", false, { status: 500, body: { message: "Internal Error." } }],
  ["server_error", false, { status: 503, html: true }],
  ["timeout", false, "hang"],
  ["unreachable", false, "cut"],
])("%s, key certainly not taken over: %s", async (problem, keyNotTaken, answer) => {
  const { baseUrl } = await serve(() => answer);
  const outcome = await pair(baseUrl, answer === "hang" ? 300 : 5_000);
  expect(outcome).toMatchObject({ ok: false, problem, keyNotTaken });
  expect(JSON.stringify(outcome)).not.toContain("the-secret-key");
});

test("a redirect is not followed but offered, without our path", async () => {
  const { baseUrl, seen } = await serve((url) => ({
    status: 301,
    html: true,
    headers: { location: `https://www.shop.example/uk${url}` },
  }));
  expect(await pair(baseUrl)).toMatchObject({
    problem: "redirected",
    location: "https://www.shop.example/uk",
    keyNotTaken: true,
  });
  expect(seen).toHaveLength(1);
});

test("nobody there: unreachable, and the key was not taken over", async () => {
  expect(await pair("http://127.0.0.1:1")).toMatchObject({ problem: "unreachable", keyNotTaken: true });
});

test.each([
  ["http_refused", "http://shop.example"],
  ["private_address", "https://127.0.0.1"],
  ["private_address", "https://10.1.2.3:8443"],
  ["private_address", "https://[::1]"],
  ["private_address", "https://[::ffff:192.168.1.1]"],
  ["private_address", "https://2130706433"],
  ["private_address", "https://0x7f.1"],
  ["private_address", "https://localhost"],
  ["address_invalid", "https://user:password@shop.example"],
])("%s: %s is never called", async (problem, baseUrl) => {
  const storefront = createStorefront({ timeoutMs: 2000, allowPrivateUrls: false, now: () => new Date() });
  expect(await storefront.pair(input(baseUrl))).toMatchObject({ ok: false, problem, keyNotTaken: true });
});

function pair(baseUrl: string, timeoutMs = 5_000) {
  const storefront = createStorefront({ timeoutMs, allowPrivateUrls: true, now: () => new Date() });
  return storefront.pair(input(baseUrl));
}

function input(baseUrl: string) {
  return {
    baseUrl,
    pairingCode: " 00112233445566778899aabbccddeeff\n",
    storeId: "store-id",
    apiKey: "the-secret-key",
    ledgerBaseUrl: "https://ledger.example",
  };
}

async function serve(script: (url: string) => Answer) {
  const seen: { url: string; authorization: string | undefined; body: unknown }[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = request.url ?? "";
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      seen.push({ url, authorization: request.headers.authorization, body });
      const answer = script(url);
      if (answer === "hang") return;
      if (answer === "cut") return request.socket.destroy();
      response.writeHead(answer.status, {
        "content-type": answer.html ? "text/html" : "application/json",
        ...answer.headers,
      });
      response.end(answer.html ? "<html></html>" : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}
