import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Simulator } from "../simulator.ts";

const changeSchema = z
  .strictObject({
    moveMs: z.number().int().optional(),
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
    if (change.setTo !== undefined) clock.set(Date.parse(change.setTo));
    if (change.moveMs !== undefined) clock.move(change.moveMs);
    if (change.factor !== undefined) clock.setFactor(change.factor);
    return shown();
  });
}
