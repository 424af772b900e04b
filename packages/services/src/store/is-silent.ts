import type { ServiceContext } from "../context.ts";

/** It has stopped sending: nothing was published for a day, and something was raised after the last sign of life. */
export function isSilent(
  ctx: Pick<ServiceContext, "now" | "durations">,
  store: { lastEventAt: Date | null; pairedAt: Date | null; unannouncedAt: Date | null },
): boolean {
  const lastSign = Math.max(store.lastEventAt?.getTime() ?? 0, store.pairedAt?.getTime() ?? 0);
  const raised = store.unannouncedAt?.getTime() ?? 0;
  return raised > lastSign && ctx.now().getTime() - lastSign > ctx.durations.storeSilentAfterMs;
}
