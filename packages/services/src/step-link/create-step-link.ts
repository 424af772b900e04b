import { CounterfoilError, invalid } from "@counterfoil/core/errors";
import { takeRateWindow } from "@counterfoil/db/system/take-rate-window";
import { z } from "zod";
import { noteAct } from "../audit/note-act.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { hashOfToken, newLinkToken } from "../member/link-token.ts";
import { requireRole } from "../member/require-role.ts";
import { linkSteps } from "./step.ts";

const VALID_MS = 7 * 24 * 60 * 60_000;
const WINDOW_MS = 60 * 60_000;
const LINKS_PER_WINDOW = 20;

const inputSchema = z.object({ step: z.enum(linkSteps) });

/** "Somebody else does this": a link for one step alone. Its address is answered here and kept nowhere. */
export async function createStepLink(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown,
): Promise<{ url: string; expiresAt: Date }> {
  requireRole(actor, ["owner", "admin"], "send a link for this step");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw invalid("Choose the step that somebody else does.");
  const { step } = parsed.data;
  const key = `step-link-made:${actor.tenantId}`;
  if (!(await takeRateWindow(ctx.db.system, { key, windowMs: WINDOW_MS, limit: LINKS_PER_WINDOW })))
    throw new CounterfoilError(
      "limit_reached",
      "Many links were made just now. Wait an hour, or use one of those.",
    );
  const token = newLinkToken();
  const now = ctx.now();
  const expiresAt = new Date(now.getTime() + VALID_MS);
  await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const { id } = await tx.stepLink.create({
      data: {
        tenantId: actor.tenantId,
        step,
        tokenHash: hashOfToken(token),
        createdBy: actor.userId,
        createdAt: now,
        expiresAt,
      },
      select: { id: true },
    });
    await noteAct(tx, actor, {
      action: "step_link.created",
      subject: id,
      detail: { step },
    });
  });
  return { url: `${ctx.publicUrl}/link/${token}`, expiresAt };
}
