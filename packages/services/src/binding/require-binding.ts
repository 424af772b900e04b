import { notFound } from "@counterfoil/core/errors";
import type { TenantTransaction } from "@counterfoil/db/database";
import { z } from "zod";

/** This tenant's open binding with its store and organisation, or `not_found`: another tenant's id looks like one that never was. */
export async function requireBinding(tx: TenantTransaction, bindingId: string) {
  const binding = z.uuid().safeParse(bindingId).success
    ? await tx.binding.findFirst({
        where: { id: bindingId, status: "active" },
        include: { store: true, organisation: { include: { connections: { select: { status: true } } } } },
      })
    : null;
  if (!binding) throw notFound("There is no such binding.");
  return binding;
}
