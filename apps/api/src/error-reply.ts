import { isCounterfoilError } from "@counterfoil/core/errors";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";

export type Refusal = { status: number; error: string; message: string };

/** A minute is when Magento's outbox looks again anyway. */
const RETRY_AFTER_SECONDS = 60;

/** A short word and a sentence for the operator of a store, who sees this body; problem+json for everybody else. */
export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, error, message } = refusal;
  reply.code(status);
  if (status === 503) reply.header("retry-after", RETRY_AFTER_SECONDS);
  if (/^\/(webhooks|v1)(\/|$)/.test(request.url))
    return reply.type(JSON_TYPE).serializer(JSON.stringify).send({ error, message });
  const problem = { type: "about:blank", title: error, status, detail: message };
  return reply.type("application/problem+json").serializer(JSON.stringify).send(problem);
}

/** What went wrong, as an answer. Nothing that the module would take for final unless it is: 408, 409, 425 and 429 never leave here. */
export function refusalOf(error: FastifyError): Refusal {
  if (hasZodFastifySchemaValidationErrors(error))
    return { status: 422, error: "validation", message: describeIssues(error.validation) };
  if (isCounterfoilError(error)) {
    if (error.code === "invalid") return { status: 422, error: "validation", message: error.message };
    if (error.code === "unavailable")
      return { status: 503, error: "unavailable", message: `${error.message} Send it again later.` };
  }
  const known = KNOWN[error.code];
  if (known) return known;
  const status = error.statusCode ?? 500;
  return status >= 400 && status < 500
    ? { status: 400, error: "bad_request", message: "This request cannot be read." }
    : { status: 503, error: "internal", message: "Something went wrong on our side. Send it again later." };
}

function describeIssues(issues: readonly { message?: string }[]): string {
  const sentences = [...new Set(issues.flatMap(({ message }) => message ?? []))];
  return sentences.slice(0, MAX_SENTENCES).join(" ");
}

const MAX_SENTENCES = 4;
const JSON_TYPE = "application/json; charset=utf-8";
const KNOWN: Record<string, Refusal> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    error: "too_large",
    message: "This body is larger than any event can be. Send one event per request.",
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    error: "media_type",
    message: "Send JSON with the header Content-Type: application/json.",
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    error: "bad_request",
    message: "The body is not as long as the Content-Length header says.",
  },
  FST_ERR_BAD_URL: {
    status: 400,
    error: "bad_request",
    message: "This address is not a valid URL.",
  },
  BODY_NOT_JSON: {
    status: 400,
    error: "malformed",
    message: "The body is not valid JSON.",
  },
  BODY_NOT_UTF8: {
    status: 400,
    error: "malformed",
    message: "The body is not valid UTF-8.",
  },
};
