import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Exchange } from "./openapi-check.ts";

/** Keeps every accounting call and its answer as they pass, from before the simulator listens. */
export function recordExchanges(app: FastifyInstance): Exchange[] {
  const exchanges: Exchange[] = [];
  app.addHook("onSend", async (request, reply, payload) => {
    if (!request.url.startsWith("/api.xro/") || wasAnsweredUnread(request)) return payload;
    const contentType = reply.getHeader("content-type");
    exchanges.push({
      method: request.method,
      url: request.url,
      requestBody: Buffer.isBuffer(request.body) ? request.body.toString("utf8") : "",
      status: reply.statusCode,
      contentType: typeof contentType === "string" ? contentType : null,
      responseBody: typeof payload === "string" ? payload : "",
    });
    return payload;
  });
  return exchanges;
}

/** A fault can answer before the body arrived: then nobody knows what it was. */
function wasAnsweredUnread({ body, headers }: FastifyRequest): boolean {
  return body === undefined && (Number(headers["content-length"] ?? 0) > 0 || "transfer-encoding" in headers);
}
