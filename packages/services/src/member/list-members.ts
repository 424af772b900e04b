import { openSecret } from "@counterfoil/db/sealed-secret";
import type { Actor, Role, ServiceContext } from "../context.ts";
import { invitationLink, invitationTokenPlace } from "./invitation-link.ts";

export type MemberRow = { userId: string; name: string; email: string; role: Role; since: Date };
export type InvitationRow = {
  id: string;
  email: string;
  role: Role;
  expiresAt: Date;
  isExpired: boolean;
  /** For whoever may invite. */
  link: string | null;
};

/** Who sits here, oldest seat first, and the seats that are offered. */
export async function listMembers(
  ctx: ServiceContext,
  actor: Actor,
): Promise<{ members: MemberRow[]; invitations: InvitationRow[] }> {
  const mayInvite = actor.role === "owner" || actor.role === "admin";
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const seats = await tx.member.findMany({
      select: { userId: true, role: true, createdAt: true, user: { select: { name: true, email: true } } },
      orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
    });
    const offers = await tx.invitation.findMany({
      where: { acceptedAt: null, revokedAt: null },
      orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    });
    const now = ctx.now();
    return {
      members: seats.map((seat) => ({
        userId: seat.userId,
        ...seat.user,
        role: seat.role as Role,
        since: seat.createdAt,
      })),
      invitations: offers.map((offer) => {
        const isExpired = offer.expiresAt <= now;
        const token =
          mayInvite && !isExpired
            ? openSecret(ctx.keyRing, invitationTokenPlace(offer), offer.tokenSealed)
            : null;
        return {
          id: offer.id,
          email: offer.email,
          role: offer.role as Role,
          expiresAt: offer.expiresAt,
          isExpired,
          link: token && invitationLink(ctx.publicUrl, token),
        };
      }),
    };
  });
}
