import type { SyncStateRow } from "@counterfoil/core/ports";
import { fullJitter } from "@counterfoil/core/retry";
import { freeStoreLane, type StoreLane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { storeAccess } from "../pairing/open-store-key.ts";
import { parkStore, unparkStore } from "../posting/park-store.ts";

type Due = {
  entityType: SyncStateRow["entityType"];
  magentoId: number;
  wanted: Pick<
    SyncStateRow,
    "status" | "providerEntityId" | "providerReference" | "skipReason" | "errorCode"
  >;
  wantedVersion: number;
  tries: number;
};

const BATCH = 50;
const AT_ONCE = 4;

/** Tells a store what became of its documents: the whole row, the newest version, again until it is taken. */
export async function pushStates(ctx: ServiceContext, lane: StoreLane): Promise<void> {
  const endsAt = ctx.now().getTime() + ctx.durations.prepareJobMs;
  try {
    const access = await storeAccess(ctx, lane);
    let isMore = true;
    while (isMore && ctx.now().getTime() < endsAt) {
      const due = await listDue(ctx, lane);
      const waiting = [...due];
      let trouble: "store_unreachable" | "store_refuses_us" | null = null;
      const worker = async () => {
        for (let row = waiting.shift(); row && !trouble; row = waiting.shift()) {
          const answer = await ctx.storefront.pushSyncState(
            { ...row, ...row.wanted, lastSyncAt: ctx.now() },
            access,
          );
          if (answer.ok) await markPushed(ctx, { lane, row });
          else if (answer.problem === "refused") trouble = "store_refuses_us";
          else await postpone(ctx, { lane, row, problem: answer.detail });
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      if (trouble) return await parkStore(ctx, lane, trouble);
      if (due.length > 0) await unparkStore(ctx, lane);
      isMore = due.length === BATCH;
    }
  } finally {
    await freeStoreLane(ctx.db.system, lane.storeId, "push");
  }
}

async function listDue(ctx: ServiceContext, lane: StoreLane): Promise<Due[]> {
  return ctx.db.withTenantSql(lane.tenantId, async (client) => {
    const { rows } = await client.query<Due>(
      `SELECT entity_type AS "entityType", magento_id::int AS "magentoId", wanted, wanted_version AS "wantedVersion", tries
       FROM storefront_state WHERE store_id = $1 AND next_run_at <= now() ORDER BY next_run_at LIMIT ${BATCH}`,
      [lane.storeId],
    );
    return rows;
  });
}

/** Only the version that was sent counts as pushed; a newer one stays due. */
async function markPushed(ctx: ServiceContext, input: { lane: StoreLane; row: Due }): Promise<void> {
  const { lane, row } = input;
  await ctx.db.withTenantSql(lane.tenantId, (client) =>
    client.query(
      `UPDATE storefront_state SET pushed_version = greatest(pushed_version, $4), tries = 0, last_problem = NULL,
              next_run_at = CASE WHEN wanted_version > $4 THEN now() END
       WHERE store_id = $1 AND entity_type = $2 AND magento_id = $3`,
      [lane.storeId, row.entityType, row.magentoId, row.wantedVersion],
    ),
  );
}

async function postpone(
  ctx: ServiceContext,
  input: { lane: StoreLane; row: Due; problem: string },
): Promise<void> {
  const { lane, row, problem } = input;
  const { documentRetryBaseMs, documentRetryCapMs } = ctx.durations;
  const waitMs = fullJitter({
    attempt: row.tries + 1,
    baseMs: documentRetryBaseMs,
    capMs: documentRetryCapMs,
    random: ctx.random(),
  });
  await ctx.db.withTenantSql(lane.tenantId, (client) =>
    client.query(
      `UPDATE storefront_state SET tries = tries + 1, last_problem = $4, next_run_at = now() + $5 * interval '1 ms'
       WHERE store_id = $1 AND entity_type = $2 AND magento_id = $3`,
      [lane.storeId, row.entityType, row.magentoId, problem.slice(0, 200), waitMs],
    ),
  );
}
