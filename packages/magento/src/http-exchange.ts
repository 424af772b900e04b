import http from "node:http";
import https from "node:https";
import net from "node:net";
import { isPrivateAddress, PrivateAddressError, publicLookup } from "./address-guard.ts";

export type StoreRequest = {
  method: "GET" | "POST";
  url: string;
  /** Bearer token, or null for the pairing call. */
  token: string | null;
  body: unknown;
};

export type StoreAnswer =
  | { kind: "answer"; status: number; headers: http.IncomingHttpHeaders; text: string }
  | { kind: "too-large"; status: number }
  | { kind: "timeout" }
  | { kind: "private-address" }
  | { kind: "http-refused" }
  /** `sent` = false when the request provably never left us. */
  | { kind: "no-answer"; code: string; sent: boolean };

export type StoreTransport = (request: StoreRequest) => Promise<StoreAnswer>;

/**
 * One call to a store: https to public addresses only unless `allowPrivateUrls`, redirects never followed, `timeoutMs` for the
 * whole exchange, body read up to 5 MB. Throws nothing for what the other side does.
 */
export function createStoreTransport(options: {
  timeoutMs: number;
  allowPrivateUrls: boolean;
}): StoreTransport {
  const agents = {
    "http:": new http.Agent({ keepAlive: true }),
    "https:": new https.Agent({ keepAlive: true }),
  };
  return (request) => {
    const url = new URL(request.url);
    const refusal = options.allowPrivateUrls ? null : refuseAddress(url);
    if (refusal) return Promise.resolve(refusal);
    return exchange(url, request, { ...options, agents });
  };
}

function refuseAddress(url: URL): StoreAnswer | null {
  if (url.protocol !== "https:") return { kind: "http-refused" };
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return net.isIP(host) !== 0 && isPrivateAddress(host) ? { kind: "private-address" } : null;
}

function exchange(
  url: URL,
  request: StoreRequest,
  options: {
    timeoutMs: number;
    allowPrivateUrls: boolean;
    agents: { "http:": http.Agent; "https:": https.Agent };
  },
): Promise<StoreAnswer> {
  const body = request.method === "POST" ? Buffer.from(JSON.stringify(request.body)) : null;
  const isHttps = url.protocol === "https:";
  return new Promise((resolve) => {
    let connected = false;
    const outgoing = (isHttps ? https : http).request(url, {
      method: request.method,
      agent: options.agents[isHttps ? "https:" : "http:"],
      ...(options.allowPrivateUrls ? {} : { lookup: publicLookup }),
      headers: {
        accept: "application/json",
        "user-agent": "Counterfoil",
        ...(request.token === null ? {} : { authorization: `Bearer ${request.token}` }),
        ...(body ? { "content-type": "application/json", "content-length": body.length } : {}),
      },
    });
    const settle = (answer: StoreAnswer) => {
      clearTimeout(timer);
      resolve(answer);
      if (answer.kind !== "answer") outgoing.destroy();
    };
    const timer = setTimeout(() => settle({ kind: "timeout" }), options.timeoutMs);
    outgoing.on("socket", (socket) => {
      if (outgoing.reusedSocket) {
        connected = true;
        return;
      }
      socket.once(isHttps ? "secureConnect" : "connect", () => {
        connected = true;
      });
    });
    outgoing.on("error", (error) => settle(describeFailure(error, connected)));
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_BODY_BYTES) settle({ kind: "too-large", status: response.statusCode ?? 0 });
        else chunks.push(chunk);
      });
      response.on("error", (error) => settle(describeFailure(error, true)));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        settle({ kind: "answer", status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    outgoing.end(body);
  });
}

function describeFailure(error: Error, connected: boolean): StoreAnswer {
  if (error instanceof PrivateAddressError) return { kind: "private-address" };
  const code = "code" in error && typeof error.code === "string" ? error.code : "UNKNOWN";
  return { kind: "no-answer", code, sent: connected };
}

const MAX_BODY_BYTES = 5 * 1024 * 1024;
