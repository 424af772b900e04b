import { createHash } from "node:crypto";
import type { Actor, ServiceContext } from "../context.ts";

const CODE_LIVES_MS = 30 * 60_000;

/**
 * A store has one answer for a code that is wrong, used or old. What we noted of earlier tries tells more: a code that has paired was
 * used, one that we first saw half an hour ago is old, one of another shape was not copied whole.
 */
export async function explainRefusedCode(
  ctx: Pick<ServiceContext, "db" | "now">,
  actor: Actor,
  input: { pairingCode: string },
): Promise<"code_used" | "code_expired" | "code_mistyped" | "code_refused"> {
  const tries = await ctx.db.withTenant(actor.tenantId, (tx) =>
    tx.pairingAttempt.findMany({
      where: { codeHash: hashOfCode(input.pairingCode) },
      select: { outcome: true, startedAt: true },
      orderBy: { startedAt: "asc" },
      take: 100,
    }),
  );
  if (tries.some(({ outcome }) => outcome === "paired")) return "code_used";
  const firstSeen = tries[0]?.startedAt.getTime() ?? Number.POSITIVE_INFINITY;
  if (ctx.now().getTime() - firstSeen > CODE_LIVES_MS) return "code_expired";
  return /^[0-9a-f]{32}$/.test(input.pairingCode) ? "code_refused" : "code_mistyped";
}

/** What is kept of a pairing code. */
export function hashOfCode(pairingCode: string): string {
  return createHash("sha256").update(pairingCode).digest("hex");
}
