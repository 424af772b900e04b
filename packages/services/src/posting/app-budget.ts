import { takeAppChunk } from "@counterfoil/db/system/calls";
import type { Environment, ServiceContext } from "../context.ts";

const CHUNK = 20;
/** Half of Xero's 10,000: its minute and ours begin at different moments, and one of its may hold parts of two of ours. */
const CALLS_A_MINUTE = 5_000;

type Chunk = { minute: number; left: number };
const chunks = new WeakMap<ServiceContext["db"], Map<Environment, Chunk>>();

/** One call out of the app's own minute over all organisations, which each process takes in chunks. */
export async function takeAppCall(
  ctx: ServiceContext,
  environment: Environment,
): Promise<{ ok: true } | { ok: false; waitMs: number }> {
  const minuteMs = ctx.durations.minuteWindowMs;
  const now = ctx.now().getTime();
  const minute = Math.floor(now / minuteMs);
  const held = chunks.get(ctx.db) ?? new Map<Environment, Chunk>();
  chunks.set(ctx.db, held);
  const chunk = held.get(environment);
  if (chunk?.minute === minute && chunk.left > 0) {
    chunk.left -= 1;
    return { ok: true };
  }
  const isTaken = await takeAppChunk(ctx.db.system, {
    environment,
    chunk: CHUNK,
    minuteMs,
    limit: CALLS_A_MINUTE,
  });
  if (!isTaken) return { ok: false, waitMs: (minute + 1) * minuteMs - now };
  held.set(environment, { minute, left: CHUNK - 1 });
  return { ok: true };
}
