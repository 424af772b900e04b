import type { StorefrontAccess, SyncStateRow } from "@counterfoil/core/ports";
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

/**
 * Tells a store what became of its documents: the whole row, the newest version, again until it is taken. Starts no call
 * after `prepareJobMs`, so that it has ended before the store is given to another pusher: two could overtake each other.
 */
export async function pushStates(ctx: ServiceContext, lane: StoreLane): Promise<void> {
  const endsAt = ctx.now().getTime() + ctx.durations.prepareJobMs;
  try {
    const access = await storeAccess(ctx, lane);
    while (ctx.now().getTime() < endsAt) {
      const due = await listDue(ctx, lane);
      const pushed = await pushSome(ctx, { lane, due, access, endsAt });
      const trouble = pushed.trouble ?? (await storeTrouble(ctx, { ...pushed, access }));
      if (trouble) return await parkStore(ctx, lane, trouble);
      if (pushed.taken.length > 0) await unparkStore(ctx, lane);
      if (due.length < BATCH) return;
    }
  } finally {
    await freeStoreLane(ctx.db.system, lane.storeId, "push");
  }
}

type Pushed = { taken: Due[]; unanswered: number; trouble: "store_refuses_us" | null };

async function pushSome(
  ctx: ServiceContext,
  input: { lane: StoreLane; due: Due[]; access: StorefrontAccess; endsAt: number },
): Promise<Pushed> {
  const { lane, access, endsAt } = input;
  const waiting = [...input.due];
  const pushed: Pushed = { taken: [], unanswered: 0, trouble: null };
  const isOver = () =>
    pushed.trouble !== null ||
    (pushed.taken.length === 0 && pushed.unanswered >= AT_ONCE) ||
    ctx.now().getTime() >= endsAt;
  const worker = async () => {
    while (!isOver()) {
      const row = waiting.shift();
      if (!row) return;
      const answer = await ctx.storefront.pushSyncState(
        { ...row, ...row.wanted, lastSyncAt: ctx.now() },
        access,
      );
      if (answer.ok) pushed.taken.push(row);
      else if (answer.problem === "refused") pushed.trouble = "store_refuses_us";
      else {
        if (answer.problem === "unavailable") pushed.unanswered += 1;
        await postpone(ctx, { lane, row, problem: answer.detail });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (pushed.taken.length > 0) await markPushed(ctx, lane, pushed.taken);
  return pushed;
}

/** A row that is not taken is its own trouble; the store's when nothing was taken and it does not even answer a ping. */
async function storeTrouble(
  ctx: ServiceContext,
  input: Pick<Pushed, "taken" | "unanswered"> & { access: StorefrontAccess },
): Promise<"store_unreachable" | "store_refuses_us" | null> {
  if (input.taken.length > 0 || input.unanswered === 0) return null;
  const alive = await ctx.storefront.ping(input.access);
  if (alive.ok) return null;
  return alive.problem === "refused" ? "store_refuses_us" : "store_unreachable";
}

async function listDue(ctx: ServiceContext, lane: StoreLane): Promise<Due[]> {
  return ctx.db.withTenantSql(lane.tenantId, async (client) => {
    const { rows } = await client.query<Due>(
      `SELECT entity_type AS "entityType", magento_id::float8 AS "magentoId", wanted, wanted_version AS "wantedVersion", tries
       FROM storefront_state WHERE store_id = $1 AND next_run_at <= now() ORDER BY next_run_at LIMIT ${BATCH}`,
      [lane.storeId],
    );
    return rows;
  });
}

/** Only the version that was sent counts as pushed; a newer one stays due. */
async function markPushed(ctx: ServiceContext, lane: StoreLane, taken: readonly Due[]): Promise<void> {
  await ctx.db.withTenantSql(lane.tenantId, (client) =>
    client.query(
      `UPDATE storefront_state s SET pushed_version = greatest(s.pushed_version, t.version), pushed_at = now(), tries = 0, last_problem = NULL,
              next_run_at = CASE WHEN s.wanted_version > t.version THEN now() END
       FROM unnest($2::text[], $3::bigint[], $4::int[]) AS t (entity_type, magento_id, version)
       WHERE s.store_id = $1 AND s.entity_type = t.entity_type AND s.magento_id = t.magento_id
         -- Said twice, for the index: else a table without statistics is read from end to end.
         AND s.entity_type = ANY ($2) AND s.magento_id = ANY ($3)`,
      [
        lane.storeId,
        taken.map((row) => row.entityType),
        taken.map((row) => row.magentoId),
        taken.map((row) => row.wantedVersion),
      ],
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
