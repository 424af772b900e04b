import { type LedgerEvent, markLedgerNews } from "@counterfoil/db/system/ledger-news";
import type { Environment, ServiceContext } from "../context.ts";

/** Marks the documents to look at that these events are about. Answers how many; the same events once more mark none. */
export function takeLedgerEvents(
  ctx: Pick<ServiceContext, "db" | "durations">,
  input: { environment: Environment; events: readonly LedgerEvent[] },
): Promise<number> {
  const { ownChangeMs, ledgerNewsForMs } = ctx.durations;
  return markLedgerNews(ctx.db.system, { ...input, ownChangeMs, waitMs: ledgerNewsForMs });
}
