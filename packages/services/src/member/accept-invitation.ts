import { conflict } from "@counterfoil/core/errors";
import { takeOfferedSeat, takeOfferedSeatAnew } from "@counterfoil/db/system/invitations";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { fieldProblems } from "./field-problems.ts";
import { hashOfToken } from "./link-token.ts";
import { nameSchema } from "./name-schema.ts";
import { hashPassword } from "./password.ts";
import { passwordSchema } from "./password-schema.ts";
import { readInvitation } from "./read-invitation.ts";

const newPersonSchema = z.object({ name: nameSchema("Your name"), password: passwordSchema });

/** Takes the seat for somebody who is signed in with the address it was offered to. Throws `conflict` when it is no longer there. */
export async function acceptInvitation(
  ctx: ServiceContext,
  input: { token: string; userId: string },
): Promise<{ tenantId: string }> {
  const { token, userId } = input;
  const seat = await takeOfferedSeat(ctx.db.system, { tokenHash: hashOfToken(token), userId });
  if (!seat) throw await refusal(ctx, token);
  ctx.log.info({ tenantId: seat.tenantId, userId }, "an invitation was accepted");
  return { tenantId: seat.tenantId };
}

/** The same for somebody new: the offer's address becomes theirs, since the link went there. */
export async function joinWithInvitation(
  ctx: ServiceContext,
  input: { token: string; name?: unknown; password?: unknown },
): Promise<{ userId: string; tenantId: string; name: string; email: string }> {
  const parsed = newPersonSchema.safeParse(input);
  if (!parsed.success) throw fieldProblems(parsed.error);
  const offer = await readInvitation(ctx, input.token);
  if (offer?.state !== "open") throw await refusal(ctx, input.token);
  const seat = await takeOfferedSeatAnew(ctx.db.system, {
    tokenHash: hashOfToken(input.token),
    name: parsed.data.name,
    passwordHash: await hashPassword(parsed.data.password),
  });
  if (!seat) throw conflict("There is an account with this e-mail address by now. Sign in, then accept.");
  ctx.log.info(seat, "somebody joined by invitation");
  return { ...seat, name: parsed.data.name, email: offer.email };
}

async function refusal(ctx: ServiceContext, token: string) {
  const offer = await readInvitation(ctx, token);
  switch (offer?.state) {
    case "accepted":
      return conflict("This invitation was used already. Sign in to go on.");
    case "expired":
      return conflict("This invitation has run out after seven days. Ask for a new one.");
    case "open":
      return conflict(`This invitation is for ${offer.email}. Sign in with that address, then accept.`);
    default:
      return conflict("This invitation was taken back. Ask whoever sent it.");
  }
}
