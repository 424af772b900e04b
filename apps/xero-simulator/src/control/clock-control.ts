import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Simulator } from "../simulator.ts";
import { ControlRefused } from "./control-refused.ts";

const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(9000, 0, 1);
const FARTHEST = LATEST - EARLIEST;

const changeSchema = z
  .strictObject({
    moveMs: z.number().int().min(-FARTHEST).max(FARTHEST).optional(),
    setTo: z.iso.datetime().optional(),
    factor: z.number().min(0).max(1_000_000).optional(),
  })
  .refine((change) => Object.keys(change).length > 0, { message: "Give moveMs, setTo or factor" });

/** The clock everything here runs on: token lives, windows, lock dates, document dates. */
export function registerClockControl(app: FastifyInstance, simulator: Simulator): void {
  const { clock } = simulator;
  const shown = () => ({ now: new Date(clock.now()).toISOString(), factor: clock.factor() });
  app.get("/clock", shown);
  app.post("/clock", (request) => {
    const change = changeSchema.parse(request.body);
    const start = change.setTo === undefined ? clock.now() : Date.parse(change.setTo);
    const target = start + (change.moveMs ?? 0);
    if (target < EARLIEST || target > LATEST) {
      throw new ControlRefused(400, "The clock goes from the year 1970 to the year 9000");
    }
    if (change.factor !== undefined) clock.setFactor(change.factor);
    // After the factor: a clock that is set and frozen in one call shows exactly what it was set to.
    if (change.setTo !== undefined || change.moveMs !== undefined) clock.set(target);
    // Tokens of a past that comes again must not be older than an expiry of the future.
    simulator.state.tokensExpiredBefore = Math.min(simulator.state.tokensExpiredBefore, target);
    return shown();
  });
}
