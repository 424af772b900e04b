import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AccountingCall, Endpoint } from "../accounting/accounting-call.ts";
import { findEndpoint } from "../accounting/endpoints.ts";
import { reaches } from "../identity/scopes.ts";
import { newId } from "../ids.ts";
import type { Simulator } from "../simulator.ts";
import type { Books } from "../state/books.ts";
import { type Journal, rollBack } from "../state/journal.ts";
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
const JSON_TYPE = "application/json; charset=utf-8";

/** Every accounting call goes: bearer → scope → tenant → limits → idempotency → endpoint. */
export function registerAccounting(app: FastifyInstance, simulator: Simulator): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.all(`${PREFIX}*`, async (request, reply) => {
    const correlationId = newId();
    reply.header("xero-correlation-id", correlationId);
    const target = readTarget(request.url);

    const bearer = await readBearer(simulator, request.headers.authorization);
    if ("detail" in bearer) return sendProblem(reply, 401, bearer.detail, correlationId);
    const { caller } = bearer;
    const record = callRecord(request);
    if (record) record.clientId = caller.clientId;

    const endpoint = target === null ? undefined : findEndpoint(target.name);
    const isWrite = request.method !== "GET" && request.method !== "HEAD";
    if (endpoint && !reaches(caller.scopes, endpoint.scope, { isWrite, nowMs: simulator.clock.now() })) {
      return sendProblem(reply, 401, "AuthorizationUnsuccessful", correlationId);
    }

    const books = reachableBooks(simulator, caller, header(request, "xero-tenant-id"));
    if (!books) {
      reply.header("x-appminlimit-remaining", String(simulator.limiter.appRemaining(caller.clientId)));
      return sendProblem(reply, 403, "AuthenticationUnsuccessful", correlationId);
    }

    const admission = simulator.limiter.admit(caller.clientId, books.details.organisationId);
    if (!admission.isAdmitted) return sendTooMany(reply, admission);
    releases.set(reply, admission.release);
    writeRemaining(reply, admission.remaining);
    return send(reply, request, await answerWithKey(simulator, request, { books, caller, endpoint, target }));
  });
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
  const body = Buffer.isBuffer(request.body) ? request.body.toString("utf8") : "";
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

function runEndpoint(simulator: Simulator, request: FastifyRequest, routed: Routed, body: string): Answer {
  const { endpoint, target, books, caller } = routed;
  if (!endpoint || !target) return notFound(simulator.switches.notFoundBody);
  const journal: Journal = [];
  const call: AccountingCall = {
    books,
    method: request.method,
    path: target.rest,
    query: target.query,
    ifModifiedSince: header(request, "if-modified-since"),
    contentType: header(request, "content-type"),
    body,
    now: simulator.clock.now(),
    clientId: caller.clientId,
    providerName: simulator.state.clients.get(caller.clientId)?.name ?? "",
    switches: simulator.switches,
    isTotalWrong: armedFault(request)?.kind === "wrong-total",
    journal,
  };
  try {
    return endpoint.handle(call);
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
  if (!wantsJson) {
    return {
      status: answer.status,
      contentType: "text/xml; charset=utf-8",
      body: writeXml(answer, nowMs),
      counts,
    };
  }
  return { status: answer.status, contentType: JSON_TYPE, body: writeJson(answer.body.value), counts };
}

function send(reply: FastifyReply, request: FastifyRequest, stored: StoredAnswer): FastifyReply {
  const record = callRecord(request);
  if (record) record.counts = stored.counts;
  reply.code(stored.status);
  if (stored.contentType !== null) reply.type(stored.contentType);
  return reply.send(stored.body);
}

function sendProblem(
  reply: FastifyReply,
  status: 401 | 403,
  detail: string,
  correlationId: string,
): FastifyReply {
  const problem = gatewayProblem(status, detail, correlationId);
  reply
    .code(status)
    .type(JSON_TYPE)
    .headers(problem.headers ?? {});
  return reply.send(problem.body.kind === "json" ? writeJson(problem.body.value) : "");
}

/** Recorded from Xero: no body at all, so nothing to parse. */
function sendTooMany(reply: FastifyReply, refused: Extract<Admission, { isAdmitted: false }>): FastifyReply {
  writeRemaining(reply, refused.remaining);
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
