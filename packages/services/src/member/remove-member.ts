import { notFound } from "@counterfoil/core/errors";
import { z } from "zod";
import { noteAct } from "../audit/note-act.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "./require-role.ts";
import { requireSeat } from "./require-seat.ts";
import { roles } from "./roles.ts";

/** Takes a seat away, at once; anybody may give up their own. What the person did stays in the audit log. */
export async function removeMember(ctx: ServiceContext, actor: Actor, input: unknown): Promise<void> {
  const parsed = z.object({ userId: z.uuid() }).safeParse(input);
  if (!parsed.success) throw notFound("This person has no seat here.");
  const { userId } = parsed.data;
  requireRole(actor, userId === actor.userId ? roles : ["owner", "admin"], "remove people");
  await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const seat = await requireSeat(tx, actor, { userId, becomes: null });
    await tx.member.delete({ where: { tenantId_userId: { tenantId: actor.tenantId, userId } } });
    await noteAct(tx, actor, {
      action: userId === actor.userId ? "member.left" : "member.removed",
      subject: userId,
      detail: { email: seat.email, role: seat.role },
    });
  });
}
