import { forbidden } from "@counterfoil/core/errors";
import type { Actor, Role } from "../context.ts";

/** Throws `forbidden` with a sentence that says who may. `doing` completes "You cannot …". */
export function requireRole(actor: Actor, allowed: readonly Role[], doing: string): void {
  if (allowed.includes(actor.role)) return;
  const who = allowed.map((role) => `${/^[ao]/.test(role) ? "an" : "a"} ${role}`).join(" or ");
  throw forbidden(`You cannot ${doing}: it takes ${who} of this account.`);
}
