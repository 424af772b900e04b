import { noteAct } from "../audit/note-act.ts";
import type { Actor, ServiceContext } from "../context.ts";

/** The link's step is done: it opens nothing any more. `by` is who consented at Xero, where that is known. */
export async function finishStepLink(
  ctx: ServiceContext,
  actor: Actor,
  input: { with: string; by: string | null },
): Promise<void> {
  const { tenantId, link } = actor;
  if (!link) return;
  await ctx.db.withTenant(tenantId, async (tx) => {
    const { count } = await tx.stepLink.updateMany({
      where: { id: link.id, doneAt: null },
      data: { doneAt: ctx.now(), doneWith: input.with, doneBy: input.by },
    });
    if (count === 0) return;
    await noteAct(tx, actor, {
      action: "step_link.done",
      subject: link.id,
      detail: { step: link.step, with: input.with, by: input.by },
    });
  });
}
