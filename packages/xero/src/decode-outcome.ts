import type { LedgerElement, LedgerOutcome, LedgerProblem, LedgerRequest } from "@counterfoil/core/ports";
import { decodeElement, type SentElement, sentElements } from "./decode-element.ts";
import { readProblem, saysKeyReused } from "./errors.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { noLimits, readLimitProblem, readLimits, readRetryAfterSeconds } from "./limits.ts";
import { parseJson, readAccessProblem } from "./read-access.ts";
import type { WrittenKind } from "./send-request.ts";
import { wireApiException, wireGatewayProblem } from "./wire.ts";

/**
 * What one write came to. Whatever cannot be read for certain is "server-error", effect unknown: a wrong guess here would
 * double or lose a document.
 */
export function decodeOutcome(exchange: Exchange, what: WrittenKind, request: LedgerRequest): LedgerOutcome {
  if (exchange.kind === "no-answer") {
    const { detail, sent } = exchange;
    return { limits: noLimits, correlationId: null, httpStatus: null, kind: "no-answer", detail, sent };
  }
  return {
    limits: readLimits(exchange.headers),
    correlationId: exchange.headers.get("xero-correlation-id") ?? null,
    httpStatus: exchange.status,
    ...decodeAnswer(exchange, what, sentElements(what, request)),
  };
}

type Verdict = LedgerOutcome extends infer Outcome
  ? Outcome extends LedgerOutcome
    ? Omit<Outcome, "limits" | "correlationId" | "httpStatus">
    : never
  : never;

function decodeAnswer(answer: Answer, what: WrittenKind, sent: readonly SentElement[]): Verdict {
  if (answer.status === 429) {
    return {
      kind: "rate-limited",
      problem: readLimitProblem(answer.headers),
      retryAfterSeconds: readRetryAfterSeconds(answer.headers),
    };
  }
  const access = readAccessProblem(answer);
  if (access) return { kind: "access", problem: access };
  if (answer.status >= 200 && answer.status < 300) return decodeAccepted(answer, what, sent);
  if (REFUSALS.has(answer.status)) return decodeRefused(answer, what, sent);
  return serverError(answer, "no verdict");
}

function decodeAccepted(answer: Answer, what: WrittenKind, sent: readonly SentElement[]): Verdict {
  const body = parseJson(answer.text);
  if (!body.isJson) return serverError(answer, "not JSON");
  const list = listOf(body.value, COLLECTIONS[what]);
  if (!list) return serverError(answer, "no list of documents");
  const elements = decodeElements(list, what, sent);
  return elements ? { kind: "elements", elements } : serverError(answer, "not the documents we sent");
}

function decodeRefused(answer: Answer, what: WrittenKind, sent: readonly SentElement[]): Verdict {
  const body = parseJson(answer.text);
  if (!body.isJson) return refused(`HTTP ${answer.status}`);
  const exception = wireApiException.safeParse(body.value);
  if (!exception.success) {
    const problem = wireGatewayProblem.safeParse(body.value);
    const sentence = problem.success ? (problem.data.Detail ?? problem.data.Title) : null;
    if (sentence && saysKeyReused(sentence)) return { kind: "key-reused" };
    return refused(sentence ?? `HTTP ${answer.status}`);
  }
  const { Message: message, Elements: list } = exception.data;
  if (saysKeyReused(message)) return { kind: "key-reused" };
  if (!list || list.length === 0) return refused(message);
  const elements = decodeElements(list, what, sent);
  if (!elements) return refused(message);
  // A summarised refusal stores nothing, but that is only reported; a document without a fault is not called refused on hearsay.
  return elements.every(({ ok }) => !ok)
    ? { kind: "elements", elements }
    : serverError(answer, "refused, with documents that have no fault");
}

/** Null when the list is not the one we sent: correlation is by position, then checked by number. */
function decodeElements(
  list: readonly unknown[],
  what: WrittenKind,
  sent: readonly SentElement[],
): LedgerElement[] | null {
  if (list.length !== sent.length) return null;
  const elements: LedgerElement[] = [];
  for (const [index, each] of list.entries()) {
    const element = decodeElement(what, each, sent[index] ?? null);
    if (!element) return null;
    elements.push(element);
  }
  return elements;
}

function listOf(body: unknown, collection: string): unknown[] | null {
  if (typeof body !== "object" || body === null) return null;
  const list: unknown = Object.entries(body).find(([name]) => name === collection)?.[1];
  return Array.isArray(list) ? list : null;
}

function refused(message: string): Verdict {
  const problems: LedgerProblem[] = [readProblem(message)];
  return { kind: "refused", problems };
}

function serverError(answer: Answer, why: string): Verdict {
  const type = answer.headers.get("content-type")?.split(";")[0] ?? "no content type";
  return { kind: "server-error", detail: `HTTP ${answer.status}, ${type.slice(0, 60)}: ${why}` };
}

/** Statuses that say the request itself is at fault and was not carried out. */
const REFUSALS: ReadonlySet<number> = new Set([400, 404, 405, 406, 409, 411, 413, 414, 415, 422, 501]);

const COLLECTIONS = {
  contact: "Contacts",
  invoice: "Invoices",
  credit_note: "CreditNotes",
  payment: "Payments",
  allocation: "Allocations",
} as const satisfies Record<WrittenKind, string>;
