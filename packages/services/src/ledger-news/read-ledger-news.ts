import { type LedgerDocument, type LedgerQuery, MAX_KEYS_PER_READ } from "@counterfoil/core/ports";
import type { Lane } from "@counterfoil/db/system/lanes";
import {
  findReadingConnection,
  type KnownPosting,
  listMarkedPostings,
  markApprovals,
  postponeNews,
  takeDueWatch,
} from "@counterfoil/db/system/ledger-news";
import type { ServiceContext } from "../context.ts";
import { readLedger } from "../posting/read-ledger.ts";
import { applyLedgerNews, looked } from "./apply-ledger-news.ts";
import { sweepLedger } from "./sweep-ledger.ts";

/** A read that could not be had is null, and nothing more is to be asked. */
export type AskLedger = (
  query: LedgerQuery,
) => Promise<{ documents: LedgerDocument[]; isLastPage: boolean } | null>;

/** Credit notes are one call each. */
const NOTES_AT_ONCE = 5;
const AT_ONCE = 200;

/**
 * Looks at what people have done in Xero to documents of ours, before anything more is sent to them: at what Xero told us of, every
 * quarter of an hour at what waits for approval, every half hour at all that has changed while anything waits.
 */
export async function readLedgerNews(
  ctx: ServiceContext,
  input: { lane: Lane; mayGoOn: () => boolean },
): Promise<void> {
  const { lane, mayGoOn } = input;
  const { system } = ctx.db;
  const { approvalCheckEveryMs, ledgerSweepEveryMs, repeatEveryMs, parkCapMs } = ctx.durations;
  const due = await takeDueWatch(system, lane, {
    approvalsMs: approvalCheckEveryMs,
    sweepMs: ledgerSweepEveryMs,
  });
  if (due.approvals) await markApprovals(system, lane, MAX_KEYS_PER_READ);
  const marked = await listMarkedPostings(system, lane, AT_ONCE);
  if (marked.length === 0 && !due.sweep) return;
  const connectionId = await findReadingConnection(system, lane);
  if (connectionId === null) {
    await postponeNews(system, lane, parkCapMs);
    return;
  }
  let waitMs = repeatEveryMs;
  const ask: AskLedger = async (query) => {
    if (!mayGoOn()) return null;
    const answer = await readLedger(ctx, { lane, connectionId }, (ledger, access) =>
      ledger.readDocuments({ ...query, ...access }),
    );
    ctx.log.info({ ...lane, by: query.by, kind: query.kind, ok: answer.ok }, "looked for news in Xero");
    if (answer.ok) return { documents: answer.value, isLastPage: answer.isLastPage };
    waitMs = Math.max(waitMs, Math.min(answer.waitMs, parkCapMs));
    return null;
  };
  const isDone = await lookAtMarked(ctx, { lane, marked, ask });
  if (!isDone) await postponeNews(ctx.db.system, lane, waitMs);
  if (due.sweep) await sweepLedger(ctx, { lane, ask, againMs: () => waitMs });
}

/** False when Xero could not be asked about all of them. */
async function lookAtMarked(
  ctx: ServiceContext,
  input: { lane: Lane; marked: readonly KnownPosting[]; ask: AskLedger },
): Promise<boolean> {
  const { marked, ask } = input;
  const invoices = marked.filter(({ kind }) => kind === "invoice");
  for (let start = 0; start < invoices.length; start += MAX_KEYS_PER_READ) {
    const part = invoices.slice(start, start + MAX_KEYS_PER_READ);
    // Two tenants may stand on one document.
    const ids = [...new Set(part.map(({ xeroId }) => xeroId))];
    const answer = await ask({ by: "id", kind: "invoice", ids });
    if (!answer) return false;
    await applyLedgerNews(ctx, looked(part, answer.documents));
  }
  for (const note of marked.filter(({ kind }) => kind === "credit_note").slice(0, NOTES_AT_ONCE)) {
    const answer = await ask({ by: "key", kind: "credit_note", key: note.xeroId });
    if (!answer) return false;
    await applyLedgerNews(ctx, looked([note], answer.documents));
  }
  return true;
}
