import type { Actor, ServiceContext } from "../context.ts";

/** The document that carries this mark in Xero, where it is this tenant's. */
export async function findDocumentByMark(
  ctx: ServiceContext,
  actor: Actor,
  input: { mark: string },
): Promise<{ documentId: string } | null> {
  if (!/^[A-Z2-7]{10}$/.test(input.mark)) return null;
  const posting = await ctx.db.withTenant(actor.tenantId, (tx) =>
    tx.posting.findFirst({
      where: { mark: input.mark, documentId: { not: null } },
      select: { documentId: true },
    }),
  );
  return posting?.documentId ? { documentId: posting.documentId } : null;
}
