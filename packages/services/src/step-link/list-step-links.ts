import type { Actor, ServiceContext } from "../context.ts";
import type { LinkStep } from "./step.ts";

const SHOWN = 5;
const SHOWN_FOR_MS = 30 * 24 * 60 * 60_000;

export type StepLinkRow = {
  id: string;
  sender: string;
  createdAt: Date;
  expiresAt: Date;
  state: "open" | "expired" | "revoked" | "done";
  doneAt: Date | null;
  doneWith: string | null;
  doneBy: string | null;
};

/** The links of one step that were sent lately, newest first. Their addresses are not among what we know. */
export async function listStepLinks(
  ctx: ServiceContext,
  actor: Actor,
  input: { step: LinkStep },
): Promise<StepLinkRow[]> {
  const now = ctx.now();
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const links = await tx.stepLink.findMany({
      where: { step: input.step, createdAt: { gt: new Date(now.getTime() - SHOWN_FOR_MS) } },
      orderBy: { createdAt: "desc" },
      take: SHOWN,
    });
    const people = await tx.user.findMany({
      where: { id: { in: links.map(({ createdBy }) => createdBy) } },
      select: { id: true, name: true },
    });
    return links.map((link) => ({
      id: link.id,
      sender: people.find(({ id }) => id === link.createdBy)?.name ?? "somebody who has left",
      createdAt: link.createdAt,
      expiresAt: link.expiresAt,
      state: stateOf(link, now),
      doneAt: link.doneAt,
      doneWith: link.doneWith,
      doneBy: link.doneBy,
    }));
  });
}

function stateOf(
  link: { doneAt: Date | null; revokedAt: Date | null; expiresAt: Date },
  now: Date,
): StepLinkRow["state"] {
  if (link.doneAt !== null) return "done";
  if (link.revokedAt !== null) return "revoked";
  return link.expiresAt <= now ? "expired" : "open";
}
