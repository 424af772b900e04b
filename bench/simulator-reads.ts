import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import net from "node:net";
import path from "node:path";
import { DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from "@counterfoil/xero-simulator/options";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";

const INVOICES = 100_000;
const PER_CALL = 500;
const READERS = 4;
const ROUNDS = 5;
const ROUND_MS = 3_000;
const REDIRECT_URI = "http://localhost:3999/callback";

/**
 * Single reads by number out of an organisation that holds 100,000 invoices, the simulator on one core, so that it is never what another
 * benchmark measures. Floor: a bare Node server that answers the same bytes. Run: `npm run bench -- simulator-reads`.
 */
export async function simulatorReads(): Promise<void> {
  const main = path.resolve(import.meta.dirname, "../apps/xero-simulator/src/main.ts");
  const simulator = onOneCore(["--import", "tsx", main], { PORT: "0" });
  const floor = onOneCore(["--import", "tsx", path.resolve(import.meta.dirname, "floor-server.ts")], {});
  try {
    const origin = await addressOf(simulator);
    const token = await signIn(origin);
    await post(`${origin}/__sim/limits`, { concurrent: 100, minute: 1e7, day: 1e7, appMinute: 1e7 });
    const contactId = await createContact(origin, token);
    for (let first = 0; first < INVOICES; first += PER_CALL)
      await createInvoices(origin, token, contactId, first);
    const headers = [
      `Authorization: Bearer ${token}`,
      `xero-tenant-id: ${UK_ORGANISATION_ID}`,
      "Accept: application/json",
    ];
    const read = () => ({
      path: `/api.xro/2.0/Invoices/${numberOf(Math.floor(Math.random() * INVOICES))}`,
      headers,
    });
    const body = await (await fetch(`${origin}${read().path}`, { headers: asRecord(headers) })).text();
    const floorOrigin = await addressOf(floor);
    await fetch(floorOrigin, { method: "PUT", body });

    const alone = await measure(origin, read, 1, ROUND_MS);
    say(`one reader: median ${ms(alone.medianMs)}, 99th percentile ${ms(alone.p99Ms)}`);
    const ratios: number[] = [];
    const rates: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const bare = await measure(floorOrigin, () => ({ path: "/", headers }), READERS, ROUND_MS);
      const reads = await measure(origin, read, READERS, ROUND_MS);
      ratios.push(reads.perSecond / bare.perSecond);
      rates.push(reads.perSecond);
      say(
        `round ${round}: ${rate(reads.perSecond)} reads (median ${ms(reads.medianMs)}, 99th ${ms(reads.p99Ms)}), floor ${rate(bare.perSecond)}`,
      );
    }
    say(
      `simulator-reads: ${rate(median(rates))} of ${INVOICES.toLocaleString("en")} invoices by number on one core, ratio ${median(ratios).toFixed(2)} of a bare server`,
    );
  } finally {
    simulator.kill("SIGTERM");
    floor.kill("SIGTERM");
  }
}

function onOneCore(command: string[], env: Record<string, string>): ChildProcess {
  return spawn("taskset", ["--cpu-list", "0", process.execPath, ...command], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function addressOf(child: ChildProcess): Promise<string> {
  for await (const chunk of child.stdout ?? []) {
    const origin = /http:\/\/\S+/.exec(String(chunk))?.[0];
    if (origin !== undefined) return origin;
  }
  throw new Error("The server ended before it said where it listens.");
}

interface Read {
  path: string;
  headers: string[];
}

/** Over plain sockets, one request under way on each: an HTTP client would cost more than the server it measures. */
async function measure(origin: string, read: () => Read, readers: number, forMs: number) {
  const { hostname, port, host } = new URL(origin);
  const latencies: number[] = [];
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: readers }, async () => {
      const socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
      while (performance.now() - startedAt < forMs) {
        const { path: target, headers } = read();
        const sentAt = performance.now();
        await exchange(socket, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${headers.join("\r\n")}\r\n\r\n`);
        latencies.push(performance.now() - sentAt);
      }
      socket.destroy();
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  latencies.sort((left, right) => left - right);
  return {
    perSecond: latencies.length / seconds,
    medianMs: latencies[Math.floor(latencies.length / 2)] ?? 0,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  };
}

function exchange(socket: net.Socket, request: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    const settle = (error?: Error) => {
      socket.off("data", take).off("error", settle).off("close", closed);
      if (error) reject(error);
      else resolve();
    };
    const closed = () => settle(new Error("The server closed the connection."));
    const take = (chunk: Buffer) => {
      text += chunk.toString("latin1");
      const head = text.indexOf("\r\n\r\n");
      if (head < 0) return;
      if (!text.startsWith("HTTP/1.1 200")) return settle(new Error(text.slice(0, head)));
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (text.length >= head + 4 + length) settle();
    };
    socket.on("data", take).on("error", settle).on("close", closed);
    socket.write(request);
  });
}

async function signIn(origin: string): Promise<string> {
  const verifier = randomBytes(32).toString("base64url");
  const form = new URLSearchParams({
    response_type: "code",
    client_id: DEFAULT_CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    scope: "openid offline_access accounting.invoices accounting.contacts",
    state: "bench",
    decision: "allow",
    organisation: UK_ORGANISATION_ID,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const consent = await fetch(`${origin}/identity/connect/authorize`, {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const code = new URL(consent.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const answer = await fetch(`${origin}/connect/token`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${DEFAULT_CLIENT_ID}:${DEFAULT_CLIENT_SECRET}`).toString("base64")}`,
    },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code,
      redirect_uri: REDIRECT_URI,
      code_verifier: verifier,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function createContact(origin: string, token: string): Promise<string> {
  const answer = await put(origin, token, "Contacts", { Contacts: [{ Name: "Bench Ltd" }] });
  return (answer as { Contacts: { ContactID: string }[] }).Contacts[0]?.ContactID ?? "";
}

async function createInvoices(origin: string, token: string, contactId: string, first: number) {
  const Invoices = Array.from({ length: PER_CALL }, (_, index) => ({
    Type: "ACCREC",
    InvoiceNumber: numberOf(first + index),
    Contact: { ContactID: contactId },
    Date: "2026-11-21",
    DueDate: "2026-12-21",
    Status: "AUTHORISED",
    LineItems: [
      { Description: "Widget", Quantity: 2, UnitAmount: 20, AccountCode: "200", TaxType: "OUTPUT2" },
      { Description: "Shipping", Quantity: 1, UnitAmount: 4.95, AccountCode: "200", TaxType: "OUTPUT2" },
    ],
  }));
  await put(origin, token, "Invoices", { Invoices });
}

async function put(origin: string, token: string, endpoint: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${origin}/api.xro/2.0/${endpoint}?summarizeErrors=false`, {
    method: "PUT",
    headers: {
      authorization: `Bearer ${token}`,
      "xero-tenant-id": UK_ORGANISATION_ID,
      accept: "application/json",
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`PUT ${endpoint} answered ${answer.status}`);
  return answer.json();
}

async function post(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
}

function numberOf(index: number): string {
  return `INV-${String(index).padStart(6, "0")}`;
}

function asRecord(headers: string[]): Record<string, string> {
  return Object.fromEntries(headers.map((header) => header.split(": ") as [string, string]));
}

function median(values: number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

function rate(perSecond: number): string {
  return `${Math.round(perSecond).toLocaleString("en")}/s`;
}

function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
