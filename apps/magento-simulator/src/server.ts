import Fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from "fastify";
import { type Clock, systemClock } from "./clock.ts";
import { type SimulatorContext, scaled } from "./context.ts";
import { createFaults } from "./control/faults.ts";
import { registerControl } from "./control/routes.ts";
import { createShop } from "./control/shop.ts";
import { createDocumentGenerator, newGeneratorState } from "./generator/document-generator.ts";
import type { MixName } from "./generator/scenarios.ts";
import { createDrain, type DrainResult } from "./outbox/drain.ts";
import { createLedgerClient } from "./outbox/ledger-client.ts";
import type { LedgerTimeouts } from "./outbox/ledger-request.ts";
import { collectGarbage } from "./outbox/outbox-rows.ts";
import { registerAdminPage } from "./pages/admin-page.ts";
import { registerXeroSyncPage } from "./pages/xero-sync-page.ts";
import { createSnapshot } from "./snapshot.ts";
import { emptyStoreState, type StoreState } from "./store-state.ts";
import { registerCanonical } from "./wire/canonical.ts";
import { createInboundAuth } from "./wire/inbound-auth.ts";
import { internalError, NO_ROUTE, sendMagento } from "./wire/magento-error.ts";
import { registerPairing } from "./wire/pairing.ts";
import { storePath } from "./wire/store-path.ts";
import { registerSyncState } from "./wire/sync-state.ts";

const DAY_MS = 86_400_000;

export interface SimulatorOptions {
  /** What the merchant copies into the ledger; left out: the address it listens on. */
  baseUrl?: string | undefined;
  storeName?: string;
  seed?: string;
  mix?: MixName;
  /** 0: no timer, the outbox moves only when it is told to. */
  outboxTickMs?: number;
  timeScale?: number;
  dataFile?: string | undefined;
  clock?: Clock;
  ledgerTimeouts?: LedgerTimeouts;
}

export interface MagentoSimulator {
  app: FastifyInstance;
  /** Port 0 takes a free one. Answers the base URL. */
  listen: (address?: { port?: number; host?: string }) => Promise<string>;
  close: () => Promise<void>;
  drain: () => Promise<DrainResult>;
  state: StoreState;
}

/** A Magento 2 store with the ledger module installed, in this process. Nothing runs until `listen`. */
export function createMagentoSimulator(options: SimulatorOptions = {}): MagentoSimulator {
  const seed = options.seed ?? "counterfoil";
  const snapshot = createSnapshot(options.dataFile, () => state);
  const state = snapshot.load() ?? emptyStoreState(newGeneratorState());
  let listeningUrl = "http://127.0.0.1:4020";
  const context: SimulatorContext = {
    state,
    clock: options.clock ?? systemClock,
    generator: createDocumentGenerator(seed, { mix: options.mix ?? "demo", state: state.generator }),
    settings: {
      storeName: options.storeName ?? "Fern & Flint",
      seed,
      timeScale: options.timeScale ?? 1,
      outboxTickMs: options.outboxTickMs ?? 60_000,
      baseUrl: () => (options.baseUrl ?? listeningUrl).replace(/\/+$/, ""),
    },
    touch: snapshot.touch,
  };
  const ledger = createLedgerClient(context, options.ledgerTimeouts);
  const drain = createDrain(context, ledger);
  const shop = createShop(context);
  const app = buildApp(context, { drain, ledger, shop });
  const timers: NodeJS.Timeout[] = [];

  return {
    app,
    state,
    drain: drain.all,
    listen: async ({ port = 0, host = "127.0.0.1" } = {}) => {
      const address = await app.listen({ port, host });
      listeningUrl = address;
      const tickMs = scaled(context, context.settings.outboxTickMs);
      if (tickMs > 0) timers.push(setInterval(() => void drain.tick(), tickMs));
      timers.push(setInterval(() => collectGarbage(context), scaled(context, DAY_MS)));
      return context.settings.baseUrl();
    },
    close: async () => {
      shop.set({ running: false });
      for (const timer of timers) clearInterval(timer);
      await app.close();
      snapshot.flush();
    },
  };
}

function magentoWords(error: FastifyError, request: FastifyRequest): string {
  if (error.code !== "FST_ERR_CTP_INVALID_MEDIA_TYPE") return error.message;
  return `Server cannot understand Content-Type HTTP header media type ${request.headers["content-type"] ?? ""}`;
}

function buildApp(
  context: SimulatorContext,
  parts: Pick<Parameters<typeof registerControl>[2], "drain" | "ledger" | "shop">,
): FastifyInstance {
  const app = Fastify({
    forceCloseConnections: true,
    rewriteUrl: (request) => storePath(request.url ?? "/", request.method ?? "GET"),
  });
  const faults = createFaults();
  const auth = createInboundAuth(context);

  app.removeContentTypeParser("text/plain");
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    if (body === "") return done(null, undefined);
    try {
      done(null, JSON.parse(String(body)));
    } catch {
      done(Object.assign(new Error("Decoding error."), { statusCode: 400 }));
    }
  });
  app.addHook("onRequest", faults.hook);
  registerPairing(app, context, { onPaired: parts.ledger.forgetHealth });
  app.register(async (guarded) => {
    guarded.addHook("onRequest", auth.hook);
    registerCanonical(guarded, context);
    registerSyncState(guarded, context);
  });
  registerControl(app, context, { ...parts, faults, auth });
  registerAdminPage(app, context);
  registerXeroSyncPage(app, context);

  app.setNotFoundHandler((request, reply) =>
    request.url.startsWith("/rest/")
      ? sendMagento(reply, 404, NO_ROUTE)
      : reply
          .code(404)
          .send({ error: "not_found", message: `There is no ${request.method} ${request.url} here.` }),
  );
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (request.url.startsWith("/rest/")) {
      return status >= 500
        ? sendMagento(reply, 500, internalError())
        : sendMagento(reply, 400, { message: magentoWords(error, request) });
    }
    const code = status >= 500 ? "internal" : "bad_input";
    return reply.code(status).send({ error: code, message: error.message });
  });
  return app;
}
