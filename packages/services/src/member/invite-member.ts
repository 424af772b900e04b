import { randomUUID } from "node:crypto";
import { CounterfoilError, conflict, forbidden } from "@counterfoil/core/errors";
import { sealSecret } from "@counterfoil/db/sealed-secret";
import { takeRateWindow } from "@counterfoil/db/system/take-rate-window";
import { z } from "zod";
import { noteAct } from "../audit/note-act.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { emailSchema } from "./email-schema.ts";
import { fieldProblems } from "./field-problems.ts";
import { invitationLink, invitationTokenPlace } from "./invitation-link.ts";
import { hashOfToken, newLinkToken } from "./link-token.ts";
import { requireRole } from "./require-role.ts";
import { mayGive, roleSchema, roleWords } from "./roles.ts";

const LIFE_MS = 7 * 24 * 60 * 60_000;
const WINDOW_MS = 60 * 60_000;
const PER_WINDOW = 50;

const inputSchema = z.object({ email: emailSchema, role: roleSchema });

/** Offers a seat to an address for seven days. A second offer to the same address replaces the first. `isMailed`: it went out. */
export async function inviteMember(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown,
): Promise<{ link: string; email: string; isMailed: boolean }> {
  requireRole(actor, ["owner", "admin"], "invite people");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw fieldProblems(parsed.error);
  const { email, role } = parsed.data;
  if (!mayGive(actor.role, role)) throw forbidden("Only an owner can make somebody an owner.");
  const key = `invite:${actor.tenantId}`;
  if (!(await takeRateWindow(ctx.db.system, { key, windowMs: WINDOW_MS, limit: PER_WINDOW })))
    throw new CounterfoilError("limit_reached", "That were many invitations. Try again in an hour.");

  const { tenantId } = actor;
  const [id, token] = [randomUUID(), newLinkToken()];
  const now = ctx.now();
  const names = await ctx.db.withTenant(tenantId, async (tx) => {
    // One at a time, so that an address never has two open offers.
    await tx.$queryRaw`SELECT id FROM tenant WHERE id = ${tenantId}::uuid FOR UPDATE`;
    if ((await tx.member.count({ where: { user: { email } } })) > 0)
      throw conflict(`${email} has a seat here already. Change their role in the list instead.`);
    await tx.invitation.updateMany({
      where: { email, acceptedAt: null, revokedAt: null },
      data: { revokedAt: now },
    });
    await tx.invitation.create({
      data: {
        id,
        tenantId,
        email,
        role,
        tokenHash: hashOfToken(token),
        tokenSealed: sealSecret(ctx.keyRing, invitationTokenPlace({ tenantId, id }), token),
        invitedBy: actor.userId,
        createdAt: now,
        expiresAt: new Date(now.getTime() + LIFE_MS),
      },
    });
    await noteAct(tx, actor, {
      action: "member.invited",
      subject: id,
      detail: { email, role },
    });
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } });
    const inviter = await tx.user.findUnique({ where: { id: actor.userId }, select: { name: true } });
    return { tenant: tenant.name, inviter: inviter?.name ?? "Somebody" };
  });
  const link = invitationLink(ctx.publicUrl, token);
  const isMailed = await mail(ctx, { to: email, link, role: roleWords[role].name.toLowerCase(), ...names });
  return { link, email, isMailed };
}

/** A mail that does not go out undoes nothing: the link can be copied. */
async function mail(
  ctx: ServiceContext,
  input: { to: string; link: string; role: string; tenant: string; inviter: string },
): Promise<boolean> {
  if (!ctx.sendMail) return false;
  const { to, link, role, tenant, inviter } = input;
  const text = `${inviter} invites you to ${tenant} on Counterfoil, as ${role === "owner" || role === "admin" ? "an" : "a"} ${role}.

Counterfoil carries a Magento store's invoices, payments and credit memos into Xero.

Accept within seven days:
${link}

If you do not know ${inviter}, ignore this message: without the link nothing happens.`;
  return ctx.sendMail({ to, subject: `${inviter} invites you to ${tenant}`, text }).then(
    () => true,
    (error: unknown) => {
      ctx.log.error({ err: error }, "an invitation could not be mailed");
      return false;
    },
  );
}
