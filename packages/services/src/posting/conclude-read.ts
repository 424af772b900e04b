import type { LedgerRead } from "@counterfoil/core/ports";
import { freeCallSlot, noteLimits } from "@counterfoil/db/system/calls";
import type { Lane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { nextDayInMs } from "./note-outcome.ts";

/** A read that took `ageMs` is over: its slot is free, later where Xero may still be at work on it, and what it said of limits is known. */
export async function concludeRead(
  ctx: ServiceContext,
  lane: Lane,
  input: { holder: string; read: LedgerRead<unknown>; ageMs: number },
): Promise<void> {
  const { holder, read, ageMs } = input;
  const afterMs = !read.ok && read.isUnanswered ? ctx.durations.slotAfterNoAnswerMs : 0;
  await freeCallSlot(ctx.db.system, lane, { holder, afterMs });
  const isLimited = !read.ok && read.problem === "rate-limited";
  const dayStartsInMs = isLimited
    ? nextDayInMs({ problem: read.detail, retryAfterSeconds: read.retryAfterSeconds })
    : null;
  await noteLimits(ctx.db.system, lane, { ...read.limits, ageMs, dayStartsInMs });
}
