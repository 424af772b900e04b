import { forbidden } from "@counterfoil/core/errors";
import type { Actor, Role } from "../context.ts";
import type { LinkStep } from "../step-link/step.ts";

/**
 * Throws `forbidden` with a sentence that says who may. `doing` completes "You cannot …". Whoever comes by a link may do the step
 * named in `byLink` and nothing else.
 */
export function requireRole(
  actor: Actor,
  allowed: readonly Role[],
  doing: string,
  byLink: LinkStep | null = null,
): void {
  if (actor.link && actor.link.step !== byLink)
    throw forbidden(`You cannot ${doing} with this link: it is for one step alone.`);
  if (allowed.includes(actor.role)) return;
  const who = allowed.map((role) => `${/^[ao]/.test(role) ? "an" : "a"} ${role}`).join(" or ");
  throw forbidden(`You cannot ${doing}: it takes ${who} of this account.`);
}
