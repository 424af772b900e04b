import { conflict } from "@counterfoil/core/errors";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { refreshDocuments } from "../posting/refresh-documents.ts";
import { wakeDependents } from "../posting/release-waiting.ts";
import { lockDocument } from "./lock-document.ts";
import { noteDecision } from "./note-decision.ts";

/** What somebody left out is fetched and planned again, by the settings as they are now. */
export async function takeInDocument(
  ctx: ServiceContext,
  actor: Actor,
  input: { documentId: string },
): Promise<void> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "take a document in again");
  const { documentId } = input;
  await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const document = await lockDocument(client, documentId);
    if (!document.isLeftOut) throw conflict("It is not left out, or somebody has taken it in already.");
    await client.query(
      `UPDATE document SET left_out_at = NULL, left_out_by = NULL, left_out_note = NULL, next_run_at = now(), tries = 0, first_failed_at = NULL,
              state = 'queued', reason = NULL, reason_params = '{}', updated_at = now()
       WHERE id = $1`,
      [documentId],
    );
    await client.query(
      `UPDATE posting SET state = 'queued', reason = NULL, reason_params = '{}', next_run_at = now(), updated_at = now()
       WHERE document_id = $1 AND state = 'skipped' AND reason = 'left_out_by_you'`,
      [documentId],
    );
    await wakeDependents(
      client,
      document.postings.map(({ id }) => id),
    );
    await refreshDocuments(client, [documentId]);
    await noteDecision(client, { actor, documentId, action: "document.taken_in" });
  });
}
