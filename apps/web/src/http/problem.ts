import { type ErrorCode, isCounterfoilError } from "@counterfoil/core/errors";
import { context } from "../context.ts";

/** RFC 9457: a sentence that says what to do, and for `invalid` the fields. */
export function problem(
  status: number,
  input: { code: string; detail: string; [extra: string]: unknown },
): Response {
  const { code, detail, ...rest } = input;
  return Response.json(
    { type: "about:blank", title: titleOf[status] ?? "Error", status, code, detail, ...rest },
    { status, headers: { "content-type": "application/problem+json", "cache-control": "no-store" } },
  );
}

/** The one place where an error of the services becomes an HTTP answer. What was not expected is logged and not told. */
export async function problemOf(error: unknown): Promise<Response> {
  if (error instanceof Response) return error;
  if (isCounterfoilError(error))
    return problem(statusOf[error.code], {
      code: error.code,
      detail: error.message,
      ...(error.problems.length > 0 && { problems: error.problems }),
    });
  if (isBadText(error))
    return problem(422, {
      code: "invalid",
      detail: "Some of this cannot be stored as text. Remove unusual characters and send it again.",
    });
  const ctx = await context().catch(() => null);
  ctx?.log.error({ err: error }, "a request failed");
  return problem(500, {
    code: "internal",
    detail: "Something went wrong here. Nothing was changed; try again in a moment.",
  });
}

/** PostgreSQL's class 22: the data itself, not the database, is the trouble. */
function isBadText(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("22")
  );
}

export const statusOf = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  invalid: 422,
  limit_reached: 429,
  unavailable: 503,
} as const satisfies Record<ErrorCode, number>;

const titleOf: Record<number, string> = {
  400: "Bad request",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  409: "Conflict",
  413: "Too large",
  415: "Unsupported media type",
  422: "Not valid",
  429: "Too many requests",
  500: "Internal error",
  503: "Unavailable",
};
