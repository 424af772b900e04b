import type { Actor, ServiceContext } from "../context.ts";

/** Xero shows its own error page and never sends the browser back, so silence is the sign: older than this, and not answered. */
const SILENT_AFTER_MS = 2 * 60_000;
const FORGOTTEN_AFTER_MS = 24 * 60 * 60_000;

/** This person's latest walk to Xero, when it has not come back; `isLate` once it is unlikely to be still under way. */
export async function findAbandonedConsent(
  ctx: ServiceContext,
  actor: Actor,
): Promise<{ startedAt: Date; isLate: boolean } | null> {
  const now = ctx.now().getTime();
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const latest = await tx.consentAttempt.findFirst({
      where: { userId: actor.userId, linkId: null },
      orderBy: { startedAt: "desc" },
      select: { startedAt: true, outcome: true },
    });
    if (latest?.outcome !== "started" && latest?.outcome !== "did_not_come_back") return null;
    const age = now - latest.startedAt.getTime();
    if (age > FORGOTTEN_AFTER_MS) return null;
    return { startedAt: latest.startedAt, isLate: age > SILENT_AFTER_MS };
  });
}
