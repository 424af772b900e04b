import axios, { type AxiosRequestConfig, type InternalAxiosRequestConfig } from "axios";
// Not the package as a whole: the other APIs would take 25 MB of every process.
import { AccountingApi } from "xero-node/dist/gen/api/accountingApi.js";

export type Answer = {
  kind: "answer";
  status: number;
  headers: ReadonlyMap<string, string>;
  /** The body as received, before anybody parsed it. */
  text: string;
};

export type Exchange =
  | Answer
  /** `sent` = false when the request provably never left us. */
  | { kind: "no-answer"; detail: string; sent: boolean };

/**
 * One call through xero-node. The SDK chooses URL, method and headers; the body, when given, replaces the SDK's own, so that a
 * stored request is repeated byte for byte whatever version of the SDK repeats it.
 * The SDK rejects with JSON strings that lose what happened, and drops response fields it does not know: its result is ignored,
 * and what the wire said is recorded underneath it.
 */
export async function exchange(
  options: { apiUrl: string; timeoutMs: number; accessToken: string; body: string | null },
  call: (api: AccountingApi) => Promise<unknown>,
): Promise<Exchange> {
  let recorded: Exchange | null = null;
  const api = new AccountingApi(options.apiUrl);
  api.accessToken = options.accessToken;
  api.setDefaultAuthentication({
    applyToRequest(request: AxiosRequestConfig) {
      request.adapter = async (config) => {
        const response = await send(config, options.timeoutMs);
        recorded = response;
        return { data: "", status: 200, statusText: "", headers: {}, config };
      };
      // Lists in an address are one parameter with commas: axios' own brackets are a parameter Xero does not know.
      request.paramsSerializer = { serialize: writeQuery };
      if (options.body === null) {
        // The SDK sends "{}" with every GET, which some gateways refuse.
        request.data = undefined;
        return;
      }
      request.data = options.body;
      request.transformRequest = [(data) => data];
      request.headers = { ...request.headers, "Content-Type": "application/json" };
    },
  });
  await call(api).catch(() => undefined);
  if (recorded === null) throw new Error("xero-node did not make the call it was asked for");
  return recorded;
}

function writeQuery(parameters: Record<string, unknown>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join("&");
}

async function send(config: InternalAxiosRequestConfig, timeoutMs: number): Promise<Exchange> {
  try {
    const response = await axios.getAdapter("http")({
      ...config,
      // axios' own timeout is of idleness; this one is of the whole call.
      signal: AbortSignal.timeout(timeoutMs),
      responseType: "text",
      validateStatus: () => true,
      maxRedirects: 0,
      maxBodyLength: Number.POSITIVE_INFINITY,
      maxContentLength: MAX_ANSWER_BYTES,
    });
    return {
      kind: "answer",
      status: response.status,
      headers: readHeaders(response.headers),
      text: typeof response.data === "string" ? response.data : "",
    };
  } catch (error) {
    return describeFailure(error);
  }
}

function readHeaders(headers: object): Map<string, string> {
  return new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** Codes only: messages and the error's own properties may hold the request with its token. */
function describeFailure(error: unknown): Exchange {
  const causes = causesOf(error);
  const codes = causes.flatMap(({ code }) => (typeof code === "string" ? [code] : []));
  const code = codes.at(-1) ?? "UNKNOWN";
  const neverConnected =
    causes.some(({ syscall }) => syscall === "connect" || syscall === "getaddrinfo") ||
    codes.some((each) => NEVER_CONNECTED.has(each));
  const detail = codes.includes("ERR_CANCELED") ? "no answer in time" : code;
  return { kind: "no-answer", detail, sent: !neverConnected };
}

function causesOf(error: unknown): { code?: unknown; syscall?: unknown }[] {
  const causes: object[] = [];
  let current = error;
  while (typeof current === "object" && current !== null && causes.length < 5) {
    causes.push(current);
    current = "cause" in current ? current.cause : null;
  }
  return causes;
}

/** Refused connections and certificates that did not verify: TLS fails before a byte of the request is written. */
const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
