import { accepts } from "@counterfoil/core/eligibility";
import { conflict, invalid, notFound } from "@counterfoil/core/errors";
import { MAX_MAGENTO_ID, type Policy } from "@counterfoil/core/policy";
import { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { savePolicy } from "../policy/save-policy.ts";
import { createBinding } from "./create-binding.ts";
import { readPolicy } from "./read-policy.ts";
import { requireBinding } from "./require-binding.ts";

const inputSchema = z.object({
  storeId: z.uuid(),
  storeViewId: z.coerce.number().int().nonnegative().max(MAX_MAGENTO_ID),
  /** An open binding of the store takes it too, or a new one with an organisation is made for it alone. */
  target: z.string().regex(/^(binding|organisation):[0-9a-f-]{36}$/, "Choose where its documents go."),
  invoiceNumberPrefix: z.string().trim().default(""),
});

/** Sends a store view that nobody takes somewhere; the documents it was left out with are routed again and go. */
export async function sendStoreView(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown,
): Promise<{ bindingId: string }> {
  requireRole(actor, ["owner", "admin"], "send a store view somewhere");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success)
    throw invalid("Choose where its documents go.", [
      { path: "target", message: "Choose where its documents go." },
    ]);
  const { storeId, storeViewId, target, invoiceNumberPrefix } = parsed.data;
  const view = await ctx.db.withTenant(actor.tenantId, (tx) =>
    tx.storeView.findUnique({ where: { storeId_magentoStoreId: { storeId, magentoStoreId: storeViewId } } }),
  );
  if (!view) throw notFound("There is no such store view.");
  const [kind, id = ""] = target.split(":");
  if (kind === "binding") return widen(ctx, actor, { bindingId: id, view });
  const websiteFilter = view.websiteId === 0 ? [] : [view.websiteId];
  return createBinding(ctx, actor, {
    storeId,
    organisationId: id,
    invoiceNumberPrefix,
    websiteFilter,
    storeFilter: [storeViewId],
  });
}

type View = { storeId: string; magentoStoreId: number; websiteId: number };

async function widen(
  ctx: ServiceContext,
  actor: Actor,
  { bindingId, view }: { bindingId: string; view: View },
): Promise<{ bindingId: string }> {
  const { version, policy } = await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const binding = await requireBinding(tx, bindingId);
    if (binding.storeId !== view.storeId) throw notFound("There is no such binding of this store.");
    return readPolicy(tx, binding);
  });
  const origin = { websiteId: view.websiteId, storeViewId: view.magentoStoreId };
  if (accepts(policy, origin)) throw conflict("This store view goes there already.");
  const changes = widened(policy, view);
  if (!accepts({ ...policy, ...changes }, origin))
    throw conflict(
      "This binding takes whole websites, and this store view names none. Choose its store views in Settings.",
    );
  await savePolicy(ctx, actor, { bindingId, baseVersion: version, changes });
  return { bindingId };
}

/** Both filters must accept; an empty one takes everything as it is. */
function widened(
  { websiteFilter, storeFilter }: Policy,
  view: View,
): Partial<Pick<Policy, "websiteFilter" | "storeFilter">> {
  const hasWebsite = websiteFilter.length === 0 || websiteFilter.includes(view.websiteId);
  const hasView = storeFilter.length === 0 || storeFilter.includes(view.magentoStoreId);
  return {
    ...(!hasWebsite && view.websiteId !== 0 && { websiteFilter: [...websiteFilter, view.websiteId] }),
    ...(!hasView && { storeFilter: [...storeFilter, view.magentoStoreId] }),
  };
}
