import { disconnectStore } from "@counterfoil/services/store/disconnect-store";
import { entityStatus, entityTypes } from "@counterfoil/services/store/entity-status";
import { healthTile } from "@counterfoil/services/store/health-tile";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ApiContext } from "./context.ts";
import { sendRefusal } from "./error-reply.ts";
import { errorAnswers, requireStore, storeOf } from "./require-store.ts";

/** What a store asks about itself. Its token's subject is all that names it. */
export function registerStoreRoutes(app: FastifyInstance, ctx: ApiContext): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const bySubject = requireStore(ctx, () => null);
  const common = { tags: ["Magento"], security: [{ storeToken: [] }] };

  typed.route({
    method: "GET",
    url: "/v1/tile/health",
    schema: {
      ...common,
      summary: "How the store, its connection to Xero and its documents are",
      querystring: providerSchema,
      response: { 200: tileSchema, ...errorAnswers([401, 422, 503]) },
    },
    onRequest: bySubject,
    handler: (request) => healthTile(ctx, storeOf(request)),
  });

  typed.route({
    method: "GET",
    url: "/v1/status",
    schema: {
      ...common,
      summary: "What is known of one document, as Magento keeps it",
      querystring: statusQuerySchema,
      response: { 200: statusSchema, ...errorAnswers([401, 422, 503]) },
    },
    onRequest: bySubject,
    handler: (request) => {
      const { tenantId, storeId } = storeOf(request);
      const { entity_type: entityType, entity_id: entityId } = request.query;
      return entityStatus(ctx, { tenantId, storeId, entityType, entityId });
    },
  });

  typed.route({
    method: "POST",
    url: "/v1/tenant/disconnect",
    schema: {
      ...common,
      summary: "Disconnect the store: its key is forgotten, its documents wait",
      querystring: providerSchema,
      response: {
        204: z.undefined().describe("Disconnected"),
        ...errorAnswers([400, 401, 413, 415, 422, 503]),
      },
    },
    onRequest: bySubject,
    handler: async (request, reply) => {
      const { tenantId, storeId, claims } = storeOf(request);
      const outcome = await disconnectStore(ctx, {
        tenantId,
        storeId,
        jti: claims.jti,
        tokenExpiresAt: claims.expiresAt,
        idempotencyKey: DISCONNECT_KEY,
      });
      ctx.storeKeys.forget(storeId);
      if (outcome === "token_reused")
        return sendRefusal(request, reply, {
          status: 401,
          error: "token_reused",
          message: "This bearer token came with something else before. Sign a new one for each request.",
        });
      return reply.code(204).send();
    },
  });
}

/** What the token of a disconnection is remembered for; the header adds nothing, since it is the same every time. */
const DISCONNECT_KEY = "disconnect";

const providerSchema = z.object({
  provider: z.literal("xero", { error: "provider can only be xero here." }).optional(),
});

const statusQuerySchema = z.object({
  entity_type: z.enum(entityTypes, { error: `entity_type must be one of ${entityTypes.join(", ")}.` }),
  entity_id: z
    .string({ error: "entity_id must be a whole number above 0." })
    .regex(/^[1-9]\d{0,14}$/, "entity_id must be a whole number above 0.")
    .transform(Number),
});

const tileSchema = z
  .object({
    tenant: z.object({ magento_connection_status: z.enum(["pending", "active", "token_revoked"]) }),
    binding: z.object({ status: z.enum(["active", "pending", "revoked"]), region: z.string().nullable() }),
    sync: z.object({
      last_run_at: z.string().nullable(),
      pending_count: z.number().int(),
      failed_24h: z.number().int(),
    }),
  })
  .describe("The store's health");

const statusSchema = z
  .object({
    entity_type: z.enum(entityTypes),
    entity_id: z.number().int(),
    provider: z.literal("xero"),
    sync_status: z.enum(["pending", "synced", "skipped", "failed"]).nullable(),
    provider_entity_id: z.string().nullable(),
    provider_reference: z.string().nullable(),
    skip_reason: z.string().nullable(),
    error_code: z.string().nullable(),
    last_sync_at: z.string().nullable(),
  })
  .describe("What is known; sync_status is null for what we know nothing of");
