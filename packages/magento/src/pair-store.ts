import type { PairOutcome, Storefront } from "@counterfoil/core/ports";
import type { StoreAnswer, StoreTransport } from "./http-exchange.ts";
import {
  asksForBasicAuth,
  describeAnswer,
  describeNoAnswer,
  isMissingRoute,
  parseBody,
} from "./read-answer.ts";
import { wireError } from "./wire.ts";

/** Hands a store its id, key and our address, in exchange for the pairing code. One answer = one outcome. */
export async function pairStore(
  transport: StoreTransport,
  input: Parameters<Storefront["pair"]>[0],
): Promise<PairOutcome> {
  let outcome: PairOutcome = refuse("module_missing", "", { keyNotTaken: true });
  for (const path of PAIRING_PATHS) {
    const answer = await transport({
      method: "POST",
      url: `${input.baseUrl}${path}`,
      token: null,
      body: {
        pairing_code: input.pairingCode.trim(),
        tenant_id: input.storeId,
        byte8_api_key: input.apiKey,
        ledger_base_url: input.ledgerBaseUrl,
      },
    });
    outcome = classify(answer, input.baseUrl);
    if (outcome.ok || outcome.problem !== "module_missing") return outcome;
  }
  return outcome;
}

function classify(answer: StoreAnswer, baseUrl: string): PairOutcome {
  switch (answer.kind) {
    case "timeout":
      return refuse("timeout", describeNoAnswer(answer), { keyNotTaken: false });
    case "too-large":
      return refuse("not_json", describeNoAnswer(answer), { keyNotTaken: false });
    case "private-address":
      return refuse("private_address", describeNoAnswer(answer), { keyNotTaken: true });
    case "http-refused":
      return refuse("http_refused", describeNoAnswer(answer), { keyNotTaken: true });
    case "no-answer":
      return refuse("unreachable", describeNoAnswer(answer), { keyNotTaken: !answer.sent });
    case "answer":
      return classifyAnswer(answer, baseUrl);
    default:
      return answer satisfies never;
  }
}

function classifyAnswer(answer: Extract<StoreAnswer, { kind: "answer" }>, baseUrl: string): PairOutcome {
  const { status } = answer;
  const body = parseBody(answer.text);
  const detail = describeAnswer(answer);
  if (status >= 200 && status < 300) {
    return body.isJson ? { ok: true } : refuse("not_json", detail, { keyNotTaken: false });
  }
  if (status >= 300 && status < 400) {
    const location = resolveLocation(answer.headers.location, baseUrl);
    return refuse("redirected", detail, { keyNotTaken: true, location });
  }
  if (asksForBasicAuth(answer)) return refuse("needs_basic_auth", detail, { keyNotTaken: true });
  if (status === 404) {
    const isModule = body.isJson && !isMissingRoute(body.value);
    return refuse("module_missing", isModule ? messageOf(body.value, detail) : detail, { keyNotTaken: true });
  }
  if (status >= 500) return refuse("server_error", detail, { keyNotTaken: false });
  if (!body.isJson) return refuse("not_json", detail, { keyNotTaken: true });
  return refuse(status === 401 ? "code_refused" : "rejected", messageOf(body.value, detail), {
    keyNotTaken: true,
  });
}

function refuse(
  problem: Extract<PairOutcome, { ok: false }>["problem"],
  detail: string,
  facts: { keyNotTaken: boolean; location?: string | null },
): Extract<PairOutcome, { ok: false }> {
  return { ok: false, problem, detail, location: facts.location ?? null, keyNotTaken: facts.keyNotTaken };
}

/** The address to offer instead: where the store redirected to, without our path. Null when it is no http(s) URL. */
function resolveLocation(location: string | undefined, baseUrl: string): string | null {
  if (!location || !URL.canParse(location, `${baseUrl}/`)) return null;
  const url = new URL(location, `${baseUrl}/`);
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  const path = url.pathname.replace(/\/rest\/V1\/byte8\/.*$/i, "").replace(/\/+$/, "");
  return `${url.origin}${path}`;
}

/** The store's own sentence, for the merchant who owns it. */
function messageOf(body: unknown, fallback: string): string {
  const parsed = wireError.safeParse(body);
  return parsed.success ? parsed.data.message.slice(0, 200) : fallback;
}

/** The module's own route; the second is what its documentation says. */
const PAIRING_PATHS = [
  "/rest/V1/byte8/xero_accounting/setup/pair",
  "/rest/V1/byte8/xero/setup/pair",
] as const;
