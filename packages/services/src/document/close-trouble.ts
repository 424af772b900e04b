import { conflict } from "@counterfoil/core/errors";
import type { TenantClient } from "@counterfoil/db/database";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { refreshDocuments, standingSql } from "../posting/refresh-documents.ts";
import { wakeDependents } from "../posting/release-waiting.ts";
import { lockDocument } from "./lock-document.ts";
import { noteDecision } from "./note-decision.ts";

/**
 * "I have dealt with it in Xero": what stands there is kept as it is, whether it was voided, changed or cancelled in Magento, and
 * money of it that could not go is left out. Nothing is changed in Xero; what is changed there again needs a person again.
 */
export async function closeTrouble(
  ctx: ServiceContext,
  actor: Actor,
  input: { documentId: string },
): Promise<void> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "say what is dealt with");
  const { documentId } = input;
  await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const { state, reason, postings } = await lockDocument(client, documentId);
    const isThere = postings.some(
      ({ kind, state }) => (kind === "invoice" || kind === "credit_note") && state === "posted",
    );
    if (!isThere || (state !== "held" && state !== "failed"))
      throw conflict("There is nothing of it to deal with any more. Look at it again.");
    await client.query(
      `UPDATE document d SET dealt_with = ${standingSql("p.", "d.cancelled_at IS NOT NULL")} FROM posting p
       WHERE d.id = $1 AND p.document_id = d.id AND p.kind IN ('invoice', 'credit_note') AND p.state = 'posted'
         AND (p.xero_news IS NOT NULL OR d.cancelled_at IS NOT NULL)`,
      [documentId],
    );
    await wakeDependents(client, await leaveOutMoney(client, { documentId, actor }));
    await refreshDocuments(client, [documentId]);
    await noteDecision(client, { actor, documentId, action: "document.dealt_with", detail: { reason } });
  });
}

/** Not what of ours stands in Xero with another amount: that has to go first. */
async function leaveOutMoney(
  client: TenantClient,
  { documentId, actor }: { documentId: string; actor: Actor },
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `UPDATE posting SET state = 'queued', updated_at = now()
     WHERE document_id = $1 AND kind IN ('payment', 'refund', 'allocation') AND state IN ('held', 'failed')
       AND (xero_id IS NULL OR reason IN ('voided_in_xero', 'changed_in_xero')) RETURNING id`,
    [documentId],
  );
  const ids = rows.map(({ id }) => id);
  await client.query(
    `UPDATE posting SET state = 'skipped', reason = 'left_out_by_you', updated_at = now(),
            reason_params = jsonb_strip_nulls(jsonb_build_object('who', (SELECT name FROM app_user WHERE id = $2)))
     WHERE id = ANY ($1) AND state = 'queued'`,
    [ids, actor.userId],
  );
  return ids;
}
