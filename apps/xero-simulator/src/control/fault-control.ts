import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { newId } from "../ids.ts";
import type { Simulator } from "../simulator.ts";
import { ControlRefused } from "./control-refused.ts";
import { FAULT_KINDS, type Fault } from "./fault.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

const faultSchema = z
  .strictObject({
    kind: z.enum(FAULT_KINDS),
    match: z
      .strictObject({
        method: z.string().toUpperCase().pipe(z.enum(METHODS)).optional(),
        path: z.string().startsWith("/", "A path begins with a slash").max(1_000).optional(),
        organisation: z.string().max(100).optional(),
      })
      .default({}),
    /** The first call it hits, counted among those that match. */
    nth: z.number().int().min(1).default(1),
    /** How many calls it hits from there. */
    times: z.number().int().min(1).max(1_000_000).optional(),
    /** How likely each matching call is hit, from a seeded generator. */
    probability: z.number().gt(0).max(1).optional(),
    seed: z.number().int().min(0).default(1),
    retryAfterSeconds: z.number().int().min(1).max(86_400).default(40_000),
    delayMs: z.number().int().min(0).max(600_000).default(0),
    storeAfterDelay: z.boolean().default(false),
  })
  .refine((fault) => fault.kind !== "slow" || fault.delayMs > 0, { message: "A slow fault needs delayMs" });

export function registerFaultControl(app: FastifyInstance, simulator: Simulator): void {
  app.get("/faults", () => ({ faults: simulator.state.faults }));
  app.post("/faults", (request, reply) => {
    const wanted = faultSchema.parse(request.body);
    const organisationId = wanted.match.organisation?.toLowerCase() ?? null;
    if (organisationId !== null && !simulator.state.organisations.has(organisationId)) {
      throw new ControlRefused(400, "No organisation has the id in match.organisation");
    }
    const fault: Fault = {
      faultId: newId(),
      kind: wanted.kind,
      method: wanted.match.method ?? null,
      path: wanted.match.path ?? null,
      organisationId,
      skip: wanted.nth - 1,
      // Without a count, a fault by chance goes on and any other strikes once.
      remaining: wanted.times ?? (wanted.probability === undefined ? 1 : 1_000_000),
      probability: wanted.probability ?? null,
      randomState: wanted.seed,
      retryAfterSeconds: wanted.retryAfterSeconds,
      delayMs: wanted.delayMs,
      storeAfterDelay: wanted.storeAfterDelay,
    };
    simulator.state.faults.push(fault);
    return reply.code(201).send(fault);
  });
  app.delete("/faults", (_request, reply) => {
    simulator.state.faults.length = 0;
    return reply.code(204).send();
  });
}
