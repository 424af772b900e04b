import type { Lane } from "@counterfoil/db/system/lanes";
import { findKnownPostings, findWaiting, readClock, saveSweep } from "@counterfoil/db/system/ledger-news";
import type { ServiceContext } from "../context.ts";
import { applyLedgerNews, isNews, looked } from "./apply-ledger-news.ts";
import type { AskLedger } from "./read-ledger-news.ts";

/** Of up to 1,000 documents; what is more goes on at once in the next turn. */
const PAGES = 5;

/**
 * Reads all that has changed in Xero since the last time, while anything has been waiting for it: what no webhook told. What we did
 * ourselves is among it and is no news.
 */
export async function sweepLedger(
  ctx: ServiceContext,
  input: { lane: Lane; ask: AskLedger; againMs: () => number },
): Promise<void> {
  const { lane, ask, againMs } = input;
  const { system } = ctx.db;
  const waiting = await findWaiting(system, lane, {
    longerThanMs: ctx.durations.ledgerSweepEveryMs,
    overlapMs: ctx.durations.lookupOverlapMs,
  });
  if (!waiting) return;
  const startedAt = await readClock(system);
  const ends: (Date | null)[] = [];
  for (const kind of waiting.withCreditNotes ? KINDS : INVOICES)
    ends.push(await sweepKind(ctx, { lane, ask, kind, since: waiting.since, startedAt }));
  const known = ends.map((end) => (end ?? waiting.since).getTime());
  const until = new Date(Math.min(...known));
  const isWhole = until.getTime() === startedAt.getTime();
  const isStuck = ends.includes(null);
  await saveSweep(system, lane, {
    until: isStuck ? null : until,
    againMs: isWhole ? null : isStuck ? againMs() : 0,
  });
}

const INVOICES = ["invoice"] as const;
const KINDS = ["invoice", "credit_note"] as const;

/** Up to when this kind's changes are known now; null when Xero could not be asked. */
async function sweepKind(
  ctx: ServiceContext,
  input: { lane: Lane; ask: AskLedger; kind: "invoice" | "credit_note"; since: Date; startedAt: Date },
): Promise<Date | null> {
  const { lane, ask, kind, since, startedAt } = input;
  let readUntil = since;
  for (let page = 1; page <= PAGES; page += 1) {
    const answer = await ask({ by: "change", kind, since, page });
    if (!answer) return null;
    const { documents } = answer;
    const ids = documents.map(({ xeroId }) => xeroId);
    const known = await findKnownPostings(ctx.db.system, lane, ids);
    await applyLedgerNews(ctx, looked(known, documents).filter(isNews));
    if (answer.isLastPage) return startedAt;
    readUntil = documents.at(-1)?.updatedAt ?? readUntil;
  }
  return readUntil;
}
