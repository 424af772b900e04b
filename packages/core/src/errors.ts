export const errorCodes = [
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "invalid",
  "limit_reached",
  "unavailable",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What a service throws when it cannot do what was asked. The message is a sentence for the person who asked. */
export class CounterfoilError extends Error {
  readonly code: ErrorCode;
  /** For `invalid`: what is wrong where, e.g. { path: "taxMap.0.taxType", message: "…" }. */
  readonly problems: readonly Problem[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { problems?: readonly Problem[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "CounterfoilError";
    this.code = code;
    this.problems = options.problems ?? [];
  }
}

export type Problem = { path: string; message: string };

export const notFound = (message: string) => new CounterfoilError("not_found", message);
export const forbidden = (message: string) => new CounterfoilError("forbidden", message);
export const conflict = (message: string) => new CounterfoilError("conflict", message);
export const invalid = (message: string, problems: readonly Problem[] = []) =>
  new CounterfoilError("invalid", message, { problems });

/** What it takes is out of reach at the moment. */
export const unavailable = (message: string) => new CounterfoilError("unavailable", message);

export function isCounterfoilError(error: unknown): error is CounterfoilError {
  return error instanceof CounterfoilError;
}
