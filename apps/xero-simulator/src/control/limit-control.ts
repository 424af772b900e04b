import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Simulator } from "../simulator.ts";

const count = z.number().int().min(0).max(10_000_000);
const windowMs = z
  .number()
  .min(1)
  .max(366 * 86_400_000);
const changeSchema = z
  .strictObject({
    concurrent: count.optional(),
    minute: count.optional(),
    day: count.optional(),
    appMinute: count.optional(),
    minuteWindowMs: windowMs.optional(),
    dayWindowMs: windowMs.optional(),
  })
  .partial();

/** Sets limits and window lengths; what was counted so far is forgotten. */
export function registerLimitControl(app: FastifyInstance, simulator: Simulator): void {
  app.get("/limits", () => simulator.state.limits);
  app.post("/limits", (request) => {
    const change = changeSchema.parse(request.body ?? {});
    Object.assign(simulator.state.limits, change);
    simulator.limiter.reset();
    return simulator.state.limits;
  });
}
