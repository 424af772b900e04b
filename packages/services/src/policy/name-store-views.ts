import { invalid } from "@counterfoil/core/errors";
import { z } from "zod";
import { noteAct } from "../audit/note-act.ts";
import { requireBinding } from "../binding/require-binding.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { isStorable, UNSTORABLE } from "../event/scrub-text.ts";
import { requireRole } from "../member/require-role.ts";

const inputSchema = z.object({
  bindingId: z.string(),
  /** By store view id; an empty name takes it away. */
  names: z.record(
    z.string().regex(/^\d{1,9}$/),
    z.string().trim().max(60, "A name has at most 60 characters.").refine(isStorable, UNSTORABLE),
  ),
});

/** Gives store views the names that people know them by; Magento sends only their numbers. */
export async function nameStoreViews(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown,
): Promise<{ named: number }> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "name store views");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success)
    throw invalid(
      "Some names are not right yet.",
      parsed.error.issues.map((issue) => ({
        path: `storeViewName.${String(issue.path[1] ?? "")}`,
        message: issue.message,
      })),
    );
  const { bindingId, names } = parsed.data;
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const { storeId } = await requireBinding(tx, bindingId);
    let named = 0;
    for (const [id, name] of Object.entries(names)) {
      const { count } = await tx.storeView.updateMany({
        where: { storeId, magentoStoreId: Number(id) },
        data: { name: name === "" ? null : name },
      });
      named += count;
    }
    await noteAct(tx, actor, {
      action: "store.views_named",
      subject: storeId,
      detail: { names },
    });
    return { named };
  });
}
