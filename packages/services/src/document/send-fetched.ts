import { conflict, invalid } from "@counterfoil/core/errors";
import type { TenantClient } from "@counterfoil/db/database";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import { z } from "zod";
import { hostOf } from "../binding/host-of.ts";
import { requireBinding } from "../binding/require-binding.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { eventsOf, timeOf, viewOf } from "../event/ask-for-holes.ts";
import { takeIn } from "../event/take-in.ts";
import { requireRole } from "../member/require-role.ts";
import { isSent } from "../posting/is-sent.ts";
import { gatherDocument } from "./gather-document.ts";

const inputSchema = z.object({
  bindingId: z.string(),
  kind: z.enum(["invoice", "creditmemo"]),
  magentoId: z.coerce.number().int().positive(),
});

/**
 * "Send" of a document that somebody fetched: it comes in as if the store had published it, and goes the way of every other.
 * One that we have already gets another chance. `conflict` when it is in Xero already.
 */
export async function sendFetched(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown,
): Promise<{ number: string }> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "send documents");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw invalid("Fetch the document first.");
  const { bindingId, kind, magentoId } = parsed.data;
  const { tenantId } = actor;
  const binding = await ctx.db.withTenant(tenantId, (tx) => requireBinding(tx, bindingId));
  const { storeId } = binding;
  const { sale, access } = await gatherDocument(ctx, actor, {
    place: { ...binding, host: hostOf(binding.store.baseUrl) },
    reference: { ok: true, kind, by: "id", id: magentoId },
  });
  const lane = { tenantId, storeId };
  const view = sale.kind === "invoice" ? sale.storeId : await viewOf(ctx, { lane, access, memo: sale });
  await ctx.db.withTenantSql(tenantId, async (client) => {
    if (await isInXero(client, { storeId, kind, magentoId, environment: binding.environment }))
      throw conflict(`${sale.incrementId} is in Xero already, and goes there once only.`);
    const found = eventsOf(ctx, sale, view);
    const again = await client.query(
      `UPDATE event SET state = 'unrouted', next_run_at = now() WHERE store_id = $1 AND name = ANY ($2) AND magento_entity_id = $3`,
      [storeId, found.map(({ name }) => name), magentoId],
    );
    if (again.rowCount !== found.length)
      await takeIn(client, storeId, { found, unannouncedAt: timeOf(ctx, sale) });
    await client.query(
      `INSERT INTO audit (tenant_id, actor_kind, actor_id, action, subject, detail)
       VALUES (current_setting('app.tenant_id')::uuid, 'user', $1, 'document.fetched', $2, $3)`,
      [actor.userId, bindingId, JSON.stringify({ kind, magentoId, number: sale.incrementId })],
    );
    await client.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`);
  });
  return { number: sale.incrementId };
}

async function isInXero(
  client: TenantClient,
  input: { storeId: string; kind: string; magentoId: number; environment: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT 1 FROM document d JOIN posting p ON p.document_id = d.id AND p.kind IN ('invoice', 'credit_note') AND ${isSent("p")}
     WHERE d.environment = $1 AND d.store_id = $2 AND d.kind = $3 AND d.magento_id = $4`,
    [input.environment, input.storeId, input.kind, input.magentoId],
  );
  return rowCount !== null && rowCount > 0;
}
