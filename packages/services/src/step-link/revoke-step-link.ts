import { notFound } from "@counterfoil/core/errors";
import { z } from "zod";
import { noteAct } from "../audit/note-act.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";

/** Takes a link back; what was done with it stays. Throws `not_found` for one that is not open. */
export async function revokeStepLink(
  ctx: ServiceContext,
  actor: Actor,
  input: { linkId: string },
): Promise<void> {
  requireRole(actor, ["owner", "admin"], "take a link back");
  const id = z.uuid().safeParse(input.linkId).data;
  await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const { count } = id
      ? await tx.stepLink.updateMany({
          where: { id, revokedAt: null, doneAt: null },
          data: { revokedAt: ctx.now() },
        })
      : { count: 0 };
    if (!id || count === 0)
      throw notFound("There is no such link, or it has been used or taken back already.");
    await noteAct(tx, actor, {
      action: "step_link.revoked",
      subject: id,
    });
  });
}
