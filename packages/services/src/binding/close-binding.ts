import { conflict, notFound } from "@counterfoil/core/errors";
import { z } from "zod";
import { noteAct } from "../audit/note-act.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { keepRoutingOut } from "../event/route-again.ts";
import { requireRole } from "../member/require-role.ts";
import { wakeBeyondPlan } from "../plan/hold-beyond-plan.ts";
import { bindingsLock } from "./bindings-lock.ts";
import { requireBinding } from "./require-binding.ts";

const inputSchema = z.object({ bindingId: z.string() });

/**
 * Disconnects a store from an organisation: nothing more is sent. Documents, postings and ids stay as they are, so that binding
 * the same pair again goes on where this stopped. Throws `not_found`, and `conflict` while a wrong document is being taken out.
 */
export async function closeBinding(ctx: ServiceContext, actor: Actor, input: unknown): Promise<void> {
  requireRole(actor, ["owner", "admin"], "disconnect a store from Xero");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw notFound("There is no such binding.");
  const { bindingId } = parsed.data;
  await ctx.db.withTenant(actor.tenantId, async (tx) => {
    await bindingsLock(tx, actor.tenantId);
    const binding = await requireBinding(tx, bindingId);
    await keepRoutingOut(tx, binding.storeId);
    const { count } = await tx.binding.updateMany({
      where: { id: binding.id, status: "active" },
      data: { status: "closed" },
    });
    if (count === 0) throw conflict("It has been disconnected already.");
    // What stands wrong in Xero is removed by the binding it came through. Seen after the update: planning waits for it.
    const isReversing = await tx.posting.count({ where: { bindingId: binding.id, state: "reversing" } });
    if (isReversing > 0 && binding.organisation.connections.some(({ status }) => status === "active"))
      throw conflict(
        "A document with a wrong total is just being taken out of Xero again. Disconnect in a minute, when that is done.",
      );
    await wakeBeyondPlan(tx);
    await noteAct(tx, actor, {
      action: "binding.closed",
      subject: binding.id,
      detail: { store: binding.store.baseUrl, organisation: binding.organisation.name },
    });
  });
  ctx.log.info({ bindingId }, "a binding was closed");
}
