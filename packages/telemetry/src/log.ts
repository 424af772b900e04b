import { type DestinationStream, type LogFn, type Logger, pino } from "pino";

export type Log = Logger;

/**
 * A JSON logger. Callers pass ids, codes and counts, never bodies or people; the redact list is the net under that. Errors keep
 * their name, code, message and frames, and lose everything else they carry.
 */
export function createLogger(options: {
  name: string;
  level: "debug" | "info" | "warn" | "error" | "silent";
  destination?: DestinationStream;
}): Log {
  const settings = {
    name: options.name,
    level: options.level,
    base: {},
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: censor, bindings: censor },
    serializers: { err: describeError, error: describeError },
    hooks: { logMethod },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

/** Without a message of its own, pino would log the error's, as it is. */
function logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [first, message, ...rest] = args as unknown[];
  const error: unknown = first instanceof Error ? first : isRecord(first) ? first.err : null;
  if (!(error instanceof Error)) {
    method.apply(this, args);
    return;
  }
  const fields = first instanceof Error ? { err: first } : first;
  method.call(this, fields, typeof message === "string" ? message : describeMessage(error), ...rest);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Libraries hang requests, answers and rows on their errors, and some quote what they were given in the message. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error;
  const code = "code" in error && ["string", "number"].includes(typeof error.code) ? error.code : undefined;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    code,
    message: describeMessage(error),
    stack: frames.slice(0, 10).map((line) => line.trim()),
    cause: error.cause === undefined ? undefined : describeError(error.cause),
  };
}

/** Prisma prints the arguments of a failed call above the reason; PostgreSQL quotes the value it refused (SQLSTATE class 22). */
function describeMessage(error: Error): string {
  const lines = error.message.split("\n").filter((line) => line.trim() !== "");
  const message = /^PrismaClient/.test(error.name) ? (lines.at(-1) ?? "") : error.message;
  const quotesValue = "code" in error && /^22...$/.test(String(error.code));
  return (quotesValue ? message.replace(/".*"/s, '"…"') : message).slice(0, 500);
}

/** The one list of names whose values are never logged. */
const REDACTED_NAMES = new Set([
  ...["token", "accessToken", "access_token", "refreshToken", "refresh_token", "idToken", "id_token", "jwt"],
  ...["authorization", "Authorization", "cookie", "set-cookie", "x-xero-signature"],
  ...["password", "secret", "clientSecret", "client_secret", "codeVerifier", "code_verifier"],
  ...["apiKey", "api_key", "byte8_api_key", "pairingCode", "pairing_code", "encryptionKeys", "key"],
  ...["body", "rawBody", "payload", "data", "headers", "request", "response", "snapshot", "draft", "sale"],
  ...["email", "emailAddress", "EmailAddress", "customer", "contact", "phone", "telephone"],
  ...["firstName", "first_name", "lastName", "last_name", "customerName", "contactName", "company"],
  ...["address", "addresses", "Addresses", "street", "city", "postcode", "billingAddress", "shippingAddress"],
]);

/** What is nested deeper than any line of ours is not logged at all. */
const MAX_DEPTH = 5;

/** pino's own redaction takes a path for every name and depth, and a third of a millisecond a line: more than accepting an event. */
function censor(fields: Record<string, unknown>, depth = 1): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      REDACTED_NAMES.has(name) ? "[redacted]" : censorValue(value, depth),
    ]),
  );
}

function censorValue(value: unknown, depth: number): unknown {
  // Errors have a serializer of their own.
  if (!isRecord(value) || value instanceof Error || value instanceof Date) return value;
  if (depth >= MAX_DEPTH) return "[nested]";
  return Array.isArray(value) ? value.map((each) => censorValue(each, depth + 1)) : censor(value, depth + 1);
}
