import type { Socket } from "node:net";
import helmet from "@fastify/helmet";
import Fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { ApiContext } from "./context.ts";
import { describeApi } from "./describe-api.ts";
import { refusalOf, sendRefusal } from "./error-reply.ts";
import { parseJson } from "./parse-json.ts";
import { registerProbes } from "./routes-probes.ts";
import { registerStoreRoutes } from "./routes-store.ts";
import { registerWebhook } from "./routes-webhook.ts";
import { registerXeroWebhook } from "./routes-xero-webhook.ts";

/** An event is a few hundred bytes. */
const BODY_LIMIT_BYTES = 64 * 1024;

/** The HTTP server over a context, not yet listening; closing it leaves the context open. */
export async function createApi(ctx: ApiContext): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    // The module gives up after 15 s; a body that takes longer to arrive has nobody waiting for it.
    requestTimeout: 20_000,
    // Node looks for late requests every 30 s and refuses those without a Host by itself, without a word: neither here.
    http: { connectionsCheckingInterval: 5_000, requireHostHeader: false },
    frameworkErrors: (error, request, reply) => void sendRefusal(request, reply, refusalOf(error)),
    clientErrorHandler,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest("store", null);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    async (_request: unknown, body: Buffer) => parseJson(body),
  );

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.status >= 500)
      ctx.log.error(
        { route: request.routeOptions.url, storeId: request.store?.storeId, err: error },
        "failed",
      );
    return sendRefusal(request, reply, refusal);
  });
  app.setNotFoundHandler((request, reply) =>
    sendRefusal(request, reply, {
      status: 404,
      error: "not_found",
      message: "There is nothing at this address.",
    }),
  );
  app.addHook("onResponse", async (request, reply) => {
    const { url: route, method } = request.routeOptions;
    const fields = { method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    ctx.log.info({ ...fields, storeId: request.store?.storeId }, "answered");
  });
  answerWithoutContinue(app);
  endConnectionsOnClose(app);

  await app.register(helmet, { contentSecurityPolicy: { directives: { defaultSrc: ["'none'"] } } });
  await describeApi(app, ctx);
  registerWebhook(app, ctx);
  await registerXeroWebhook(app, ctx);
  registerStoreRoutes(app, ctx);
  registerProbes(app, ctx);
  return app;
}

/** The module takes an interim 100 for the answer itself, so none is sent; a client that asked for it goes on by itself. */
function answerWithoutContinue(app: FastifyInstance): void {
  const { server } = app;
  server.on("checkContinue", (request, response) => server.emit("request", request, response));
  server.on("checkExpectation", (request, response) => server.emit("request", request, response));
}

/** An answer given while closing is its connection's last: kept alive, it would keep the process for a minute. */
function endConnectionsOnClose(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook("preClose", async () => {
    isClosing = true;
  });
  app.addHook("onSend", async (_request, reply) => {
    if (isClosing) reply.header("connection", "close");
  });
}

/** What never became a request: node's own answers would say 408 for a slow one, which a store takes for final. */
function clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, word, message] = CLIENT_ERRORS[error.code ?? ""] ?? BAD_REQUEST;
  const body = JSON.stringify({ error: word, message });
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  socket.end(
    `${head}${status.startsWith("503") ? "Retry-After: 60\r\n" : ""}Connection: close\r\n\r\n${body}`,
  );
}

type ClientError = readonly [status: string, word: string, message: string];
const BAD_REQUEST: ClientError = ["400 Bad Request", "bad_request", "This is not a valid HTTP request."];
const CLIENT_ERRORS: Record<string, ClientError> = {
  ERR_HTTP_REQUEST_TIMEOUT: [
    "503 Service Unavailable",
    "timeout",
    "The request took too long to arrive. Send it again later.",
  ],
  HPE_HEADER_OVERFLOW: [
    "431 Request Header Fields Too Large",
    "too_large",
    "The request's headers are too large.",
  ],
};
