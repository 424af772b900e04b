import { notFound } from "@counterfoil/core/errors";
import { z } from "zod";
import { noteAct } from "../audit/note-act.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { endConnection } from "./end-connection.ts";

/**
 * Ends this tenant's right to an organisation, here at once and at Xero unless somebody else's hangs on the same connection.
 * Its bindings and ids stay: documents wait, and go when the organisation is connected again. Throws `not_found`.
 */
export async function disconnectOrganisation(
  ctx: ServiceContext,
  actor: Actor,
  input: { organisationId: string },
): Promise<void> {
  requireRole(actor, ["owner", "admin"], "disconnect Xero");
  const { organisationId } = input;
  const connectionId = await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const found = z.uuid().safeParse(organisationId).success
      ? await tx.connection.findUnique({
          where: { organisationId },
          select: { id: true, organisation: { select: { name: true } } },
        })
      : null;
    if (!found) throw notFound("There is no such Xero organisation.");
    const { count } = await tx.connection.updateMany({
      where: { id: found.id, status: { not: "revoked" } },
      data: { status: "revoked", statusReason: "ending" },
    });
    if (count > 0)
      await noteAct(tx, actor, {
        action: "connection.disconnected",
        subject: organisationId,
        detail: { organisation: found.organisation.name },
      });
    return found.id;
  });
  await endConnection(ctx, connectionId);
}
