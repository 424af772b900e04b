import { notFound } from "@counterfoil/core/errors";
import { z } from "zod";
import { noteAct } from "../audit/note-act.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { wakeBeyondPlan } from "../plan/hold-beyond-plan.ts";

/**
 * Ends a store's pairing from our side: its keys go, so nothing is fetched or accepted any more. Its documents wait and its ids
 * stay; pairing the same address again goes on, and asks for what was raised meanwhile. Throws `not_found`.
 */
export async function unpairStore(
  ctx: ServiceContext,
  actor: Actor,
  input: { storeId: string },
): Promise<void> {
  requireRole(actor, ["owner", "admin"], "disconnect a store");
  const { storeId } = input;
  await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const found = z.uuid().safeParse(storeId).success
      ? await tx.$queryRaw<{ baseUrl: string; status: string }[]>`
          SELECT base_url AS "baseUrl", status FROM store WHERE id = ${storeId}::uuid FOR UPDATE`
      : [];
    const [store] = found;
    if (!store) throw notFound("There is no such store.");
    if (store.status === "disconnected") return;
    await tx.storeKey.deleteMany({ where: { storeId } });
    await tx.store.update({ where: { id: storeId }, data: { status: "disconnected" } });
    // Its websites make room for others.
    await wakeBeyondPlan(tx);
    await noteAct(tx, actor, {
      action: "store.disconnected",
      subject: storeId,
      detail: { baseUrl: store.baseUrl },
    });
  });
  ctx.log.info({ storeId }, "a store was disconnected by its owner");
}
