import { conflict, notFound } from "@counterfoil/core/errors";
import { z } from "zod";
import { noteAct } from "../audit/note-act.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "./require-role.ts";

/** Takes an offer back: its link opens nothing from now on. */
export async function revokeInvitation(ctx: ServiceContext, actor: Actor, input: unknown): Promise<void> {
  requireRole(actor, ["owner", "admin"], "take invitations back");
  const parsed = z.object({ invitationId: z.uuid() }).safeParse(input);
  if (!parsed.success) throw notFound("There is no such invitation.");
  const id = parsed.data.invitationId;
  await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const found = await tx.invitation.findUnique({ where: { id }, select: { email: true } });
    if (!found) throw notFound("There is no such invitation.");
    const { count } = await tx.invitation.updateMany({
      where: { id, acceptedAt: null, revokedAt: null },
      data: { revokedAt: ctx.now() },
    });
    if (count === 0) throw conflict("This invitation was accepted or taken back already.");
    await noteAct(tx, actor, {
      action: "member.invitation_revoked",
      subject: id,
      detail: { email: found.email },
    });
  });
}
