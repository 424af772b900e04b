import {
  concludeLookUp,
  concludeStillStanding,
  type LookUpSettlement,
} from "@counterfoil/core/conclude-look-up";
import { draftSchema } from "@counterfoil/core/draft";
import {
  type DoubtfulRefusal,
  doubtfulRefusals,
  type Found,
  lookUp,
  type Sought,
} from "@counterfoil/core/look-up";
import type { Lane } from "@counterfoil/db/system/lanes";
import { type DueLookUp, listDueLookUps } from "@counterfoil/db/system/look-ups";
import type { ServiceContext } from "../context.ts";
import { applyLookUps, type LookedUp } from "./apply-look-ups.ts";
import { findEach, findUnanswered, type ReadDocuments } from "./look-up-documents.ts";
import { readLedger } from "./read-ledger.ts";

const AT_ONCE = 500;
/** Whatever the time, a look-up that has begun makes so many reads: three pages and two more, or it would begin with them for ever. */
const FEWEST_READS = 5;

/**
 * Finds out what became of calls that nobody answered, and what stands behind refusals that are no answers by themselves.
 * Every posting ends as adopted, sent again, taken out, or a person's; what Xero did not say is asked again later.
 */
export async function lookUpUnconfirmed(
  ctx: ServiceContext,
  input: { lane: Lane; mayGoOn: () => boolean },
): Promise<void> {
  const { lane, mayGoOn } = input;
  const { absentAfterMs } = ctx.durations;
  const due = await listDueLookUps(ctx.db.system, lane, { absentAfterMs, limit: AT_ONCE });
  const groups = new Map<string, DueLookUp[]>();
  for (const each of due) groups.set(groupOf(each), [...(groups.get(groupOf(each)) ?? []), each]);
  for (const group of groups.values()) {
    if (!mayGoOn()) return;
    await lookUpGroup(ctx, { lane, group, mayGoOn });
  }
}

export async function findDueLookUp(ctx: ServiceContext, lane: Lane): Promise<DueLookUp | undefined> {
  const { absentAfterMs } = ctx.durations;
  return (await listDueLookUps(ctx.db.system, lane, { absentAfterMs, limit: 1 }))[0];
}

/** One connection's, hence one tenant's, of one kind, and either all refused or all without an answer. */
function groupOf({ connectionId, kind, refusedAs, state }: DueLookUp): string {
  const collection = kind === "refund" ? "payment" : kind;
  return [connectionId, collection, isByChange({ refusedAs, state })].join();
}

const isByChange = ({ refusedAs, state }: Pick<DueLookUp, "refusedAs" | "state">) =>
  state === "unconfirmed" && refusedAs === null;

async function lookUpGroup(
  ctx: ServiceContext,
  input: { lane: Lane; group: DueLookUp[]; mayGoOn: () => boolean },
): Promise<void> {
  const { lane, group, mayGoOn } = input;
  const [first] = group;
  if (!first) return;
  const settled: LookedUp[] = [];
  const asked = group.flatMap((posting) => {
    const sought = soughtOf(ctx, posting);
    const standsAs = posting.state === "queued" ? posting.xeroId : null;
    if (sought) return [{ posting, standsAs, ...sought }];
    // A change by id does no harm when it is made twice; what names nothing in Xero was never sent.
    settled.push({ posting, settlement: { to: "planned" } });
    return [];
  });
  let waitMs = ctx.durations.repeatEveryMs;
  let reads = 0;
  const read: ReadDocuments = async (query) => {
    if (reads >= FEWEST_READS && !mayGoOn()) return null;
    reads += 1;
    const answer = await readLedger(ctx, { lane, connectionId: first.connectionId }, (ledger, access) =>
      ledger.readDocuments({ ...query, ...access }),
    );
    ctx.log.info({ ...lane, by: query.by, kind: query.kind, ok: answer.ok }, "looked up");
    if (answer.ok) return { documents: answer.value, isLastPage: answer.isLastPage };
    waitMs = Math.max(waitMs, Math.min(answer.waitMs, ctx.durations.parkCapMs));
    return null;
  };
  const found = isByChange(first)
    ? await findUnanswered(asked, { read, since: sinceOf(ctx, group) })
    : await findEach(asked, read);
  for (const each of asked) {
    const { posting, sought } = each;
    const what = found.get(each);
    const settlement: LookUpSettlement = what ? conclude(posting, sought, what) : { to: "unknown" };
    settled.push({ posting, settlement });
  }
  await applyLookUps(ctx, { tenantId: first.tenantId, settled, askAgainMs: waitMs });
}

function conclude(posting: DueLookUp, sought: Sought, found: Found): LookUpSettlement {
  if (posting.state === "queued") return concludeStillStanding(sought, found);
  const { isLongAgo, attempts, reasonParams } = posting;
  const { messages } = reasonParams;
  return concludeLookUp(sought, lookUp(sought, found), {
    isLongAgo,
    attempts,
    messages: typeof messages === "string" ? messages : null,
  });
}

/** Xero's clock may be off by a little, and its header knows whole seconds only. */
function sinceOf(ctx: ServiceContext, group: readonly DueLookUp[]): Date {
  const starts = group.map(({ startedAt }) => startedAt?.getTime() ?? ctx.now().getTime());
  return new Date(Math.min(...starts) - ctx.durations.lookupOverlapMs);
}

/** What was sent, by the stored draft, which nothing changes while a posting is unconfirmed. Null where there is nothing to look for. */
function soughtOf(
  ctx: ServiceContext,
  posting: DueLookUp,
): { sought: Sought; reference: string | null } | null {
  const { mark, contactId, invoiceId, creditNoteId, number } = posting;
  const refusedAs = refusalOf(posting.refusedAs);
  const draft = draftSchema.parse(posting.draft);
  switch (draft.kind) {
    case "contact": {
      if (posting.xeroId !== null || number === null) return null;
      return {
        sought: { kind: "contact", mark, refusedAs, contactNumber: number, name: draft.name },
        reference: null,
      };
    }
    case "invoice":
    case "credit_note": {
      const { kind, total, currencyCode } = draft;
      const calledBetween = callOf(ctx, posting);
      return {
        sought: {
          kind,
          mark,
          refusedAs,
          number: draft.number,
          total,
          currencyCode,
          contactId,
          calledBetween,
        },
        reference: null,
      };
    }
    case "payment":
    case "refund": {
      const settlesId = draft.kind === "payment" ? invoiceId : creditNoteId;
      if (settlesId === null) return null;
      const { kind, amount, currencyCode, reference } = draft;
      return { sought: { kind, mark, refusedAs, amount, currencyCode, settlesId }, reference };
    }
    case "allocation": {
      if (creditNoteId === null || invoiceId === null) return null;
      const { kind, amount, currencyCode } = draft;
      return {
        sought: { kind, mark, refusedAs, amount, currencyCode, creditNoteId, invoiceId },
        reference: null,
      };
    }
    default:
      return draft satisfies never;
  }
}

function refusalOf(stored: string | null): DoubtfulRefusal | null {
  return doubtfulRefusals.find((each) => each === stored) ?? null;
}

/** When its last call can have been at work, by another clock; null for one that stands wrong since long. */
function callOf(ctx: ServiceContext, posting: DueLookUp): { from: Date; until: Date } | null {
  const { startedAt, lastSentAt, endedAt, state } = posting;
  if (startedAt === null || state !== "unconfirmed") return null;
  const { lookupOverlapMs, ledgerCallTimeoutMs, preSocketMs } = ctx.durations;
  const latest = (lastSentAt ?? startedAt).getTime() + ledgerCallTimeoutMs;
  const until = Math.min(latest, endedAt?.getTime() ?? latest) + preSocketMs;
  return { from: new Date(startedAt.getTime() - lookupOverlapMs), until: new Date(until) };
}
