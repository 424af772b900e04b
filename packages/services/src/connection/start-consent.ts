import { createHash, randomBytes, randomUUID } from "node:crypto";
import { CounterfoilError, notFound } from "@counterfoil/core/errors";
import { sealSecret } from "@counterfoil/db/sealed-secret";
import { z } from "zod";
import type { Actor, Environment, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";

const CONSENT_MS = 15 * 60_000;

/** Where the browser goes to consent. With `bindingId` only that binding's organisation will be accepted on the way back. */
export async function startConsent(
  ctx: ServiceContext,
  actor: Actor,
  input: { bindingId?: string | null },
): Promise<{ url: string }> {
  requireRole(actor, ["owner", "admin"], "connect Xero", "xero");
  const bindingId = input.bindingId ?? null;
  const state = randomBytes(32).toString("base64url");
  const codeVerifier = randomBytes(48).toString("base64url");
  const id = randomUUID();
  const identity = await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const { environment } = await tx.tenant.findUniqueOrThrow({
      where: { id: actor.tenantId },
      select: { environment: true },
    });
    const side = ctx.identity[environment as Environment];
    if (!side)
      throw new CounterfoilError("unavailable", `No Xero app is set up for ${environment} accounts here.`);
    if (bindingId !== null) {
      const known = z.uuid().safeParse(bindingId).success
        ? await tx.binding.findFirst({ where: { id: bindingId, status: "active" }, select: { id: true } })
        : null;
      if (!known) throw notFound("There is no such binding.");
    }
    const now = ctx.now();
    await tx.consentAttempt.create({
      data: {
        id,
        tenantId: actor.tenantId,
        userId: actor.userId,
        environment,
        stateHash: hashOfState(state),
        codeVerifierSealed: sealSecret(ctx.keyRing, verifierPlace(actor.tenantId, id), codeVerifier),
        bindingId,
        linkId: actor.link?.id ?? null,
        startedAt: now,
        expiresAt: new Date(now.getTime() + CONSENT_MS),
      },
    });
    return side;
  });
  const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");
  return {
    url: identity.authorizationUrl({ state, codeChallenge, redirectUri: consentRedirectUri(ctx.publicUrl) }),
  };
}

/** Registered at Xero, and the same at the exchange of the code. */
export function consentRedirectUri(publicUrl: string): string {
  return `${publicUrl}/api/xero/callback`;
}

/** What is kept of a state: it is looked up by this. */
export function hashOfState(state: string): string {
  return createHash("sha256").update(state).digest("hex");
}

/** Where the sealed verifier stands, so that it opens nowhere else. */
export function verifierPlace(tenantId: string, rowId: string) {
  return { tenantId, rowId, column: "code_verifier_sealed" };
}
