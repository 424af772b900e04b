import { conflict } from "@counterfoil/core/errors";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { lockDocument } from "./lock-document.ts";
import { noteDecision } from "./note-decision.ts";
import { rearmDocuments } from "./rearm-documents.ts";

/** A document whose day is locked in Xero goes on the first day that is open, and so does its money. Its first line says when it was raised. */
export async function postOnFirstOpenDay(
  ctx: ServiceContext,
  actor: Actor,
  input: { documentId: string },
): Promise<void> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "choose the day of a document");
  const { documentId } = input;
  await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const { postings } = await lockDocument(client, documentId);
    if (!postings.some(({ state, reason }) => state === "held" && reason === "period_locked"))
      throw conflict("It no longer waits for an open day. Look at it again.");
    await client.query("UPDATE document SET is_on_first_open_day = true WHERE id = $1", [documentId]);
    await rearmDocuments(client, [documentId]);
    await noteDecision(client, { actor, documentId, action: "document.moved_to_open_day" });
  });
}
