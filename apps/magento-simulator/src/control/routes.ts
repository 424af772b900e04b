import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { SimulatorContext } from "../context.ts";
import { SCENARIO_NAMES } from "../generator/scenarios.ts";
import type { Drain } from "../outbox/drain.ts";
import { isSuccess, type LedgerClient } from "../outbox/ledger-client.ts";
import { requeue } from "../outbox/outbox-rows.ts";
import { syncStateKey } from "../store-state.ts";
import type { InboundAuth } from "../wire/inbound-auth.ts";
import { generatePairingCode } from "../wire/pairing.ts";
import { connectionStatus } from "./connection-status.ts";
import { type Faults, faultSchema } from "./faults.ts";
import {
  handMadeCreditMemo,
  handMadeCreditMemoSchema,
  handMadeInvoice,
  handMadeInvoiceSchema,
} from "./hand-made.ts";
import { captureInvoice, raiseDocuments, saveDocument, summaryOf } from "./raise-document.ts";
import type { Shop } from "./shop.ts";

const raiseSchema = z
  .strictObject({
    count: z.number().int().min(1).max(10_000).default(1),
    kind: z.enum(["invoice", "creditmemo"]).optional(),
    scenario: z.enum(SCENARIO_NAMES).optional(),
    /** Left out: now. */
    created_at: z.iso.datetime().optional(),
  })
  .prefault({});
/** `ageSeconds`: as if it had been made that long ago. */
const pairingCodeSchema = z
  .strictObject({ ageSeconds: z.number().int().min(0).max(86_400).optional() })
  .prefault({});
const shopSchema = z.strictObject({
  running: z.boolean(),
  everySeconds: z.number().min(0.05).max(86_400).optional(),
});
const drainSchema = z
  .strictObject({
    order: z.enum(["kept", "reversed"]).default("kept"),
    atOnce: z.number().int().min(1).max(50).default(1),
  })
  .prefault({});
const requeueSchema = z.strictObject({ id: z.number().int().min(1).optional() }).prefault({});
const listSchema = z.object({
  limit: z.coerce.number().int().min(1).max(100_000).default(100_000),
});

export interface ControlParts {
  drain: Drain;
  ledger: LedgerClient;
  faults: Faults;
  shop: Shop;
  auth: InboundAuth;
}

/** The hand on the store: everything a person or a test does to it that is not on Magento's wire. */
export function registerControl(app: FastifyInstance, context: SimulatorContext, parts: ControlParts): void {
  const { state } = context;

  app.post("/__sim/pairing-code", async (request, reply) => {
    const input = parse(pairingCodeSchema, request.body, reply);
    if (!input) return reply;
    return {
      code: generatePairingCode(context, input.ageSeconds),
      base_url: context.settings.baseUrl(),
    };
  });

  app.post("/__sim/raise", async (request, reply) => {
    const input = parse(raiseSchema, request.body, reply);
    if (!input) return reply;
    const { created_at: createdAt, ...wanted } = input;
    return {
      documents: raiseDocuments(at(context, createdAt), wanted),
      paired: state.credentials !== null,
    };
  });

  app.post("/__sim/invoices", async (request, reply) => {
    const input = parse(handMadeInvoiceSchema, request.body, reply);
    return input ? reply.code(201).send(saveDocument(context, handMadeInvoice(context, input))) : reply;
  });

  app.post("/__sim/creditmemos", async (request, reply) => {
    const input = parse(handMadeCreditMemoSchema, request.body, reply);
    if (!input) return reply;
    const memo = handMadeCreditMemo(context, input);
    return typeof memo === "string"
      ? badInput(reply, memo)
      : reply.code(201).send(saveDocument(context, memo));
  });

  app.post<{ Params: { id: string } }>("/__sim/invoices/:id/capture", async (request, reply) => {
    const { id } = request.params;
    const invoice = Object.hasOwn(state.invoices, id) ? state.invoices[id] : undefined;
    if (!invoice) return reply.code(404).send({ error: "not_found", message: "There is no such invoice." });
    if (!captureInvoice(context, invoice)) return badInput(reply, "The invoice is not open.");
    return summaryOf(invoice);
  });

  app.get("/__sim/documents", async (request, reply) => {
    const query = parse(listSchema, request.query, reply);
    if (!query) return reply;
    const total = Object.keys(state.invoices).length + Object.keys(state.creditMemos).length;
    return { total, documents: listDocuments(context, query.limit) };
  });

  // Whole, with what no endpoint of the wire shows.
  app.get("/__sim/books", async () => ({
    invoices: Object.values(state.invoices),
    creditMemos: Object.values(state.creditMemos),
    syncStates: Object.values(state.syncStates),
  }));

  app.get("/__sim/outbox", async (request, reply) => {
    const query = parse(listSchema, request.query, reply);
    if (!query) return reply;
    return { total: state.outbox.length, rows: state.outbox.toReversed().slice(0, query.limit) };
  });
  app.post("/__sim/outbox/requeue", async (request, reply) => {
    const input = parse(requeueSchema, request.body, reply);
    if (!input) return reply;
    return { requeued: requeue(context, input.id === undefined ? "all" : { id: input.id }) };
  });
  app.post("/__sim/drain", async (request, reply) => {
    const input = parse(drainSchema, request.body, reply);
    return input ? parts.drain.all(input) : reply;
  });

  app.get("/__sim/shop", async () => parts.shop.status());
  app.post("/__sim/shop", async (request, reply) => {
    const input = parse(shopSchema, request.body, reply);
    if (!input) return reply;
    parts.shop.set(input);
    return parts.shop.status();
  });

  app.get("/__sim/faults", async () => ({ faults: parts.faults.list() }));
  app.post("/__sim/faults", async (request, reply) => {
    const fault = parse(faultSchema, request.body, reply);
    if (!fault) return reply;
    parts.faults.add(fault);
    return reply.code(201).send({ faults: parts.faults.list() });
  });
  app.delete("/__sim/faults", async () => {
    parts.faults.clear();
    return { faults: [] };
  });

  // Credentials are forgotten whatever the ledger says, as Magento's button does.
  app.post("/__sim/disconnect", async () => {
    const answer = await parts.ledger.disconnect();
    state.credentials = null;
    state.pairingCode = null;
    parts.ledger.forgetHealth();
    context.touch();
    const isAcknowledged = answer?.kind === "answer" && isSuccess(answer.status);
    return { was_connected: answer !== null, acknowledged: isAcknowledged };
  });

  app.get("/__sim/health", async () => ({
    ok: true,
    store_name: context.settings.storeName,
    base_url: context.settings.baseUrl(),
    paired: state.credentials !== null,
    tenant_id: state.credentials?.tenantId ?? null,
    ledger_base_url: state.ledgerBaseUrl,
    connection: await connectionStatus(context, parts.ledger),
    dead_lettered: state.outbox.filter((row) => row.status === "dead_lettered").length,
    pending: state.outbox.filter((row) => row.status === "pending").length,
    last_refused_token: parts.auth.lastRefusal(),
    shop: parts.shop.status(),
  }));
}

/** The store as it was at that time: what is raised then happened then, also for its observers. */
function at(context: SimulatorContext, createdAt: string | undefined): SimulatorContext {
  return createdAt === undefined ? context : { ...context, clock: { now: () => Date.parse(createdAt) } };
}

function listDocuments(context: SimulatorContext, limit: number) {
  const { invoices, creditMemos, syncStates } = context.state;
  return [...Object.values(invoices), ...Object.values(creditMemos)]
    .sort((left, right) => right.ordinal - left.ordinal)
    .slice(0, limit)
    .map((raised) => {
      const { customer } = raised.document;
      return {
        ...summaryOf(raised),
        created_at: raised.document.created_at,
        customer: customer.company ?? `${customer.first_name ?? ""} ${customer.last_name ?? ""}`.trim(),
        sync: syncStates[syncStateKey(raised.kind, raised.document.magento_id, "xero")] ?? null,
      };
    });
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  reply: FastifyReply,
): z.output<Schema> | null {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join(".")}: ${message}` : message,
  );
  badInput(reply, problems.join("; "));
  return null;
}

const badInput = (reply: FastifyReply, message: string): FastifyReply =>
  reply.code(400).send({ error: "bad_input", message });
