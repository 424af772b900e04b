import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Simulator } from "../simulator.ts";

const milliseconds = z.number().min(0).max(600_000);
const changeSchema = z.strictObject({ fixedMs: milliseconds, perDocumentMs: milliseconds }).partial();

/** How long accounting calls take at least, in real milliseconds, so that timings mean something. */
export function registerLatencyControl(app: FastifyInstance, simulator: Simulator): void {
  const { latency } = simulator.state;
  app.get("/latency", () => latency);
  app.post("/latency", (request) => Object.assign(latency, changeSchema.parse(request.body ?? {})));
}
