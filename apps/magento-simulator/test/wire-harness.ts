import { createHmac, randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { createMagentoSimulator, type MagentoSimulator, type SimulatorOptions } from "../src/server.ts";
import { deriveKey } from "../src/wire/jwt.ts";

export const API_KEY = "0123456789abcdef".repeat(4);
export const TENANT = "7f6d2a50-1111-4222-8333-444455556666";

interface Received {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  rawHeaders: string[];
  body: string;
}

export interface FakeLedger {
  url: string;
  received: Received[];
  /** Answers the next requests; when it returns nothing the answer is 202. */
  answer: (respond: ((request: Received, response: http.ServerResponse) => boolean) | null) => void;
  close: () => Promise<void>;
}

export async function startFakeLedger(): Promise<FakeLedger> {
  const received: Received[] = [];
  let respond: ((request: Received, response: http.ServerResponse) => boolean) | null = null;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const entry: Received = {
        method: request.method ?? "",
        url: request.url ?? "",
        headers: request.headers,
        rawHeaders: request.rawHeaders,
        body: Buffer.concat(chunks).toString(),
      };
      received.push(entry);
      if (respond?.(entry, response)) return;
      response.writeHead(202, { "content-type": "application/json" }).end('{"sync_run_id":"run-1"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (next) => {
      respond = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface TestStore {
  simulator: MagentoSimulator;
  url: string;
  /** What the clock says; move it at will. */
  time: { nowMs: number };
  post: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>;
  get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  pair: (ledgerUrl: string) => Promise<Response>;
}

export async function startStore(options: SimulatorOptions = {}): Promise<TestStore> {
  const time = { nowMs: Date.UTC(2026, 10, 21, 10, 0, 0) };
  const simulator = createMagentoSimulator({ outboxTickMs: 0, clock: { now: () => time.nowMs }, ...options });
  const url = await simulator.listen();
  const post: TestStore["post"] = (path, body, headers = {}) =>
    fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
    });
  return {
    simulator,
    url,
    time,
    post,
    get: (path, headers = {}) => fetch(`${url}${path}`, { headers }),
    pair: async (ledgerUrl) => {
      const { code } = (await (await post("/__sim/pairing-code")).json()) as { code: string };
      return post("/rest/V1/byte8/xero_accounting/setup/pair", pairBody(code, ledgerUrl));
    },
  };
}

export const pairBody = (code: string, ledgerUrl: string) => ({
  pairing_code: code,
  tenant_id: TENANT,
  byte8_api_key: API_KEY,
  ledger_base_url: ledgerUrl,
});

/** A ledger's token, good unless told otherwise. `rawPayload` replaces the claims' JSON. */
export function inboundToken(
  nowMs: number,
  changes: { header?: object; claims?: object; key?: string; rawPayload?: (json: string) => string } = {},
): string {
  const nowSeconds = Math.floor(nowMs / 1000);
  const claims = {
    iss: "byte8-ledger",
    sub: TENANT,
    aud: "magento",
    iat: nowSeconds,
    nbf: nowSeconds,
    exp: nowSeconds + 60,
    jti: randomUUID(),
    ...changes.claims,
  };
  const encode = (text: string) => Buffer.from(text).toString("base64url");
  const payload = JSON.stringify(claims);
  const signed = `${encode(JSON.stringify(changes.header ?? { alg: "HS256", typ: "JWT" }))}.${encode(changes.rawPayload?.(payload) ?? payload)}`;
  const signature = createHmac("sha256", deriveKey(changes.key ?? API_KEY, "inbound"))
    .update(signed)
    .digest("base64url");
  return `${signed}.${signature}`;
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
