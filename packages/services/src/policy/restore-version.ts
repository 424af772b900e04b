import { conflict, invalid } from "@counterfoil/core/errors";
import type { Policy } from "@counterfoil/core/policy";
import { changedSettings } from "@counterfoil/core/policy-words";
import { z } from "zod";
import { readPolicy } from "../binding/read-policy.ts";
import { requireBinding } from "../binding/require-binding.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { requireVersion } from "./get-settings.ts";
import { savePolicy } from "./save-policy.ts";

const inputSchema = z.object({
  bindingId: z.string(),
  version: z.coerce.number().int().positive(),
  /** The version that was the newest when the person looked. */
  baseVersion: z.coerce.number().int().positive(),
});

/** "Go back to this version": saves its settings as a new one, checked like any other. `conflict` as savePolicy, and when nothing differs. */
export async function restoreVersion(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown,
): Promise<{ version: number; documents: number }> {
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw invalid("Choose the version to go back to.");
  const { bindingId, version, baseVersion } = parsed.data;
  const { changes, sources } = await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const binding = await requireBinding(tx, bindingId);
    const old = await requireVersion(tx, { bindingId: binding.id, version });
    const { policy: current } = await readPolicy(tx, binding);
    return { changes: restorable(current, old.policy), sources: old.sources };
  });
  if (Object.keys(changes).length === 0)
    throw conflict(`The settings are as they were in version ${version} already.`);
  return savePolicy(ctx, actor, { bindingId, baseVersion, changes }, { sources, restoredVersion: version });
}

/** What an older version has otherwise. What starts and stops syncing is no matter of going back. */
export function restorable(current: Policy, old: Policy): Partial<Policy> {
  const settings = changedSettings(current, old).filter(
    (setting) => setting !== "syncSince" && setting !== "paused",
  );
  return Object.fromEntries(settings.map((setting) => [setting, old[setting]]));
}
