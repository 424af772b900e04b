import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Simulator } from "../simulator.ts";

const expirySchema = z.strictObject({ olderThanMs: z.number().int().min(0).max(86_400_000).default(0) });

/** Access tokens end before their time, those alone that are older than asked (to the second, as tokens know it). */
export function registerTokenControl(app: FastifyInstance, simulator: Simulator): void {
  app.post("/tokens/expire", (request) => {
    const { olderThanMs } = expirySchema.parse(request.body ?? {});
    const before = Math.floor((simulator.clock.now() - olderThanMs) / 1000) * 1000;
    simulator.state.tokensExpiredBefore = Math.max(simulator.state.tokensExpiredBefore, before);
    return { expiredBefore: new Date(simulator.state.tokensExpiredBefore).toISOString() };
  });
}
