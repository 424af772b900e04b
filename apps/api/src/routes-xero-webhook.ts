import type { Environment } from "@counterfoil/services/context";
import { takeLedgerEvents } from "@counterfoil/services/ledger-news/take-ledger-events";
import { isSignedWith, readWebhookEvents } from "@counterfoil/xero/webhook";
import type { FastifyInstance } from "fastify";
import type { ApiContext } from "./context.ts";

/** A batch of a thousand events is a third of that. */
const BODY_LIMIT_BYTES = 1024 * 1024;
/** Xero hangs up after five seconds and comes again. */
const ANSWER_WITHIN_MS = 4_000;

/**
 * `POST /webhooks/xero`: 200 for what Xero has signed, 401 for all else, both without a body, so that Xero sees that we tell one from
 * the other (its intent to receive). Only marks what is to be looked at; 503 is sent again by Xero.
 */
export async function registerXeroWebhook(app: FastifyInstance, ctx: ApiContext): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The signature is over the bytes as they came.
    scope.addContentTypeParser("*", { parseAs: "buffer" }, async (_request: unknown, body: Buffer) => body);
    scope.route({
      method: "POST",
      url: "/webhooks/xero",
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { hide: true },
      handler: async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const header = request.headers["x-xero-signature"];
        const signature = typeof header === "string" ? header : "";
        const signed = ctx.xeroWebhookKeys.filter(({ key }) => isSignedWith(key, { body, signature }));
        if (signed.length === 0) return reply.code(401).send();
        const events = readWebhookEvents(body);
        if (!events) ctx.log.warn({ bytes: body.length }, "Xero signed something that is no batch of events");
        const environments = signed.map(({ environment }) => environment);
        const isTaken = await inTime(take(ctx, environments, events ?? []));
        return reply.code(isTaken ? 200 : 503).send();
      },
    });
  });
}

async function take(
  ctx: ApiContext,
  environments: readonly Environment[],
  events: NonNullable<ReturnType<typeof readWebhookEvents>>,
): Promise<boolean> {
  if (events.length === 0) return true;
  try {
    for (const environment of environments) {
      const marked = await takeLedgerEvents(ctx, { environment, events });
      ctx.log.info({ environment, events: events.length, marked }, "Xero told of changes");
      if (marked > 0) ctx.wakeWorker();
    }
    return true;
  } catch (error) {
    ctx.log.error({ err: error }, "what Xero told of could not be marked");
    return false;
  }
}

async function inTime(work: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
