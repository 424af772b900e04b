import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AccountingCall, Endpoint } from "../accounting/accounting-call.ts";
import { findEndpoint, handleCall, scopesOf } from "../accounting/endpoints.ts";
import type { Fault } from "../control/fault.ts";
import { reaches } from "../identity/scopes.ts";
import { newId } from "../ids.ts";
import { resetOrganisation } from "../seed/reset-organisation.ts";
import type { Simulator } from "../simulator.ts";
import type { Books } from "../state/books.ts";
import { changesIn, type Journal, rollBack } from "../state/journal.ts";
import type { StoredAnswer } from "../state/simulator-state.ts";
import { type Answer, RequestRefused } from "../wire/answer.ts";
import { gatewayProblem, internalError, notFound } from "../wire/errors.ts";
import { writeJson } from "../wire/json.ts";
import { writeXml } from "../wire/xml.ts";
import { type Caller, readBearer } from "./bearer.ts";
import { callRecord, header } from "./call-log.ts";
import { armedFault, wait } from "./faults.ts";
import { checkKey } from "./idempotency.ts";
import type { Admission, Remaining } from "./limiter.ts";

const PREFIX = "/api.xro/2.0/";
/** Above every limit of its own that an endpoint has. */
const BODY_LIMIT_BYTES = 26 * 1024 * 1024;
const JSON_TYPE = "application/json; charset=utf-8";

/** Every accounting call goes: bearer → scope → tenant → limits → idempotency → endpoint. */
export function registerAccounting(app: FastifyInstance, simulator: Simulator): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.all(`${PREFIX}*`, { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    const correlationId = newId();
    reply.header("xero-correlation-id", correlationId);
    const target = readTarget(request.url);
    if (isOversized(simulator, request, target)) {
      return reply.code(413).type("text/html; charset=utf-8").send("");
    }

    const bearer = await readBearer(simulator, request.headers.authorization);
    if ("detail" in bearer) return sendProblem(reply, 401, bearer.detail, correlationId);
    const { caller } = bearer;
    const record = callRecord(request);
    if (record) record.clientId = caller.clientId;

    const endpoint = target === null ? undefined : findEndpoint(target.name);
    const isWrite = request.method !== "GET" && request.method !== "HEAD";
    const access = { isWrite, nowMs: simulator.clock.now() };
    const groups = endpoint ? scopesOf(endpoint, target?.rest ?? []) : [];
    if (endpoint && !groups.some((group) => reaches(caller.scopes, group, access))) {
      const { missingScopeHeader } = simulator.switches;
      return sendProblem(reply, 401, "AuthorizationUnsuccessful", correlationId, missingScopeHeader);
    }

    const fault = armedFault(request);
    disconnectByFault(simulator, fault, caller, header(request, "xero-tenant-id"));
    const books = reachableBooks(simulator, caller, header(request, "xero-tenant-id"));
    if (!books) {
      reply.header("x-appminlimit-remaining", String(simulator.limiter.appRemaining(caller.clientId)));
      return sendProblem(reply, 403, "AuthenticationUnsuccessful", correlationId);
    }

    if (fault?.kind === "day-limit") {
      const { minute } = simulator.state.limits;
      const appMinute = simulator.limiter.appRemaining(caller.clientId);
      const remaining = { minute, day: 0, appMinute };
      const retryAfterSeconds = fault.retryAfterSeconds;
      return sendTooMany(simulator, reply, {
        isAdmitted: false,
        remaining,
        problem: "day",
        retryAfterSeconds,
      });
    }
    const admission = simulator.limiter.admit(caller.clientId, books.details.organisationId);
    if (!admission.isAdmitted) return sendTooMany(simulator, reply, admission);
    releases.set(reply, admission.release);
    writeRemaining(reply, admission.remaining);
    const answer = await answerWithKey(simulator, request, { books, caller, endpoint, target });
    const { fixedMs, perDocumentMs } = simulator.state.latency;
    const latencyMs = fixedMs + perDocumentMs * (answer.documents ?? 0);
    if (latencyMs > 0) await wait(latencyMs);
    return send(reply, request, answer);
  });
}

/** Attachments have a limit of their own, in their endpoint. */
function isOversized(simulator: Simulator, request: FastifyRequest, target: Target | null): boolean {
  const size = Buffer.isBuffer(request.body) ? request.body.length : 0;
  const isAttachment = target?.rest[1]?.toLowerCase() === "attachments";
  return !isAttachment && size > simulator.switches.requestMegabytes * 1024 * 1024;
}

/** A person disconnects the app, or the Demo Company is reset, just before this call. */
function disconnectByFault(
  simulator: Simulator,
  fault: Fault | undefined,
  caller: Caller,
  organisationId: string | null,
): void {
  const { state, clock } = simulator;
  const books = reachableBooks(simulator, caller, organisationId);
  if (!books) return;
  if (fault?.kind === "demo-reset") resetOrganisation(state, books, clock.now());
  if (fault?.kind !== "revoked-connection") return;
  for (const [id, one] of state.connections) {
    const isTheirs = one.userId === caller.userId && one.clientId === caller.clientId;
    if (isTheirs && one.organisationId === books.details.organisationId) state.connections.delete(id);
  }
}

interface Routed {
  books: Books;
  caller: Caller;
  endpoint: Endpoint | undefined;
  target: Target | null;
}

async function answerWithKey(
  simulator: Simulator,
  request: FastifyRequest,
  routed: Routed,
): Promise<StoredAnswer> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const check = checkKey(simulator, {
    clientId: routed.caller.clientId,
    organisationId: routed.books.details.organisationId,
    key: header(request, "idempotency-key"),
    method: request.method,
    url: request.url,
    body,
  });
  const wantsJson = acceptsJson(request);
  switch (check.kind) {
    case "refused":
      return written(check.answer, wantsJson, simulator.clock.now());
    case "replay": {
      const record = callRecord(request);
      if (record) record.isReplay = true;
      return check.answer;
    }
    case "fresh": {
      const fault = armedFault(request);
      if (fault?.kind === "slow" && fault.storeAfterDelay) await wait(fault.delayMs);
      const answer =
        fault?.kind === "status-500" ? internalError() : runEndpoint(simulator, request, routed, body);
      const stored = written(answer, wantsJson, simulator.clock.now());
      check.settle(stored);
      return stored;
    }
  }
}

function runEndpoint(simulator: Simulator, request: FastifyRequest, routed: Routed, bytes: Buffer): Answer {
  const { endpoint, target, books, caller } = routed;
  if (!endpoint || !target) return notFound(simulator.switches.notFoundBody);
  const journal: Journal = [];
  const fault = armedFault(request);
  const call: AccountingCall = {
    books,
    method: request.method,
    path: target.rest,
    query: target.query,
    ifModifiedSince: header(request, "if-modified-since"),
    contentType: header(request, "content-type"),
    body: bytes.toString("utf8"),
    bytes,
    now: simulator.clock.now(),
    origin: simulator.origin(),
    clientId: caller.clientId,
    providerName: simulator.state.clients.get(caller.clientId)?.name ?? "",
    switches: simulator.switches,
    isTotalWrong: fault?.kind === "wrong-total",
    isRefusedInside: fault?.kind === "errors-in-200",
    isApprovalLimitReached: fault?.kind === "plan-limit" || books.details.isApprovalLimitReached === true,
    journal,
  };
  try {
    const answer = handleCall(endpoint, call);
    simulator.webhooks.publish(books.details.organisationId, changesIn(journal));
    return answer;
  } catch (error) {
    rollBack(journal);
    return error instanceof RequestRefused ? error.answer : internalError();
  }
}

interface Target {
  name: string;
  rest: string[];
  query: URLSearchParams;
}

function readTarget(url: string): Target | null {
  const [path = "", query = ""] = url.split("?", 2);
  try {
    const [name = "", ...rest] = path
      .slice(PREFIX.length)
      .replace(/\/$/, "")
      .split("/")
      .map((segment) => decodeURIComponent(segment));
    return { name, rest, query: new URLSearchParams(query) };
  } catch {
    return null;
  }
}

function reachableBooks(
  simulator: Simulator,
  caller: Caller,
  organisationId: string | null,
): Books | undefined {
  const wanted = (organisationId ?? "").toLowerCase();
  for (const connection of simulator.state.connections.values()) {
    if (
      connection.organisationId === wanted &&
      connection.userId === caller.userId &&
      connection.clientId === caller.clientId
    ) {
      return simulator.state.organisations.get(wanted);
    }
  }
  return undefined;
}

function acceptsJson(request: FastifyRequest): boolean {
  return /\b(application|text)\/json\b/i.test(header(request, "accept") ?? "");
}

function written(answer: Answer, wantsJson: boolean, nowMs: number): StoredAnswer {
  const counts = answer.counts ?? null;
  if (answer.body.kind === "empty") return { status: answer.status, contentType: null, body: "", counts };
  if (answer.body.kind === "html") {
    return { status: answer.status, contentType: "text/html; charset=utf-8", body: answer.body.text, counts };
  }
  if (answer.body.kind === "bytes") {
    const { bytes, contentType } = answer.body;
    return { status: answer.status, contentType, body: "", counts, bytes };
  }
  const documents = documentsIn(answer);
  if (!wantsJson) {
    return {
      status: answer.status,
      contentType: "text/xml; charset=utf-8",
      body: writeXml(answer, nowMs),
      counts,
      documents,
    };
  }
  const body = writeJson(answer.body.value);
  return { status: answer.status, contentType: JSON_TYPE, body, counts, documents };
}

/** How many elements an answer carries, which is what the latency model counts. */
function documentsIn(answer: Answer): number {
  if (answer.counts) return answer.counts.elements;
  const value = answer.body.kind === "json" ? answer.body.value : null;
  if (typeof value !== "object" || value === null) return 0;
  const list = Object.values(value).find((member) => Array.isArray(member));
  return Array.isArray(list) ? list.length : 0;
}

function send(reply: FastifyReply, request: FastifyRequest, stored: StoredAnswer): FastifyReply {
  const record = callRecord(request);
  if (record) record.counts = stored.counts;
  reply.code(stored.status);
  if (stored.contentType !== null) reply.type(stored.contentType);
  return reply.send(stored.bytes ?? stored.body);
}

function sendProblem(
  reply: FastifyReply,
  status: 401 | 403,
  detail: string,
  correlationId: string,
  missingScopeHeader?: "insufficient_scope" | "invalid_token",
): FastifyReply {
  const problem = gatewayProblem(status, detail, correlationId, missingScopeHeader);
  reply
    .code(status)
    .type(JSON_TYPE)
    .headers(problem.headers ?? {});
  return reply.send(problem.body.kind === "json" ? writeJson(problem.body.value) : "");
}

/** Recorded from Xero: no body at all, so nothing to parse. */
function sendTooMany(
  simulator: Simulator,
  reply: FastifyReply,
  refused: Extract<Admission, { isAdmitted: false }>,
): FastifyReply {
  writeRemaining(reply, refused.remaining);
  // UNVERIFIED, a switch: whether the limits without a window say when to come back.
  if (refused.retryAfterSeconds === null && simulator.switches.concurrentRetryAfter === "1") {
    reply.header("retry-after", "1");
  }
  if (refused.retryAfterSeconds !== null) reply.header("retry-after", String(refused.retryAfterSeconds));
  return reply.code(429).header("x-rate-limit-problem", refused.problem).send();
}

function writeRemaining(reply: FastifyReply, remaining: Remaining): void {
  reply.header("x-minlimit-remaining", String(remaining.minute));
  reply.header("x-daylimit-remaining", String(remaining.day));
  reply.header("x-appminlimit-remaining", String(remaining.appMinute));
}

const releases = new WeakMap<FastifyReply, () => void>();

/** Called when an answer leaves, after any delay: frees the call's concurrency slot. */
export function releaseSlot(reply: FastifyReply): void {
  releases.get(reply)?.();
}
