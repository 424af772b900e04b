import type { StorefrontRead } from "@counterfoil/core/ports";
import type { StoreAnswer } from "./http-exchange.ts";
import { wireError } from "./wire.ts";

type JsonBody = { isJson: true; value: unknown } | { isJson: false };

/** A canonical endpoint's answer: the parsed body, or why there is none. Details hold statuses and codes, never bodies. */
export function readAnswer(
  answer: StoreAnswer,
): StorefrontRead<unknown> | { ok: false; problem: "no_route" } {
  if (answer.kind === "too-large" && answer.status >= 200 && answer.status < 300) {
    // Asked again it would be no smaller.
    return { ok: false, problem: "invalid", detail: "it is larger than 5 MB" };
  }
  if (answer.kind !== "answer") {
    return { ok: false, problem: "unavailable", detail: describeNoAnswer(answer) };
  }
  const body = parseBody(answer.text);
  const detail = describeAnswer(answer);
  if (answer.status >= 200 && answer.status < 300) {
    if (body.isJson) return { ok: true, value: body.value };
    if (answer.status === 204) return { ok: true, value: null };
    return { ok: false, problem: looksLikeHtml(answer) ? "unavailable" : "invalid", detail };
  }
  // Only the module's own answers are JSON: HTML means something in front of it, which says nothing of our token or the document.
  if (!body.isJson || asksForBasicAuth(answer)) return { ok: false, problem: "unavailable", detail };
  if (answer.status === 401) return { ok: false, problem: "refused", detail };
  if (answer.status === 404) {
    return isMissingRoute(body.value)
      ? { ok: false, problem: "no_route" }
      : { ok: false, problem: "not_found", detail };
  }
  return { ok: false, problem: answer.status === 400 ? "invalid" : "unavailable", detail };
}

/** Magento answers 404 for an unknown document and for a module that is switched off; only the sentence tells them apart. */
export function isMissingRoute(body: unknown): boolean {
  const parsed = wireError.safeParse(body);
  return parsed.success && /^Request does not match any route/i.test(parsed.data.message);
}

export function parseBody(text: string): JsonBody {
  try {
    return { isJson: true, value: JSON.parse(text) };
  } catch {
    return { isJson: false };
  }
}

/** A web server's password in front of the store. */
export function asksForBasicAuth(answer: Extract<StoreAnswer, { kind: "answer" }>): boolean {
  return answer.status === 401 && /^\s*basic\b/i.test(answer.headers["www-authenticate"] ?? "");
}

/** Status and type, for our log and a hint: never the body. */
export function describeAnswer(answer: Extract<StoreAnswer, { kind: "answer" }>): string {
  const type = answer.headers["content-type"]?.split(";")[0] ?? "no content type";
  return `HTTP ${answer.status}, ${type.slice(0, 60)}`;
}

/** Why there was no answer, in a few words. */
export function describeNoAnswer(answer: Exclude<StoreAnswer, { kind: "answer" }>): string {
  switch (answer.kind) {
    case "too-large":
      return `HTTP ${answer.status}, body too large`;
    case "timeout":
      return "no answer in time";
    case "private-address":
      return "the address is not on the public internet";
    case "http-refused":
      return "the address is not https";
    case "no-answer":
      return answer.code;
    default:
      return answer satisfies never;
  }
}

function looksLikeHtml(answer: Extract<StoreAnswer, { kind: "answer" }>): boolean {
  return /html/i.test(answer.headers["content-type"] ?? "") || /^\s*</.test(answer.text);
}
