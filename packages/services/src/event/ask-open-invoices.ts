import type { StorefrontAccess, StorefrontRead } from "@counterfoil/core/ports";
import type { InvoiceSale } from "@counterfoil/core/sale";
import type { TenantClient } from "@counterfoil/db/database";
import type { StoreLane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { refreshDocuments } from "../posting/refresh-documents.ts";
import type { Asked } from "./ask-for-holes.ts";
import { takeIn } from "./take-in.ts";

const AT_ONCE = 4;
/** A store with more open invoices than this an hour is asked for each of them less often than daily. */
const ASKS = 60;

type Open = { id: string; magentoId: number };
type Looked = { document: Open; read: StorefrontRead<InvoiceSale> };

/**
 * Looks daily, for 90 days, at invoices that were not paid when we last heard of them. Magento announces a payment once and
 * a cancellation never: one that is paid by now is taken as if that had been announced, one that is cancelled is held.
 */
export async function askOpenInvoices(
  ctx: ServiceContext,
  input: { lane: StoreLane; access: StorefrontAccess; endsAt: number },
): Promise<Asked> {
  const { lane, access, endsAt } = input;
  const due = await ctx.db.withTenantSql(lane.tenantId, (client) => listDue(client, lane.storeId));
  while (due.length > 0 && ctx.now().getTime() < endsAt) {
    const looked = await Promise.all(
      due.splice(0, AT_ONCE).map(async (document) => {
        return { document, read: await ctx.storefront.invoice(document.magentoId, access) };
      }),
    );
    if (looked.some(({ read }) => !read.ok && read.problem === "refused")) return "refused";
    await ctx.db.withTenantSql(lane.tenantId, (client) => note(ctx, { client, lane, looked }));
    const isSilent = looked.every(({ read }) => !read.ok && read.problem === "unavailable");
    if (isSilent && !(await ctx.storefront.ping(access)).ok) return "unreachable";
  }
  return "done";
}

async function listDue(client: TenantClient, storeId: string): Promise<Open[]> {
  const { rows } = await client.query<Open>(
    `SELECT id, magento_id::float8 AS "magentoId" FROM document
     WHERE store_id = $1 AND ask_again_at <= now() ORDER BY ask_again_at LIMIT ${ASKS}`,
    [storeId],
  );
  return rows;
}

async function note(
  ctx: ServiceContext,
  input: { client: TenantClient; lane: StoreLane; looked: Looked[] },
): Promise<void> {
  const { client, lane, looked } = input;
  const inState = (state: InvoiceSale["state"]) =>
    looked.flatMap(({ document, read }) =>
      read.ok && read.value.state === state ? [{ document, sale: read.value }] : [],
    );
  const paid = inState("paid");
  const now = ctx.now();
  if (paid.length > 0)
    await takeIn(client, lane.storeId, {
      found: paid.map(({ sale }) => ({
        name: "invoice.paid",
        magentoId: sale.magentoId,
        websiteId: sale.websiteId,
        storeViewId: sale.storeId,
        incrementId: sale.incrementId,
        occurredAt: now,
      })),
      unannouncedAt: now,
    });
  await noteCancelled(
    client,
    inState("cancelled").map(({ document }) => document.id),
  );
  const settled = [...paid, ...inState("cancelled")].map(({ document }) => document.id);
  const { openInvoiceEveryMs, openInvoiceForMs } = ctx.durations;
  // Still open, gone or not to be had today: all the same tomorrow.
  await client.query(
    `UPDATE document SET ask_again_at =
       CASE WHEN id <> ALL ($2) AND created_at > now() - $4 * interval '1 ms' THEN now() + $3 * interval '1 ms' END
     WHERE id = ANY ($1)`,
    [looked.map(({ document }) => document.id), settled, openInvoiceEveryMs, openInvoiceForMs],
  );
}

/** What was not sent is planned again, and held; what stands in Xero is shown as held, and nothing of ours undoes it. */
async function noteCancelled(client: TenantClient, documentIds: string[]): Promise<void> {
  if (documentIds.length === 0) return;
  await client.query("UPDATE document SET cancelled_at = now(), next_run_at = now() WHERE id = ANY ($1)", [
    documentIds,
  ]);
  await refreshDocuments(client, documentIds);
}
