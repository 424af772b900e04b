import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { type AuthenticatedStore, authenticateStore } from "./authenticate-store.ts";
import type { ApiContext } from "./context.ts";
import { sendRefusal } from "./error-reply.ts";

declare module "fastify" {
  interface FastifyRequest {
    store: AuthenticatedStore | null;
  }
}

/** Before the body is read: lets a request through only with a store's token. `storeIdOf` is null where the token alone names it. */
export function requireStore(
  ctx: ApiContext,
  storeIdOf: (params: Record<string, string | undefined>) => string | null,
) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const authentication = await authenticateStore(ctx, {
      authorization: request.headers.authorization,
      storeId: storeIdOf(request.params as Record<string, string | undefined>),
    });
    if (!authentication.ok) return sendRefusal(request, reply, authentication.refusal);
    request.store = authentication.store;
    return undefined;
  };
}

/** The store that `requireStore` let through. */
export function storeOf(request: { store: AuthenticatedStore | null }): AuthenticatedStore {
  if (!request.store) throw new Error("This route is not behind requireStore.");
  return request.store;
}

/** For the description of the API: the statuses that answer with a word and a sentence. */
export function errorAnswers<Status extends keyof typeof MEANINGS>(
  statuses: readonly Status[],
): Record<Status, typeof errorSchema> {
  return Object.fromEntries(
    statuses.map((status) => [status, errorSchema.describe(MEANINGS[status])]),
  ) as Record<Status, typeof errorSchema>;
}

const errorSchema = z.object({ error: z.string(), message: z.string() });
const MEANINGS = {
  400: "The body cannot be read",
  401: "The token is not this store's, or the store was disconnected",
  413: "The body is too large",
  415: "The body is not JSON",
  422: "Something in the request is missing or wrong; the message names it",
  503: "Send it again later: see Retry-After",
} as const;
