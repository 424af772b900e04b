import type { FastifyReply, FastifyRequest } from "fastify";
import type { Switches } from "../options.ts";
import type { StoredAnswer } from "../state/simulator-state.ts";
import { gatewayProblem } from "../wire/errors.ts";
import { writeJson } from "../wire/json.ts";
import { callRecord } from "./call-log.ts";
import type { Admission, Remaining } from "./limiter.ts";
import { JSON_TYPE } from "./stored-answer.ts";

export function sendAnswer(reply: FastifyReply, request: FastifyRequest, stored: StoredAnswer): FastifyReply {
  const record = callRecord(request);
  if (record) record.counts = stored.counts;
  reply.code(stored.status);
  if (stored.contentType !== null) reply.type(stored.contentType);
  return reply.send(stored.bytes ?? stored.body);
}

export function sendProblem(
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
export function sendTooMany(
  reply: FastifyReply,
  refused: Extract<Admission, { isAdmitted: false }>,
  { concurrentRetryAfter }: Switches,
): FastifyReply {
  writeRemaining(reply, refused.remaining);
  // UNVERIFIED, a switch: whether the limits without a window say when to come back.
  if (refused.retryAfterSeconds === null && concurrentRetryAfter === "1") reply.header("retry-after", "1");
  if (refused.retryAfterSeconds !== null) reply.header("retry-after", String(refused.retryAfterSeconds));
  return reply.code(429).header("server", "nginx").header("x-rate-limit-problem", refused.problem).send();
}

export function writeRemaining(reply: FastifyReply, remaining: Remaining): void {
  reply.header("x-minlimit-remaining", String(remaining.minute));
  reply.header("x-daylimit-remaining", String(remaining.day));
  reply.header("x-appminlimit-remaining", String(remaining.appMinute));
}
