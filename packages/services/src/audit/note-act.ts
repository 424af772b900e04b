import type { TenantTransaction } from "@counterfoil/db/database";
import type { Actor } from "../context.ts";

type Detail = Readonly<Record<string, string | number | null | string[] | Record<string, string>>>;

/** A line of the audit log, in the transaction that does what it says: this person's act, or that of whoever holds their link. */
export async function noteAct(
  tx: TenantTransaction,
  actor: Actor,
  act: { action: string; subject?: string; detail?: Detail },
): Promise<void> {
  const { action, subject = null, detail = {} } = act;
  await tx.audit.create({
    data: {
      tenantId: actor.tenantId,
      actorKind: "user",
      actorId: actor.userId,
      action,
      subject,
      detail: { ...detail, ...(actor.link && { linkId: actor.link.id }) },
    },
  });
}
