import type { Actor, ServiceContext } from "../context.ts";
import { hostOf } from "./host-of.ts";
import { requireBinding } from "./require-binding.ts";

export type BindingName = { id: string; host: string; organisation: string };

/** Which two a binding binds, for pages that need no more of it. Throws `not_found`. */
export async function nameBinding(
  ctx: ServiceContext,
  actor: Actor,
  input: { bindingId: string },
): Promise<BindingName> {
  const binding = await ctx.db.withTenant(actor.tenantId, (tx) => requireBinding(tx, input.bindingId));
  return {
    id: binding.id,
    host: hostOf(binding.store.baseUrl),
    organisation: binding.organisation.name,
  };
}
