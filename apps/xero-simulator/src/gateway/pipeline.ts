import type { FastifyInstance, FastifyRequest } from "fastify";
import { findEndpoint, scopesOf } from "../accounting/endpoints.ts";
import { reaches } from "../identity/scopes.ts";
import { newId } from "../ids.ts";
import type { Simulator } from "../simulator.ts";
import { answerCall } from "./answer-call.ts";
import { readBearer } from "./bearer.ts";
import { callRecord, header } from "./call-log.ts";
import { holdSlot } from "./concurrency-slot.ts";
import { armedFault, wait } from "./faults.ts";
import { disconnectByFault, reachableBooks } from "./reachable-books.ts";
import { ACCOUNTING_PREFIX, readTarget, type Target } from "./read-target.ts";
import { sendAnswer, sendProblem, sendTooMany, writeRemaining } from "./send-answer.ts";

/** Above every limit of its own that an endpoint has. */
const BODY_LIMIT_BYTES = 26 * 1024 * 1024;

/** Every accounting call goes: bearer → scope → tenant → limits → idempotency → endpoint. */
export function registerAccounting(app: FastifyInstance, simulator: Simulator): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  // A type that is none would be refused before anybody asked who calls.
  app.addHook("onRequest", async ({ headers }) => {
    if (!/^[\w.+-]+\/[\w.+*-]+/.test(headers["content-type"] ?? "a/b")) {
      headers["content-type"] = "application/octet-stream";
    }
  });
  app.all(`${ACCOUNTING_PREFIX}*`, { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
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
    const organisationId = header(request, "xero-tenant-id");
    disconnectByFault(simulator, fault, caller, organisationId);
    const books = reachableBooks(simulator, caller, organisationId);
    const appMinute = simulator.limiter.appRemaining(caller.clientId);
    if (!books) {
      reply.header("x-appminlimit-remaining", String(appMinute));
      return sendProblem(reply, 403, "AuthenticationUnsuccessful", correlationId);
    }

    if (fault?.kind === "day-limit") {
      const remaining = { minute: simulator.state.limits.minute, day: 0, appMinute };
      const { retryAfterSeconds } = fault;
      const refused = { isAdmitted: false, remaining, problem: "day", retryAfterSeconds } as const;
      return sendTooMany(reply, refused, simulator.switches);
    }
    const admission = simulator.limiter.admit(caller.clientId, books.details.organisationId);
    if (!admission.isAdmitted) return sendTooMany(reply, admission, simulator.switches);
    holdSlot(reply, admission.release);
    writeRemaining(reply, admission.remaining);
    const answer = await answerCall(simulator, request, { books, caller, endpoint, target });
    const { fixedMs, perDocumentMs } = simulator.state.latency;
    const latencyMs = fixedMs + perDocumentMs * (answer.documents ?? 0);
    if (latencyMs > 0) await wait(latencyMs);
    return sendAnswer(reply, request, answer);
  });
}

/** Attachments have a limit of their own, in their endpoint. */
function isOversized(simulator: Simulator, request: FastifyRequest, target: Target | null): boolean {
  const size = Buffer.isBuffer(request.body) ? request.body.length : 0;
  const isAttachment = target?.rest[1]?.toLowerCase() === "attachments";
  return !isAttachment && size > simulator.switches.requestMegabytes * 1024 * 1024;
}
