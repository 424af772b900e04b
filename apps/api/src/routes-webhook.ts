import { eventNames } from "@counterfoil/services/event/event-names";
import { scrubJson, scrubText } from "@counterfoil/services/event/scrub-text";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ApiContext } from "./context.ts";
import { sendRefusal } from "./error-reply.ts";
import { errorAnswers, requireStore, storeOf } from "./require-store.ts";

const MAX_DEPTH = 32;
const TOO_DEEP = "payload is nested too deeply.";

/** `POST /webhooks/magento/{store}/{event}`: stored durably before the answer, everything else happens later. */
export function registerWebhook(app: FastifyInstance, ctx: ApiContext): void {
  app.withTypeProvider<ZodTypeProvider>().route({
    method: "POST",
    url: "/webhooks/magento/:storeId/:event",
    schema: {
      tags: ["Magento"],
      summary: "Take an event in",
      description:
        "A delivery that came before is answered with the first one's id. 401, 400, 413, 415 and 422 are final for the module; 503 is tried again.",
      security: [{ storeToken: [] }],
      params: paramsSchema,
      querystring: z.object({
        provider: z.literal("xero", { error: "provider can only be xero here." }).optional(),
      }),
      headers: headersSchema,
      body: bodySchema,
      response: { 202: acceptedSchema, ...errorAnswers([400, 401, 413, 415, 422, 503]) },
    },
    onRequest: requireStore(ctx, (params) => params.storeId ?? ""),
    handler: async (request, reply) => {
      const { tenantId, storeId, claims } = storeOf(request);
      const { body } = request;
      // PHP prints an empty array where it means an empty object.
      const payload = scrubJson(Array.isArray(body.payload) ? {} : body.payload, MAX_DEPTH);
      if (!payload)
        return sendRefusal(request, reply, { status: 422, error: "validation", message: TOO_DEEP });
      const acceptance = await ctx.acceptor.accept({
        tenantId,
        storeId,
        jti: scrubText(claims.jti),
        tokenExpiresAt: new Date(claims.expiresAt.getTime() + SKEW_MS),
        idempotencyKey: scrubText(request.headers["idempotency-key"]),
        name: request.params.event,
        magentoEntityId: body.magento_entity_id,
        websiteId: body.website_id,
        magentoStoreId: body.store_id,
        occurredAt: new Date(body.occurred_at),
        payload: payload.value,
      });
      if (acceptance.outcome === "token_reused")
        return sendRefusal(request, reply, {
          status: 401,
          error: "token_reused",
          message: "This bearer token came with another event before. Sign a new one for each request.",
        });
      return reply.code(202).send({ sync_run_id: acceptance.eventId });
    },
  });
}

/** Tokens are accepted this long after they expire, so their ids are remembered for as long. */
const SKEW_MS = 120_000;
const MAX_INT4 = 2_147_483_647;

const wholeNumber = (field: string, min: number, max: number) => {
  const error = `${field} must be a whole number${min > 0 ? " above 0" : ", 0 or more"}.`;
  return z.int({ error }).min(min, error).max(max, error);
};

const paramsSchema = z.object({
  storeId: z.string(),
  event: z.enum(eventNames, { error: `This event is unknown. Known are ${eventNames.join(", ")}.` }),
});

const KEY_ERROR = "The Idempotency-Key header must be there, with at most 128 characters.";
const headersSchema = z.looseObject({
  "idempotency-key": z.string({ error: KEY_ERROR }).trim().min(1, KEY_ERROR).max(128, KEY_ERROR),
});

const bodySchema = z.object(
  {
    magento_entity_id: wholeNumber("magento_entity_id", 1, Number.MAX_SAFE_INTEGER),
    website_id: wholeNumber("website_id", 0, MAX_INT4),
    store_id: wholeNumber("store_id", 0, MAX_INT4),
    occurred_at: z.iso.datetime({
      offset: true,
      error: "occurred_at must be a time such as 2026-01-02T03:04:05Z.",
    }),
    payload: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown()).max(0)], {
      error: "payload must be an object.",
    }),
  },
  { error: "The body must be one event as a JSON object." },
);

const acceptedSchema = z.object({ sync_run_id: z.string() }).describe("Stored, or stored before");
