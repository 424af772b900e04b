import { findStepLink } from "@counterfoil/db/system/find-step-link";
import { takeRateWindow } from "@counterfoil/db/system/take-rate-window";
import type { Actor, Role, ServiceContext } from "../context.ts";
import { hashOfToken } from "../member/link-token.ts";
import type { LinkStep } from "./step.ts";

const WINDOW_MS = 10 * 60_000;
const LOOKS_PER_WINDOW = 120;

export type StepLinkProblem = "unknown" | "expired" | "revoked" | "done" | "too_many_tries";

export type OpenStepLink =
  | {
      ok: true;
      token: string;
      step: LinkStep;
      sender: { name: string; email: string };
      company: string;
      expiresAt: Date;
      /** Good for this step alone, in the sender's name. */
      actor: Actor;
    }
  | {
      ok: false;
      problem: StepLinkProblem;
      sentence: string;
      /** Where the link is done: what came of it. */
      done: { step: LinkStep; with: string | null; by: string | null; company: string } | null;
    };

/** Who holds a link may do its step, for as long as its sender may. Says no more than which step, and who asks. */
export async function openStepLink(
  ctx: ServiceContext,
  input: { token: string },
  from: { address: string | null } = { address: null },
): Promise<OpenStepLink> {
  const key = `step-link:${from.address ?? "unknown"}`;
  if (!(await takeRateWindow(ctx.db.system, { key, windowMs: WINDOW_MS, limit: LOOKS_PER_WINDOW })))
    return refused("too_many_tries");
  const { token } = input;
  const link = /^[\w-]{43}$/.test(token)
    ? await findStepLink(ctx.db.system, { tokenHash: hashOfToken(token) })
    : null;
  if (!link) return refused("unknown");
  // A CHECK in the database keeps the vocabulary.
  const step = link.step as LinkStep;
  const { company } = link;
  if (link.doneAt !== null)
    return { ...refused("done"), done: { step, with: link.doneWith, by: link.doneBy, company } };
  if (link.revokedAt !== null) return refused("revoked");
  if (link.expiresAt <= ctx.now()) return refused("expired");
  if (link.senderRole !== "owner" && link.senderRole !== "admin") return refused("revoked");
  const role: Role = link.senderRole;
  return {
    ok: true,
    token,
    step,
    sender: { name: link.senderName, email: link.senderEmail },
    company,
    expiresAt: link.expiresAt,
    actor: { userId: link.senderId, tenantId: link.tenantId, role, link: { id: link.id, step } },
  };
}

const sentences: Record<StepLinkProblem, string> = {
  unknown: "There is no such link. It may have been cut short: copy all of it, or ask for a new one.",
  expired: "This link was good for seven days and has run out. Ask whoever sent it for a new one.",
  revoked: "This link has been taken back. Ask whoever sent it for a new one.",
  done: "This step is done, and the link with it. Nothing more is needed from you.",
  too_many_tries:
    "Too many links were opened from your network just now. Wait ten minutes, then open it again.",
};

function refused(problem: StepLinkProblem): Extract<OpenStepLink, { ok: false }> {
  return { ok: false, problem, sentence: sentences[problem], done: null };
}
