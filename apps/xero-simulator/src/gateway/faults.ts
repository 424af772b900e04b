import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Fault, takeFault } from "../control/fault.ts";
import { formFields } from "../identity/form-fields.ts";
import type { Simulator } from "../simulator.ts";
import { internalError } from "../wire/errors.ts";
import { writeJson } from "../wire/json.ts";
import { callRecord, header } from "./call-log.ts";

const armed = new WeakMap<FastifyRequest, Fault>();

const HTML_503 = `<HTML><HEAD>
<TITLE>Service Unavailable</TITLE>
</HEAD><BODY>
<H1>Service Unavailable - Zero size object</H1>
The server is temporarily unable to service your request. Please try again later.
</BODY></HTML>
`;

/** As Xero's own error page, byte order mark included (pyxero #225). */
const HTML_500 = `\uFEFF<!DOCTYPE html>
<html lang="en"><head><title>Xero | Error 500</title></head>
<body><h1>Something went wrong</h1><p>We're sorry, an error occurred.</p></body></html>
`;

/** Makes armed faults happen around any route: before it works, or to its answer. */
export function registerFaults(app: FastifyInstance, simulator: Simulator): void {
  app.addHook("onRequest", async (request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "";
    if (!canFail(path) || simulator.state.faults.length === 0) return;
    const organisationId = header(request, "xero-tenant-id");
    const fault = takeFault(simulator.state.faults, { method: request.method, path, organisationId });
    if (!fault) return;
    armed.set(request, fault);
    const record = callRecord(request);
    if (record) record.fault = fault.kind;
    if (fault.kind === "cut-before") return cut(request, reply);
    if (fault.kind === "html-500") {
      return reply.code(500).type("text/html; charset=utf-8").send(HTML_500);
    }
    if (fault.kind === "html-503" || fault.kind === "token-down") {
      return reply.code(503).type("text/html").header("retry-after", "1").send(HTML_503);
    }
    // Inside the accounting API a 500 is remembered under its Idempotency-Key: the pipeline answers it.
    if (fault.kind === "status-500" && !path.startsWith("/api.xro/")) {
      return reply.code(500).type("application/json").send(writeJson(answerBody()));
    }
  });

  // Only the body tells a refresh from a first exchange.
  app.addHook("preHandler", async (request) => {
    const path = request.url.split("?", 1)[0] ?? "";
    if (path !== "/connect/token" || formFields(request)?.grant_type !== "refresh_token") return;
    const call = { method: request.method, path, organisationId: null };
    const fault = takeFault(simulator.state.faults, call, "refresh");
    if (!fault) return;
    armed.set(request, fault);
    const record = callRecord(request);
    if (record) record.fault = fault.kind;
  });

  app.addHook("onSend", async (request, reply, payload) => {
    const fault = armed.get(request);
    if (!fault) return payload;
    if (fault.kind === "slow" && !fault.storeAfterDelay) await wait(fault.delayMs);
    if (fault.kind === "store-then-cut" || fault.kind === "refresh-lost") {
      if (fault.delayMs > 0) await wait(fault.delayMs);
      noteCut(request);
      request.raw.socket.destroy();
    }
    if (fault.kind === "truncated-json" && typeof payload === "string") {
      const half = payload.slice(0, Math.floor(payload.length / 2));
      reply.header("content-length", Buffer.byteLength(half));
      return half;
    }
    if (fault.kind === "wrong-content-type") reply.type("text/html; charset=utf-8");
    if (fault.kind === "unknown-fields" && typeof payload === "string") {
      const text = withUnknownFields(payload);
      reply.header("content-length", Buffer.byteLength(text));
      return text;
    }
    return payload;
  });
}

/** The answer with fields in every object that no caller can know. */
function withUnknownFields(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), (_name, value) =>
      typeof value === "object" && value !== null && !Array.isArray(value) && !("UnknownText" in value)
        ? { ...value, UnknownText: "new", UnknownNumber: 1.5, UnknownList: [1, "two"] }
        : value,
    );
  } catch {
    return payload;
  }
}

/** Does not keep the process alive. */
export function wait(milliseconds: number): Promise<void> {
  return delay(milliseconds, undefined, { ref: false });
}

export function armedFault(request: FastifyRequest): Fault | undefined {
  return armed.get(request);
}

function cut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  noteCut(request);
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}

function noteCut(request: FastifyRequest): void {
  const record = callRecord(request);
  if (record) record.isCut = true;
}

function answerBody() {
  const { body } = internalError();
  return body.kind === "json" ? body.value : null;
}

/** The control plane and the pages never fail on purpose. */
function canFail(path: string): boolean {
  return (
    path.startsWith("/api.xro/") ||
    path.startsWith("/connect") ||
    path.startsWith("/identity/") ||
    path.startsWith("/.well-known/")
  );
}
