import type { FastifyRequest } from "fastify";
import type { AccountingCall, Endpoint } from "../accounting/accounting-call.ts";
import { handleCall } from "../accounting/endpoints.ts";
import type { Simulator } from "../simulator.ts";
import type { Books } from "../state/books.ts";
import { changesIn, type Journal, rollBack } from "../state/journal.ts";
import type { StoredAnswer } from "../state/simulator-state.ts";
import { type Answer, RequestRefused } from "../wire/answer.ts";
import { internalError, notFound } from "../wire/errors.ts";
import type { Caller } from "./bearer.ts";
import { callRecord, header } from "./call-log.ts";
import { armedFault, wait } from "./faults.ts";
import { checkKey } from "./idempotency.ts";
import type { Target } from "./read-target.ts";
import { storedAnswer } from "./stored-answer.ts";

/** A call that the gateway let through. */
export interface AdmittedCall {
  books: Books;
  caller: Caller;
  endpoint: Endpoint | undefined;
  target: Target | null;
}

/** The endpoint's answer, or the one remembered under the call's Idempotency-Key. */
export async function answerCall(
  simulator: Simulator,
  request: FastifyRequest,
  admitted: AdmittedCall,
): Promise<StoredAnswer> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const check = checkKey(simulator, {
    clientId: admitted.caller.clientId,
    organisationId: admitted.books.details.organisationId,
    key: header(request, "idempotency-key"),
    method: request.method,
    url: request.url,
    body,
  });
  const stored = (answer: Answer) => storedAnswer(answer, wantsJson(request), simulator.clock.now());
  switch (check.kind) {
    case "refused":
      return stored(check.answer);
    case "replay": {
      const record = callRecord(request);
      if (record) record.isReplay = true;
      return check.answer;
    }
    case "fresh": {
      const fault = armedFault(request);
      if (fault?.kind === "slow" && fault.storeAfterDelay) await wait(fault.delayMs);
      // Repeats of the key wait for this one, so that it is settled whatever happens.
      let answer = stored(internalError());
      try {
        if (fault?.kind !== "status-500") answer = stored(runEndpoint(simulator, request, admitted, body));
        return answer;
      } finally {
        check.settle(answer);
      }
    }
  }
}

/** Whatever an endpoint throws, nothing of what it did is left. */
function runEndpoint(
  simulator: Simulator,
  request: FastifyRequest,
  admitted: AdmittedCall,
  bytes: Buffer,
): Answer {
  const { endpoint, target, books, caller } = admitted;
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
    if (error instanceof RequestRefused) return error.answer;
    // A mistake of the simulator's own: its caller gets Xero's 500, its owner the reason.
    process.stderr.write(`${request.method} ${request.url}: ${String(error)}\n`);
    return internalError();
  }
}

function wantsJson(request: FastifyRequest): boolean {
  return /\b(application|text)\/json\b/i.test(header(request, "accept") ?? "");
}
