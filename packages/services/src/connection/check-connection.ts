import { notFound } from "@counterfoil/core/errors";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";
import { refreshGrant } from "../grant/refresh-grant.ts";
import { requireRole } from "../member/require-role.ts";

export type ConnectionCheck = { outcome: "well" | "reconnect_required" | "unavailable"; sentence: string };

/**
 * "Refresh now": renews our access to an organisation at once and has its accounts, tax rates and other lists read again,
 * which lets go what newer lists cure. Throws `not_found`.
 */
export async function checkConnection(
  ctx: ServiceContext,
  actor: Actor,
  input: { organisationId: string },
): Promise<ConnectionCheck> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "refresh the connection");
  const { organisationId } = input;
  const connection = z.uuid().safeParse(organisationId).success
    ? await ctx.db.withTenant(actor.tenantId, (tx) =>
        tx.connection.findUnique({
          where: { organisationId },
          select: { grantId: true, status: true, organisation: { select: { name: true } } },
        }),
      )
    : null;
  if (!connection || connection.status === "revoked") throw notFound("There is no such Xero organisation.");
  const { name } = connection.organisation;
  const isLive = connection.status === "active";
  const refreshed = isLive ? await refreshGrant(ctx, connection.grantId) : "reconnect_required";
  if (refreshed === "reconnect_required")
    return {
      outcome: "reconnect_required",
      sentence: `Xero no longer lets us in to ${name}. Reconnect once, and everything that waits goes by itself.`,
    };
  if (refreshed === "unavailable")
    return { outcome: "unavailable", sentence: "Xero did not answer. We keep trying; nothing need be done." };
  await ctx.db.withTenant(actor.tenantId, async (tx) => {
    await tx.$executeRaw`
      UPDATE organisation SET reference_due_at = now(), reference_tries = 0 WHERE id = ${organisationId}::uuid`;
    await tx.$executeRaw`SELECT pg_notify(${WORK_CHANNEL}, '')`;
  });
  return {
    outcome: "well",
    sentence: `We are connected to ${name}. Its accounts and tax rates are being read again.`,
  };
}
