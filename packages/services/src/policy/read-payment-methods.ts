import { isCounterfoilError } from "@counterfoil/core/errors";
import { requireBinding } from "../binding/require-binding.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { storeAccess } from "../pairing/open-store-key.ts";

/** How customers can pay in a store, by its own word at this moment. */
export type LiveMethods =
  | { outcome: "read"; methods: { code: string; label: string | null; isActive: boolean }[] }
  /** Its module has no such list. */
  | { outcome: "too_old" }
  | { outcome: "unreachable" };

/** Asks the store now. Throws `not_found` for another tenant's binding. */
export async function readPaymentMethods(
  ctx: ServiceContext,
  actor: Actor,
  input: { bindingId: string },
): Promise<LiveMethods> {
  const { tenantId } = actor;
  const { storeId } = await ctx.db.withTenant(tenantId, (tx) => requireBinding(tx, input.bindingId));
  const access = await storeAccess(ctx, { tenantId, storeId }).catch((error: unknown) => {
    if (isCounterfoilError(error)) return null;
    throw error;
  });
  if (!access) return { outcome: "unreachable" };
  const read = await ctx.storefront.paymentMethods(access);
  if (read.ok) return { outcome: "read", methods: read.value };
  return { outcome: read.problem === "not_found" ? "too_old" : "unreachable" };
}
