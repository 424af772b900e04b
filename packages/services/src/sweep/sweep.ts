import { pruneCalls } from "@counterfoil/db/system/calls";
import { compactTally } from "@counterfoil/db/system/compact-tally";
import { listEndingConnections, wipeUnusedGrants } from "@counterfoil/db/system/connections";
import { wakeQueuedPostings } from "@counterfoil/db/system/ready-postings";
import { sweepRows } from "@counterfoil/db/system/sweep-rows";
import { endConnection } from "../connection/end-connection.ts";
import type { ServiceContext } from "../context.ts";

/** Every minute, over everything: what is stuck goes on, what is over is forgotten. Logged only when it finds something. */
export async function sweep(ctx: ServiceContext): Promise<void> {
  const { system } = ctx.db;
  const { stuckAfterMs, dayWindowMs, minuteWindowMs } = ctx.durations;
  const found = await sweepRows(system, { stuckMs: stuckAfterMs, dayMs: dayWindowMs });
  if (Object.keys(found).length > 0) ctx.log.warn(found, "a sweep found rows that nothing moved");
  await wakeQueuedPostings(system);
  for (const connectionId of await listEndingConnections(system, 10)) await endConnection(ctx, connectionId);
  await wipeUnusedGrants(system, { freshMs: stuckAfterMs });
  await compactTally(system);
  await pruneCalls(system, { dayMs: dayWindowMs, minuteMs: minuteWindowMs });
}
