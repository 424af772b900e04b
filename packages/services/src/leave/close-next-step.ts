import { conflict, unavailable } from "@counterfoil/core/errors";
import { endTenant } from "@counterfoil/db/system/end-tenant";
import { noteAct } from "../audit/note-act.ts";
import { endConnection } from "../connection/end-connection.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { type ClosingStep, closingOrder, closingSteps } from "./closing-steps.ts";
import { emptyPersonalData } from "./empty-personal-data.ts";
import { getClosure } from "./get-closure.ts";

/**
 * Does the step that is next and says which it was; null when all are behind us. Each may be done again after it broke in the
 * middle, at any time and by any owner.
 */
export async function closeNextStep(ctx: ServiceContext, actor: Actor): Promise<ClosingStep | null> {
  requireRole(actor, ["owner"], "close this account");
  const closure = await getClosure(ctx, actor);
  if (!closure) throw conflict("Nobody has begun to close this account.");
  const step = closure.next;
  if (step === null) return null;
  await steps[step](ctx, actor);
  if (step !== "people") await note(ctx, actor, step);
  ctx.log.info({ tenantId: actor.tenantId, step }, "an account is being closed");
  return step;
}

const steps: Record<ClosingStep, (ctx: ServiceContext, actor: Actor) => Promise<void>> = {
  syncing: async (ctx, actor) => {
    await ctx.db.withTenant(actor.tenantId, async (tx) => {
      await tx.binding.updateMany({ where: { status: "active" }, data: { status: "closed" } });
      // It is removed by the binding it came through. Seen after the update: planning waits for it.
      const where = {
        state: "reversing",
        binding: { organisation: { connections: { some: { status: "active" } } } },
      };
      if ((await tx.posting.count({ where })) > 0)
        throw unavailable(
          "A document with a wrong total is just being taken out of Xero again. Go on in a minute.",
        );
    });
  },
  xero: async (ctx, actor) => {
    const ending = await ctx.db.withTenant(actor.tenantId, async (tx) => {
      // A call without an answer is repeated with the same bytes for five minutes: our right must last until it is decided.
      if ((await tx.attempt.count({ where: { state: "open" } })) > 0)
        throw unavailable("Xero is still answering a call. Go on in a minute.");
      await tx.connection.updateMany({
        where: { status: { not: "revoked" } },
        data: { status: "revoked", statusReason: "ending" },
      });
      return tx.connection.findMany({ where: { statusReason: "ending" }, select: { id: true } });
    });
    // What Xero does not answer is ended by the sweep.
    for (const { id } of ending) await endConnection(ctx, id);
  },
  stores: async (ctx, actor) => {
    await ctx.db.withTenant(actor.tenantId, async (tx) => {
      await tx.storeKey.deleteMany({});
      await tx.store.updateMany({ data: { status: "disconnected", askDueAt: null } });
    });
  },
  personal: emptyPersonalData,
  people: async (ctx, actor) => {
    // Whatever somebody connected, paired or wrote since then goes too: nobody can come back for it.
    for (const step of closingOrder) if (step !== "people") await steps[step](ctx, actor);
    await endTenant(ctx.db.system, actor);
  },
};

async function note(ctx: ServiceContext, actor: Actor, step: ClosingStep): Promise<void> {
  await ctx.db.withTenant(actor.tenantId, async (tx) => {
    await tx.$executeRaw`
      UPDATE closure SET done = array_append(done, ${step}) WHERE tenant_id = ${actor.tenantId}::uuid AND NOT ${step} = ANY (done)`;
    await noteAct(tx, actor, {
      action: "tenant.closing_step",
      detail: { step: closingSteps[step].title.toLowerCase() },
    });
  });
}
