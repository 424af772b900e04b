import type { StoreLane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { type Asked, askForHoles } from "../event/ask-for-holes.ts";
import { askOpenInvoices } from "../event/ask-open-invoices.ts";
import { decidePendingKey } from "../pairing/decide-pending-key.ts";
import { storeKeys } from "../pairing/open-store-key.ts";
import { parkStore } from "../posting/park-store.ts";

/**
 * Hourly, and at once after pairing: asks a store for what it never announced and how its open invoices stand. A store that
 * has not been proved yet is knocked at instead. Does nothing while it is not due or parked. Whatever goes wrong with it must
 * not keep the store's own documents waiting.
 */
export async function askStore(ctx: ServiceContext, lane: StoreLane, endsAt: number): Promise<void> {
  if (!(await isDue(ctx, lane))) return;
  try {
    await ask(ctx, lane, endsAt);
  } catch (error) {
    ctx.log.error({ storeId: lane.storeId, err: error }, "a store could not be asked");
    await postpone(ctx, lane, ctx.durations.storeKnockEveryMs);
  }
}

async function ask(ctx: ServiceContext, lane: StoreLane, endsAt: number): Promise<void> {
  const { holesEveryMs, storeKnockEveryMs } = ctx.durations;
  const keys = await storeKeys(ctx, lane);
  if (!keys.current && !keys.pending) return postpone(ctx, lane, null);
  if (keys.pending || (await isUnproved(ctx, lane))) {
    const proof = await decidePendingKey(ctx, lane);
    if (proof !== "proved") return postpone(ctx, lane, proof === "no_key" ? null : storeKnockEveryMs);
  }
  const { current: access } = await storeKeys(ctx, lane);
  if (!access) return postpone(ctx, lane, storeKnockEveryMs);
  const half = (ctx.now().getTime() + endsAt) / 2;
  const holes = await askForHoles(ctx, { lane, access, endsAt: half });
  if (holes === "more") return;
  const asked = holes === "done" ? await askOpenInvoices(ctx, { lane, access, endsAt }) : holes;
  await noteTrouble(ctx, lane, asked);
  await postpone(ctx, lane, holesEveryMs);
}

async function noteTrouble(ctx: ServiceContext, lane: StoreLane, asked: Asked): Promise<void> {
  if (asked === "refused") await parkStore(ctx, lane, "store_refuses_us");
  if (asked === "unreachable") await parkStore(ctx, lane, "store_unreachable");
}

function isDue(ctx: ServiceContext, lane: StoreLane): Promise<boolean> {
  return ctx.db.withTenantSql(lane.tenantId, async (client) => {
    const { rowCount } = await client.query(
      `SELECT 1 FROM store WHERE id = $1 AND ask_due_at <= now() AND status <> 'disconnected'
         AND (parked_until IS NULL OR parked_until <= now())`,
      [lane.storeId],
    );
    return rowCount === 1;
  });
}

function isUnproved(ctx: ServiceContext, lane: StoreLane): Promise<boolean> {
  return ctx.db.withTenantSql(lane.tenantId, async (client) => {
    const { rowCount } = await client.query("SELECT 1 FROM store WHERE id = $1 AND status <> 'active'", [
      lane.storeId,
    ]);
    return rowCount === 1;
  });
}

/** Null: not before it is paired again. */
async function postpone(ctx: ServiceContext, lane: StoreLane, afterMs: number | null): Promise<void> {
  await ctx.db.withTenantSql(lane.tenantId, (client) =>
    client.query("UPDATE store SET ask_due_at = now() + $2 * interval '1 ms' WHERE id = $1", [
      lane.storeId,
      afterMs,
    ]),
  );
}
