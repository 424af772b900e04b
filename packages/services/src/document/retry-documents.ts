import { invalid } from "@counterfoil/core/errors";
import { isReasonCode } from "@counterfoil/core/reasons";
import type { TenantClient } from "@counterfoil/db/database";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { rearmDocuments } from "./rearm-documents.ts";

const MAX_CHOSEN = 1_000;

const inputSchema = z.union([
  z.object({ documentIds: z.array(z.uuid()).min(1).max(MAX_CHOSEN) }),
  z.object({ reason: z.string().refine(isReasonCode), bindingId: z.uuid().nullish() }),
]);

/**
 * Held and failed documents are fetched and planned again, as if Magento had just announced them: those that were chosen, or all
 * of one reason. What only a person can settle, because something of it stands in Xero, stays as it is and is not counted.
 */
export async function retryDocuments(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown,
): Promise<{ retried: number }> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "retry documents");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw invalid(`Choose between 1 and ${MAX_CHOSEN} documents, or one reason.`);
  const asked = parsed.data;
  const ids = await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const chosen = await choose(client, asked);
    const retried = await rearmDocuments(client, chosen);
    if (retried.length === 0) return retried;
    await client.query(
      `INSERT INTO audit (tenant_id, actor_kind, actor_id, action, subject, detail)
       VALUES (current_setting('app.tenant_id')::uuid, 'user', $1, 'document.retried', $2, $3)`,
      [
        actor.userId,
        retried.length === 1 ? retried[0] : null,
        JSON.stringify({
          count: retried.length,
          ...("reason" in asked && { reason: asked.reason, bindingId: asked.bindingId ?? null }),
          ...(retried.length > 1 && { documentIds: retried.slice(0, MAX_CHOSEN) }),
        }),
      ],
    );
    await client.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`);
    return retried;
  });
  ctx.log.info({ documents: ids.length, userId: actor.userId }, "documents are tried again");
  return { retried: ids.length };
}

async function choose(client: TenantClient, asked: z.infer<typeof inputSchema>): Promise<string[]> {
  const isByReason = "reason" in asked;
  const { rows } = await client.query<{ id: string }>(
    `SELECT d.id FROM document d JOIN binding b ON b.id = d.binding_id AND b.status = 'active'
     WHERE d.state IN ('held', 'failed') AND ${isByReason ? "d.reason = $1 AND ($2::uuid IS NULL OR d.binding_id = $2)" : "d.id = ANY ($1)"}
     ORDER BY d.id`,
    isByReason ? [asked.reason, asked.bindingId ?? null] : [asked.documentIds],
  );
  return rows.map(({ id }) => id);
}
