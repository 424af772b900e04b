import { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";
import { savePolicy } from "../policy/save-policy.ts";
import { requireBinding } from "./require-binding.ts";

const inputSchema = z.object({ bindingId: z.string(), paused: z.boolean() });

/**
 * Paused: what the store raises is kept and prepared, nothing is sent. Resumed: what waited goes by itself. It is a setting like
 * any other, with its version; nothing else that somebody saves at the same time is undone.
 */
export async function pauseBinding(ctx: ServiceContext, actor: Actor, input: unknown): Promise<void> {
  const { bindingId, paused } = inputSchema.parse(input);
  const binding = await ctx.db.withTenant(actor.tenantId, (tx) => requireBinding(tx, bindingId));
  if (binding.paused === paused) return;
  await savePolicy(ctx, actor, { bindingId, baseVersion: binding.policyVersion, changes: { paused } });
}
