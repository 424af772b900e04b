import type { FastifyRequest } from "fastify";
import type { Clock } from "../clock.ts";
import type { CallRecord } from "../state/simulator-state.ts";

const CALLS_KEPT = 20_000;
const records = new WeakMap<FastifyRequest, CallRecord>();
const begins = new WeakMap<CallRecord, number>();
let sequence = 0;

/** Opens the record of a call; the last 20,000 are kept. */
export function openCall(calls: CallRecord[], request: FastifyRequest, clock: Clock): CallRecord {
  const { path, query } = splitUrl(request.url);
  sequence += 1;
  const record: CallRecord = {
    sequence,
    at: new Date(clock.now()).toISOString(),
    method: request.method,
    path,
    query,
    status: null,
    durationMs: null,
    clientId: null,
    organisationId: header(request, "xero-tenant-id"),
    idempotencyKey: header(request, "idempotency-key"),
    isReplay: false,
    counts: null,
    fault: null,
    isCut: false,
  };
  calls.push(record);
  if (calls.length > CALLS_KEPT + 1_000) calls.splice(0, calls.length - CALLS_KEPT);
  records.set(request, record);
  begins.set(record, performance.now());
  return record;
}

/** Notes the answer and how long it took, in real time. */
export function closeCall(request: FastifyRequest, status: number): void {
  const record = records.get(request);
  if (!record) return;
  record.status = status;
  record.durationMs = Math.round(performance.now() - (begins.get(record) ?? 0));
}

/** Only the first question mark parts the two. */
export function splitUrl(url: string): { path: string; query: string } {
  const at = url.indexOf("?");
  return at < 0 ? { path: url, query: "" } : { path: url.slice(0, at), query: url.slice(at + 1) };
}

export function callRecord(request: FastifyRequest): CallRecord | undefined {
  return records.get(request);
}

export function header(request: FastifyRequest, name: string): string | null {
  const value = request.headers[name];
  return typeof value === "string" ? value : null;
}
