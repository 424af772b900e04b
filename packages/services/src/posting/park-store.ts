import { fullJitter } from "@counterfoil/core/retry";
import type { StoreLane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";

/** The store's own trouble is written on the store; its documents wait as they are and go by themselves once it is over. */
export async function parkStore(
  ctx: ServiceContext,
  lane: StoreLane,
  problem: "store_unreachable" | "store_refuses_us",
): Promise<void> {
  const { parkBaseMs, parkCapMs } = ctx.durations;
  await ctx.db.withTenantSql(lane.tenantId, async (client) => {
    const { rows } = await client.query<{ tries: number }>(
      `UPDATE store SET parked_tries = parked_tries + 1, parked_reason = $2,
              status = CASE WHEN $2 = 'store_refuses_us' AND status = 'active' THEN 'token_revoked' ELSE status END
       WHERE id = $1 RETURNING parked_tries AS tries`,
      [lane.storeId, problem],
    );
    const waitMs = fullJitter({
      attempt: rows[0]?.tries ?? 1,
      baseMs: parkBaseMs,
      capMs: parkCapMs,
      random: ctx.random(),
    });
    await client.query("UPDATE store SET parked_until = now() + $2 * interval '1 ms' WHERE id = $1", [
      lane.storeId,
      waitMs,
    ]);
    // A document's own thirty days stand still meanwhile.
    await client.query(
      `UPDATE document SET first_failed_at = first_failed_at + $2 * interval '1 ms'
       WHERE store_id = $1 AND first_failed_at IS NOT NULL AND next_run_at IS NOT NULL`,
      [lane.storeId, waitMs],
    );
  });
  ctx.log.warn({ storeId: lane.storeId, problem }, "store parked");
}

export async function unparkStore(ctx: ServiceContext, lane: StoreLane): Promise<void> {
  await ctx.db.withTenantSql(lane.tenantId, (client) =>
    client.query(
      `UPDATE store SET parked_until = NULL, parked_reason = NULL, parked_tries = 0,
              status = CASE WHEN status IN ('token_revoked', 'pending') THEN 'active' ELSE status END
       WHERE id = $1 AND (parked_tries > 0 OR status IN ('token_revoked', 'pending'))`,
      [lane.storeId],
    ),
  );
}
