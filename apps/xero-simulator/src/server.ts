import formbody from "@fastify/formbody";
import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { createClock } from "./clock.ts";
import { registerControlPlane } from "./control/control-plane.ts";
import { closeCall, openCall } from "./gateway/call-log.ts";
import { releaseSlot } from "./gateway/concurrency-slot.ts";
import { registerFaults } from "./gateway/faults.ts";
import { createLimiter } from "./gateway/limiter.ts";
import { registerAccounting } from "./gateway/pipeline.ts";
import { registerAuthorize } from "./identity/authorize.ts";
import { authorizeErrorPage } from "./identity/authorize-page.ts";
import { registerConnections } from "./identity/connections.ts";
import { registerDiscovery } from "./identity/discovery.ts";
import { registerRevocation } from "./identity/revocation.ts";
import { createSigningKey } from "./identity/signing-key.ts";
import { registerToken } from "./identity/token.ts";
import {
  DEFAULT_SWITCHES,
  defaultClient,
  defaultLimits,
  durationsFor,
  type SimulatorOptions,
} from "./options.ts";
import { registerPages } from "./pages/pages.ts";
import { DEMO_USERS, seedOrganisations } from "./seed/seed-state.ts";
import type { Simulator } from "./simulator.ts";
import type { SimulatorState } from "./state/simulator-state.ts";
import { createSnapshots, loadSnapshot } from "./state/snapshot.ts";
import { createWebhooks } from "./webhooks/webhooks.ts";
import { internalError, notFound } from "./wire/errors.ts";
import { writeJson } from "./wire/json.ts";

/** Xero's stated size is 10 MB, its FAQ says 3.5 MB: the smaller one. */
const BODY_LIMIT_BYTES = 3.5 * 1024 * 1024;

export interface XeroSimulator {
  app: FastifyInstance;
  state: SimulatorState;
  clock: Simulator["clock"];
  /** Starts listening (port 0 picks a free one) and gives the origin. */
  listen(address?: { port?: number; host?: string }): Promise<string>;
  /** Stops, and writes the books where a data file is set. */
  close(): Promise<void>;
}

/** A whole simulated Xero: identity, connections, accounting API, control plane and pages on one port. */
export async function createXeroSimulator(options: SimulatorOptions = {}): Promise<XeroSimulator> {
  const timeScale = options.timeScale ?? 1;
  const clock = createClock(options.realNow);
  const saved = options.dataFile === undefined ? null : loadSnapshot(options.dataFile);
  const clients = options.clients ?? [defaultClient()];
  const state: SimulatorState = {
    clients: new Map(clients.map((client) => [client.clientId, client])),
    users: DEMO_USERS,
    organisations: seedOrganisations(clock.now()),
    connections: new Map(),
    codes: new Map(),
    refreshTokens: new Map(),
    idempotency: new Map(),
    calls: [],
    faults: [],
    limits: { ...defaultLimits(timeScale), ...options.limits },
    webhook: null,
    signingKey: saved?.signingKey ?? (await createSigningKey()),
    ...saved,
    tokensExpiredBefore: 0,
    latency: { fixedMs: 0, perDocumentMs: 0 },
  };
  const snapshots = options.dataFile === undefined ? null : createSnapshots(state, options.dataFile);
  let listeningOn = "http://localhost";
  const durations = durationsFor(timeScale);
  const switches = { ...DEFAULT_SWITCHES, ...options.switches };
  const origin = () => options.publicUrl?.replace(/\/$/, "") ?? listeningOn;
  const webhooks = createWebhooks({ state, clock, durations, switches, origin });
  const simulator: Simulator = {
    state,
    clock,
    limiter: createLimiter(clock, () => state.limits),
    durations,
    switches,
    webhooks,
    origin,
    changed: () => snapshots?.schedule(),
  };
  const app = buildApp(simulator);

  return {
    app,
    state,
    clock,
    listen: async ({ port = 0, host = "127.0.0.1" } = {}) => {
      await app.listen({ port, host });
      const address = app.server.address();
      const boundPort = typeof address === "object" && address ? address.port : port;
      listeningOn = `http://${host === "0.0.0.0" || host === "::" ? "localhost" : host}:${boundPort}`;
      return simulator.origin();
    },
    close: async () => {
      webhooks.stop();
      app.server.closeAllConnections();
      await app.close();
      await snapshots?.flush();
    },
  };
}

function buildApp(simulator: Simulator): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: 2_000 },
    frameworkErrors: (_error, request, reply) => {
      const isControl = request.url.startsWith("/__sim");
      const refused = reply as FastifyReply;
      if (isControl) refused.code(400).send({ error: "The path has an escape that cannot be decoded" });
      else refused.code(404).type("text/html; charset=utf-8").send("");
    },
  });

  app.addHook("onRequest", async (request) => {
    if (!request.url.startsWith("/__sim")) openCall(simulator.state.calls, request, simulator.clock);
  });
  registerFaults(app, simulator);
  app.addHook("onSend", async (request, reply, payload) => {
    releaseSlot(reply);
    closeCall(request, reply.statusCode);
    if (request.method !== "GET") simulator.changed();
    return payload;
  });

  app.setErrorHandler((error, request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (request.url.startsWith("/connect/")) {
      return reply
        .code(400)
        .type("application/json; charset=utf-8")
        .send(JSON.stringify({ error: "invalid_request" }));
    }
    if (request.url.startsWith("/identity/")) {
      return reply
        .code(500)
        .type("text/html; charset=utf-8")
        .send(authorizeErrorPage("invalid_request", "The form cannot be read"));
    }
    if (status < 500) return reply.code(status).type("text/html; charset=utf-8").send("");
    const { body } = internalError();
    return reply
      .code(500)
      .type("application/json; charset=utf-8")
      .send(body.kind === "json" ? writeJson(body.value) : "");
  });
  app.setNotFoundHandler((_request, reply) => {
    const { body } = notFound(simulator.switches.notFoundBody);
    return reply
      .code(404)
      .type("text/html; charset=utf-8")
      .send(body.kind === "html" ? body.text : "");
  });

  app.register(formbody);
  registerAuthorize(app, simulator);
  registerToken(app, simulator);
  registerRevocation(app, simulator);
  registerDiscovery(app, simulator);
  registerConnections(app, simulator);
  registerPages(app, simulator);
  app.register(async (scope) => registerAccounting(scope, simulator));
  app.register(async (scope) => registerControlPlane(scope, simulator), { prefix: "/__sim" });
  return app;
}
