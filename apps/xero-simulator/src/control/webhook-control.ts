import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Simulator } from "../simulator.ts";
import { ControlRefused } from "./control-refused.ts";

const configureSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  key: z.string().min(1).max(500),
  /** Events wait for POST /__sim/webhooks/flush. */
  hold: z.boolean().default(false),
});

const redeliverSchema = z.strictObject({
  deliveryIds: z.array(z.string()).default([]),
  order: z.enum(["same", "reverse"]).default("same"),
});

/** Sets the webhook up, shows its deliveries, sends what waits and sends again. */
export function registerWebhookControl(app: FastifyInstance, simulator: Simulator): void {
  const { state, webhooks } = simulator;
  const shown = () => {
    if (!state.webhook) return { status: "none", waiting: 0, deliveries: [] };
    const { url, status, waiting, deliveries } = state.webhook;
    return {
      url,
      status,
      waiting: waiting.length,
      deliveries: deliveries.map(({ body, nextAttemptAt, createdAt: _created, ...delivery }) => ({
        ...delivery,
        nextAttemptAt: nextAttemptAt === null ? null : new Date(nextAttemptAt).toISOString(),
        events: JSON.parse(body).events,
      })),
    };
  };
  const refuseUnlessSetUp = () => {
    if (!state.webhook) throw new ControlRefused(400, "No webhook is set up: POST /__sim/webhooks first");
  };

  app.get("/webhooks", shown);
  app.post("/webhooks", async (request) => {
    const { url, key, hold } = configureSchema.parse(request.body);
    const intentToReceive = await webhooks.configure({ url, key, isHeld: hold });
    return { ...shown(), intentToReceive };
  });
  app.delete("/webhooks", (_request, reply) => {
    state.webhook = null;
    return reply.code(204).send();
  });
  app.post("/webhooks/flush", async () => {
    refuseUnlessSetUp();
    await webhooks.flush();
    return shown();
  });
  app.post("/webhooks/redeliver", async (request) => {
    refuseUnlessSetUp();
    const { deliveryIds, order } = redeliverSchema.parse(request.body ?? {});
    const known = new Set(state.webhook?.deliveries.map((delivery) => delivery.deliveryId));
    const unknown = deliveryIds.find((id) => !known.has(id));
    if (unknown !== undefined)
      throw new ControlRefused(400, `No delivery has the id ${unknown.slice(0, 100)}`);
    await webhooks.redeliver(deliveryIds, order);
    return shown();
  });
}
