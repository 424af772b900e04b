import { countWords, limitOf } from "@counterfoil/core/plans";
import type { TenantClient, TenantTransaction } from "@counterfoil/db/database";
import { WEBSITES_IN_USE } from "./websites-in-use.ts";

/**
 * Documents of a website that the plan does not cover wait, before anything of them is fetched or planned. What was taken up
 * while it was covered goes on. To be called in the transaction that lists what is due.
 */
export async function holdBeyondPlan(client: TenantClient, storeId: string): Promise<void> {
  const { rows } = await client.query<{ plan: string }>("SELECT plan FROM tenant");
  const limit = limitOf(rows[0]?.plan ?? "scale", "websites");
  if (!Number.isFinite(limit)) return;
  // Nearly always none, and then the backlog is not looked through at every turn.
  const { rows: beyond } = await client.query<{ website_id: number }>(
    `SELECT website_id FROM (${WEBSITES_IN_USE}) w WHERE store_id = $1 AND place > $2`,
    [storeId, limit],
  );
  if (beyond.length === 0) return;
  await client.query(
    `UPDATE document d SET state = 'waiting', reason = 'counterfoil_plan_limit', reason_params = $3, next_run_at = NULL, updated_at = now()
     WHERE d.store_id = $1 AND d.next_run_at <= now() AND d.website_id = ANY ($2)
       AND NOT d.is_outside AND d.state IN ('queued', 'waiting', 'held', 'failed', 'skipped')
       AND NOT EXISTS (SELECT 1 FROM posting p WHERE p.document_id = d.id)`,
    [
      storeId,
      beyond.map(({ website_id }) => website_id),
      JSON.stringify({ limit: countWords(limit, "websites") }),
    ],
  );
}

/** The plan may allow more than before: or something that used it up has gone: what waits for it is looked at again. */
export async function wakeBeyondPlan(tx: TenantTransaction): Promise<void> {
  await tx.$executeRaw`UPDATE document SET next_run_at = now() WHERE state = 'waiting' AND reason = 'counterfoil_plan_limit'`;
}
