import { notFound } from "@counterfoil/core/errors";
import { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { savePolicy } from "../policy/save-policy.ts";
import { requireBinding } from "./require-binding.ts";

const inputSchema = z.object({ bindingId: z.string(), paused: z.boolean() });

/**
 * Paused: what the store raises is kept and prepared, nothing is sent. Resumed: what waited goes by itself. It is a setting like
 * any other, with its version; nothing else that somebody saves at the same time is undone. Throws `not_found` and `conflict`.
 */
export async function pauseBinding(ctx: ServiceContext, actor: Actor, input: unknown): Promise<void> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "pause or resume syncing");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw notFound("There is no such binding.");
  const { bindingId, paused } = parsed.data;
  const binding = await ctx.db.withTenant(actor.tenantId, (tx) => requireBinding(tx, bindingId));
  if (binding.paused === paused) return;
  await savePolicy(ctx, actor, { bindingId, baseVersion: binding.policyVersion, changes: { paused } });
}
