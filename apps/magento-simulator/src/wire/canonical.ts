import type { FastifyInstance, FastifyReply } from "fastify";
import type { SimulatorContext } from "../context.ts";
import { findProduct } from "../generator/catalogue.ts";
import { PAYMENT_METHODS } from "../generator/payment-methods.ts";
import { NO_ENTITY, sendMagento, wrongType } from "./magento-error.ts";

/** The read side: what a ledger fetches after a thin event. Ids are entity ids, never increment ids. */
export function registerCanonical(app: FastifyInstance, context: SimulatorContext): void {
  const { state } = context;

  // Magento drops the keys of a top-level associative array: a list is what arrives.
  app.get("/rest/V1/byte8/ping", async (_request, reply) => {
    const serverTime = new Date(context.clock.now()).toISOString().replace(/\.\d+Z$/, "+00:00");
    return sendMagento(reply, 200, [true, state.credentials?.tenantId ?? "", serverTime]);
  });
  app.get("/rest/V1/byte8/payment-methods", async (_request, reply) =>
    sendMagento(
      reply,
      200,
      PAYMENT_METHODS.map(({ code, label, isActive }) => ({ code, label, is_active: isActive })),
    ),
  );

  byId("invoice", (id) => state.invoices[id]?.document);
  byId("creditmemo", (id) => state.creditMemos[id]?.document);
  byId("customer", (id) => state.customers[id]);
  byId("payment", (id) => state.invoices[id]?.payment ?? undefined);
  byId("product", (id) => findProduct(id));

  function byId(name: string, find: (id: number) => unknown): void {
    app.get<{ Params: { id: string } }>(`/rest/V1/byte8/${name}/:id`, async (request, reply) =>
      sendEntity(reply, request.params.id, find),
    );
  }
}

function sendEntity(reply: FastifyReply, idText: string, find: (id: number) => unknown): FastifyReply {
  if (!/^-?\d+$/.test(idText)) return sendMagento(reply, 400, wrongType(idText, "int"));
  const entity = find(Number(idText));
  return entity === undefined ? sendMagento(reply, 404, NO_ENTITY) : sendMagento(reply, 200, entity);
}
