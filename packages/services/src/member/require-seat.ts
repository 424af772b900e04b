import { conflict, forbidden, notFound } from "@counterfoil/core/errors";
import type { TenantTransaction } from "@counterfoil/db/database";
import { z } from "zod";
import type { Actor, Role } from "../context.ts";
import { mayGive } from "./roles.ts";

/**
 * Somebody's seat that `actor` is about to change; until the transaction ends no other seat of the tenant changes. Throws
 * `not_found`, `forbidden` for what only an owner may, and `conflict` when the last owner would go.
 */
export async function requireSeat(
  tx: TenantTransaction,
  actor: Actor,
  input: { userId: string; becomes: Role | null },
): Promise<{ role: Role; email: string }> {
  const { tenantId } = actor;
  await tx.$queryRaw`SELECT id FROM tenant WHERE id = ${tenantId}::uuid FOR UPDATE`;
  const seat = z.uuid().safeParse(input.userId).success
    ? await tx.member.findUnique({
        where: { tenantId_userId: { tenantId, userId: input.userId } },
        select: { role: true, user: { select: { email: true } } },
      })
    : null;
  if (!seat) throw notFound("This person has no seat here.");
  // A CHECK in the database keeps the vocabulary.
  const role = seat.role as Role;
  const isSelf = input.userId === actor.userId;
  if (!isSelf && !mayGive(actor.role, role)) throw forbidden("Only an owner can change an owner's seat.");
  if (input.becomes !== null && !mayGive(actor.role, input.becomes))
    throw forbidden("Only an owner can make somebody an owner.");
  if (
    role === "owner" &&
    input.becomes !== "owner" &&
    (await tx.member.count({ where: { role: "owner" } })) === 1
  )
    throw conflict("This is the last owner. Make somebody else an owner first.");
  return { role, email: seat.user.email };
}
