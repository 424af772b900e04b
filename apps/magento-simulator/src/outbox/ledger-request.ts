import http from "node:http";
import https from "node:https";

const CONNECT_TIMEOUT_MS = 5_000;
const TOTAL_TIMEOUT_MS = 15_000;
const BODY_KEPT_BYTES = 8_192;

export interface LedgerRequest {
  method: "GET" | "POST";
  url: string;
  headers: Record<string, string>;
  body?: string;
}

export type LedgerAnswer =
  | { kind: "answer"; status: number; body: string }
  | { kind: "no_answer"; error: string };

export interface LedgerTimeouts {
  connectTimeoutMs?: number;
  totalTimeoutMs?: number;
}

/**
 * One request as Magento's curl makes it: exactly the given headers (no User-Agent), redirects not followed, and the
 * first status line is the answer, so that a 1xx is one too. Never throws; at most 8192 bytes of the body are kept.
 */
export function requestLedger(request: LedgerRequest, timeouts: LedgerTimeouts = {}): Promise<LedgerAnswer> {
  const connectTimeoutMs = timeouts.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
  const totalTimeoutMs = timeouts.totalTimeoutMs ?? TOTAL_TIMEOUT_MS;
  return new Promise((resolve) => {
    const transport = request.url.startsWith("https:") ? https : http;
    const body = request.body === undefined ? undefined : Buffer.from(request.body);
    const length = body ? { "Content-Length": String(body.length) } : {};
    let outgoing: http.ClientRequest;
    const totalTimer = setTimeout(
      () => fail(`Operation timed out after ${totalTimeoutMs} ms`),
      totalTimeoutMs,
    );
    const connectTimer = setTimeout(
      () => fail(`Connection timed out after ${connectTimeoutMs} ms`),
      connectTimeoutMs,
    );
    const settle = (answer: LedgerAnswer) => {
      clearTimeout(totalTimer);
      clearTimeout(connectTimer);
      resolve(answer);
      outgoing?.destroy();
    };
    const fail = (error: string) => settle({ kind: "no_answer", error });

    try {
      outgoing = transport.request(request.url, {
        method: request.method,
        headers: { ...request.headers, ...length },
        agent: false,
      });
    } catch (error) {
      fail(error instanceof Error ? error.message : "Malformed URL");
      return;
    }
    outgoing.on("socket", (socket) => {
      const connected = transport === https ? "secureConnect" : "connect";
      socket.once(connected, () => clearTimeout(connectTimer));
    });
    outgoing.on("information", ({ statusCode }) => settle({ kind: "answer", status: statusCode, body: "" }));
    outgoing.on("response", (response) => readAnswer(response, { settle, fail }));
    // A refused connection to a name with two addresses has a code and no message.
    outgoing.on("error", (error: NodeJS.ErrnoException) =>
      fail(error.message || (error.code ?? "No connection")),
    );
    outgoing.end(body);
  });
}

function readAnswer(
  response: http.IncomingMessage,
  { settle, fail }: { settle: (answer: LedgerAnswer) => void; fail: (error: string) => void },
): void {
  const chunks: Buffer[] = [];
  let keptBytes = 0;
  response.on("data", (chunk: Buffer) => {
    if (keptBytes >= BODY_KEPT_BYTES) return;
    const part = chunk.subarray(0, BODY_KEPT_BYTES - keptBytes);
    chunks.push(part);
    keptBytes += part.length;
  });
  response.on("aborted", () => fail("The connection was closed before the answer was complete"));
  response.on("error", (error) => fail(error.message));
  response.on("end", () => {
    const body = Buffer.concat(chunks).toString("utf8");
    settle({ kind: "answer", status: response.statusCode ?? 0, body });
  });
}
