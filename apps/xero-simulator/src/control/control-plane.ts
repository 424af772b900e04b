import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Simulator } from "../simulator.ts";
import { registerClockControl } from "./clock-control.ts";
import { ControlRefused } from "./control-refused.ts";
import { registerFaultControl } from "./fault-control.ts";
import { registerLatencyControl } from "./latency-control.ts";
import { ledgerOut, organisationSummary } from "./ledger-out.ts";
import { registerLimitControl } from "./limit-control.ts";
import { registerOrganisationControl } from "./organisation-control.ts";
import { registerSwitchControl } from "./switch-control.ts";
import { registerTokenControl } from "./token-control.ts";
import { registerWebhookControl } from "./webhook-control.ts";

/** `/__sim`: reads everything, moves the clock, arms faults. Bad input is a 400 that says what is wrong. */
export function registerControlPlane(app: FastifyInstance, simulator: Simulator): void {
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof ControlRefused) return reply.code(error.status).send({ error: error.message });
    if (error instanceof z.ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
    const { statusCode = 500 } = error as { statusCode?: number };
    if (statusCode >= 500) return reply.code(500).send({ error: "The simulator failed" });
    const text =
      statusCode === 415
        ? "The body must be JSON, sent as application/json"
        : String((error as Error).message);
    return reply.code(400).send({ error: text });
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: "No such control" }));

  app.get("/organisations", () => ({
    organisations: [...simulator.state.organisations.values()].map(organisationSummary),
  }));
  app.get<{ Params: { id: string } }>("/organisations/:id/ledger", (request) =>
    ledgerOut(booksOf(simulator, request.params.id)),
  );
  app.get("/calls", (request) => {
    const filter = callFilter.parse(request.query);
    const calls = simulator.state.calls.filter(
      (call) =>
        call.sequence > filter.after &&
        (filter.organisation === undefined || call.organisationId === filter.organisation) &&
        (filter.method === undefined || call.method === filter.method.toUpperCase()) &&
        (filter.path === undefined || call.path.includes(filter.path)),
    );
    return { total: calls.length, calls: calls.slice(-filter.limit) };
  });
  app.delete("/calls", (_request, reply) => {
    simulator.state.calls.length = 0;
    return reply.code(204).send();
  });

  registerClockControl(app, simulator);
  registerLimitControl(app, simulator);
  registerFaultControl(app, simulator);
  registerLatencyControl(app, simulator);
  registerSwitchControl(app, simulator);
  registerTokenControl(app, simulator);
  registerWebhookControl(app, simulator);
  registerOrganisationControl(app, simulator, (id) => booksOf(simulator, id));
}

const callFilter = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(20_000).default(1_000),
  organisation: z.string().optional(),
  method: z.string().optional(),
  path: z.string().optional(),
});

function booksOf(simulator: Simulator, id: string) {
  const books = simulator.state.organisations.get(id.toLowerCase());
  if (!books) throw new ControlRefused(404, `No organisation has the id ${id.slice(0, 100)}`);
  return books;
}
