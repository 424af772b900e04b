import { conflict, invalid } from "@counterfoil/core/errors";
import { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";
import { isStorable, UNSTORABLE } from "../event/scrub-text.ts";
import { requireRole } from "../member/require-role.ts";
import { refreshDocuments } from "../posting/refresh-documents.ts";
import { wakeDependents } from "../posting/release-waiting.ts";
import { lockDocument } from "./lock-document.ts";
import { noteDecision } from "./note-decision.ts";

const MAX_NOTE = 500;

const inputSchema = z.object({
  documentId: z.string(),
  note: z
    .string()
    .trim()
    .max(MAX_NOTE, `Keep the note under ${MAX_NOTE} characters.`)
    .refine(isStorable, UNSTORABLE)
    .default(""),
});

/** Keeps a document out of Xero for good, until it is taken in again: only while nothing of it is there. */
export async function leaveOutDocument(ctx: ServiceContext, actor: Actor, input: unknown): Promise<void> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "leave a document out");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) {
    const message = parsed.error.issues[0]?.message ?? "This note cannot be kept.";
    throw invalid(message, [{ path: "note", message }]);
  }
  const { documentId, note } = parsed.data;
  await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const document = await lockDocument(client, documentId);
    if (document.isLeftOut) throw conflict("It is left out already.");
    if (document.postings.some(({ isSent }) => isSent))
      throw conflict("It is in Xero, or being sent there at this moment. Void it there, then say so here.");
    await client.query(
      `UPDATE document SET left_out_at = now(), left_out_by = $2, left_out_note = nullif($3, ''), next_run_at = now(), updated_at = now(),
              state = 'skipped', reason = 'left_out_by_you', "check" = NULL,
              reason_params = jsonb_strip_nulls(jsonb_build_object('who', (SELECT name FROM app_user WHERE id = $2)))
       WHERE id = $1`,
      [documentId, actor.userId, note],
    );
    // Through `queued`, as every decision is.
    await client.query(
      "UPDATE posting SET state = 'queued', updated_at = now() WHERE document_id = $1 AND state IN ('waiting', 'skipped', 'held', 'failed')",
      [documentId],
    );
    await client.query(
      `UPDATE posting SET state = 'skipped', reason = 'left_out_by_you', updated_at = now(),
              reason_params = jsonb_strip_nulls(jsonb_build_object('who', (SELECT name FROM app_user WHERE id = $2)))
       WHERE document_id = $1 AND state IN ('queued', 'planned')`,
      [documentId, actor.userId],
    );
    await wakeDependents(
      client,
      document.postings.map(({ id }) => id),
    );
    await refreshDocuments(client, [documentId]);
    await noteDecision(client, {
      actor,
      documentId,
      action: "document.left_out",
      detail: { note: note === "" ? null : note },
    });
  });
}
