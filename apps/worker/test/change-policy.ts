import type { PolicyInput } from "@counterfoil/core/policy";
import { savePolicy } from "@counterfoil/services/policy/save-policy";
import type { Onboarded } from "./onboard.ts";
import type { WholeSystem } from "./whole-system.ts";

/** Saves settings over whatever version there is. */
export async function changePolicy(
  system: WholeSystem,
  { actor, bindingId }: Pick<Onboarded, "actor" | "bindingId">,
  changes: PolicyInput,
): Promise<void> {
  const [binding] = await system.rows<{ version: number }>(
    "SELECT policy_version AS version FROM binding WHERE id = $1",
    [bindingId],
  );
  await savePolicy(system.ctx, actor, { bindingId, baseVersion: binding?.version ?? 0, changes });
}
