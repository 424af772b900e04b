import { newId } from "../ids.ts";
import { type Answer, jsonAnswer, RequestRefused } from "./answer.ts";
import type { JsonObject } from "./json.ts";

const KINDS = {
  10: "ValidationException",
  14: "PostDataInvalidException",
  16: "QueryParseException",
  17: "NoDataProcessedException",
  20: "ApiMethodNotImplementedException",
} as const;

/** The accounting API's own error object. */
export function apiException(number: keyof typeof KINDS, message: string, elements?: JsonObject[]): Answer {
  return jsonAnswer(number === 20 ? 501 : 400, {
    ErrorNumber: number,
    Type: KINDS[number],
    Message: message,
    Elements: elements,
  });
}

export function validationException(elements: JsonObject[]): Answer {
  return apiException(10, "A validation exception occurred", elements);
}

/** JSON, an enum, a guid or a date that cannot be read: nothing of the request is done. */
export function refusePostData(message: string): never {
  throw new RequestRefused(apiException(14, message));
}

export function refuseQuery(message: string): never {
  throw new RequestRefused(apiException(16, message));
}

/** "specifed" is Xero's own spelling. */
export function refuseNoData(noun: string): never {
  throw new RequestRefused(
    apiException(
      17,
      `No data has been processed for this endpoint. This endpoint is expecting ${noun} data to be specifed in the request body.`,
    ),
  );
}

export function notImplemented(): Answer {
  return apiException(20, "The Api Method called is not implemented");
}

const NOT_FOUND_SENTENCE = "The resource you're looking for cannot be found";

/** 404 is never JSON: text/html with an empty body, or a plain sentence (both are seen). */
export function notFound(body: "empty" | "sentence" = "empty"): Answer {
  return { status: 404, body: { kind: "html", text: body === "empty" ? "" : NOT_FOUND_SENTENCE } };
}

export function refuseNotFound(body: "empty" | "sentence" = "empty"): never {
  throw new RequestRefused(notFound(body));
}

/** The gateway's problem shape, which differs from the accounting API's. */
export function gatewayProblem(
  status: 400 | 401 | 403,
  detail: string,
  correlationId: string,
  missingScopeHeader: "insufficient_scope" | "invalid_token" = "insufficient_scope",
): Answer {
  return {
    ...jsonAnswer(status, {
      Type: null,
      Title: TITLES[status],
      Status: status,
      Detail: detail,
      Instance: correlationId,
      Extensions: {},
    }),
    headers: status === 401 ? { "www-authenticate": wwwAuthenticate(detail, missingScopeHeader) } : {},
  };
}

const TITLES = { 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden" } as const;

export function internalError(): Answer {
  return jsonAnswer(500, {
    Title: "An error occurred",
    Detail:
      "An error occurred in Xero. Check the API Status page http://status.developer.xero.com for current service status.",
    Status: 500,
    Instance: newId(),
  });
}

function wwwAuthenticate(detail: string, missingScopeHeader: string): string {
  return detail === "AuthorizationUnsuccessful"
    ? `Bearer error=${missingScopeHeader}`
    : "Bearer error=invalid_token";
}
