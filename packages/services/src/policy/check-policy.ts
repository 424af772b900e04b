import { isCounterfoilError, type Problem } from "@counterfoil/core/errors";
import type { PolicyInput } from "@counterfoil/core/policy";
import { readPolicy } from "../binding/read-policy.ts";
import { readReference, wholeReference } from "../binding/read-reference.ts";
import { requireBinding } from "../binding/require-binding.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { checkChanges } from "./check-changes.ts";

/** What saving these changes would refuse, field by field, while they are being typed. Nothing is written. */
export async function checkPolicy(
  ctx: ServiceContext,
  actor: Actor,
  input: { bindingId: string; changes: PolicyInput },
): Promise<{ problems: readonly Problem[] }> {
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const binding = await requireBinding(tx, input.bindingId);
    const progress = await readReference(tx, binding.organisationId);
    if (!progress.isComplete) return { problems: [] };
    const { policy: current } = await readPolicy(tx, binding);
    try {
      const reference = wholeReference(progress.data);
      await checkChanges(tx, { binding, current, changes: input.changes, reference });
      return { problems: [] };
    } catch (error) {
      if (isCounterfoilError(error) && error.code === "invalid") return { problems: error.problems };
      throw error;
    }
  });
}
