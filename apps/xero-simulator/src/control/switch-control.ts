import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Simulator } from "../simulator.ts";

const refuseOrAccept = z.enum(["accept", "refuse"]);
const changeSchema = z
  .strictObject({
    taxAmountOverride: refuseOrAccept,
    negativeQuantity: refuseOrAccept,
    creditNoteRename: refuseOrAccept,
    voidedNumbers: z.enum(["blocked", "free"]),
    invalidClientStatus: z.union([z.literal(400), z.literal(401)]),
    notFoundBody: z.enum(["empty", "sentence"]),
    idempotencyMismatch: z.enum(["message", "problem"]),
    failedBatch: z.enum(["none-stored", "good-stored"]),
    halfCent: z.enum(["half-up", "bankers"]),
    inclusiveTax: z.enum(["net-first", "ratio"]),
    settlementEvent: z.enum(["silent", "raised"]),
    attachmentMegabytes: z.union([z.literal(10), z.literal(25)]),
    requestMegabytes: z.union([z.literal(3.5), z.literal(10)]),
    missingScopeHeader: z.enum(["insufficient_scope", "invalid_token"]),
    allocationIdInAnswer: z.enum(["absent", "present"]),
    reconciledPaymentDelete: refuseOrAccept,
    concurrentRetryAfter: z.enum(["absent", "1"]),
    secondConsent: z.enum(["independent", "replaces"]),
  })
  .partial();

/** Turns the points on which reports about Xero disagree, from the next call on. */
export function registerSwitchControl(app: FastifyInstance, simulator: Simulator): void {
  app.get("/switches", () => simulator.switches);
  app.post("/switches", (request) => {
    Object.assign(simulator.switches, changeSchema.parse(request.body ?? {}));
    return simulator.switches;
  });
}
