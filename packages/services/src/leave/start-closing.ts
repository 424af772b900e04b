import { invalid } from "@counterfoil/core/errors";
import { z } from "zod";
import { noteAct } from "../audit/note-act.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";

/** From here on the account is being closed, step by step. The business's name is typed, so that nobody does it by mistake. */
export async function startClosing(ctx: ServiceContext, actor: Actor, input: unknown): Promise<void> {
  requireRole(actor, ["owner"], "close this account");
  const parsed = z.object({ name: z.string() }).safeParse(input);
  const { tenantId, userId } = actor;
  await ctx.db.withTenant(tenantId, async (tx) => {
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } });
    if (!parsed.success || parsed.data.name.trim() !== tenant.name) {
      const message = `Type ${tenant.name}, exactly as it stands here.`;
      throw invalid("The name is not the same.", [{ path: "name", message }]);
    }
    const { count } = await tx.closure.createMany({
      data: { tenantId, startedBy: userId, startedAt: ctx.now(), done: [] },
      skipDuplicates: true,
    });
    if (count === 0) return;
    await noteAct(tx, actor, { action: "tenant.closing" });
  });
}
