import { z } from "zod";
import { noteAct } from "../audit/note-act.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { fieldProblems } from "./field-problems.ts";
import { requireRole } from "./require-role.ts";
import { requireSeat } from "./require-seat.ts";
import { roleSchema } from "./roles.ts";

const inputSchema = z.object({ userId: z.string(), role: roleSchema });

/** From the next request on that person may what the new role may. */
export async function changeRole(ctx: ServiceContext, actor: Actor, input: unknown): Promise<void> {
  requireRole(actor, ["owner", "admin"], "change roles");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw fieldProblems(parsed.error, "Choose a role.");
  const { userId, role } = parsed.data;
  await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const seat = await requireSeat(tx, actor, { userId, becomes: role });
    if (seat.role === role) return;
    await tx.member.update({
      where: { tenantId_userId: { tenantId: actor.tenantId, userId } },
      data: { role },
    });
    await noteAct(tx, actor, {
      action: "member.role_changed",
      subject: userId,
      detail: { email: seat.email, from: seat.role, to: role },
    });
  });
}
