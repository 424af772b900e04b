import { notFound } from "@counterfoil/core/errors";
import { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";

/** Throws `not_found` for what is not this tenant's; reads nothing else of it. */
export async function requireDocument(
  ctx: ServiceContext,
  actor: Actor,
  input: { documentId: string },
): Promise<void> {
  const { documentId } = input;
  const found = z.uuid().safeParse(documentId).success
    ? await ctx.db.withTenant(actor.tenantId, (tx) =>
        tx.document.findUnique({ where: { id: documentId }, select: { id: true } }),
      )
    : null;
  if (!found) throw notFound("There is no such document.");
}
