import { MAX_ITEMS_PER_CALL, splitIntoCalls } from "@counterfoil/core/batch";
import { type Draft, draftSchema } from "@counterfoil/core/draft";
import type { LedgerOperation } from "@counterfoil/core/ports";
import type { ReadyPosting } from "@counterfoil/db/system/ready-postings";

export type PlannedCall = {
  operation: LedgerOperation;
  postings: ReadyPosting[];
  /** A call that is not full may only go alone, so that a backlog fills its batches while calls are in flight. */
  isFull: boolean;
};

/**
 * The next call out of what is ready, which all has one kind and is in the order of its turn. A call carries one tenant's
 * and one connection's postings; updates and reversals go alone, since they name one thing.
 */
export function buildCall(ready: readonly ReadyPosting[]): PlannedCall | null {
  const first = ready[0];
  if (!first) return null;
  if (first.state === "reversing") return alone(first, reversal(first));
  if (first.kind === "contact" && first.xeroId !== null) return alone(first, update(first, first.xeroId));
  const alike = ready.filter(
    (posting) =>
      posting.connectionId === first.connectionId &&
      posting.tenantId === first.tenantId &&
      posting.state === "planned" &&
      (posting.kind !== "contact" || posting.xeroId === null),
  );
  const maxItems = Math.min(MAX_ITEMS_PER_CALL, first.batchMax);
  const calls = splitIntoCalls(alike, {
    bytesOf: (posting) => Buffer.byteLength(JSON.stringify(posting.draft)) * 1.2,
    maxItems,
  });
  const postings = (calls[0] ?? []).filter((posting) => posting.batchMax >= maxItems);
  const items = postings.map((posting) => {
    const draft = draftOf(posting);
    return { draft, contactId: posting.contactId, name: nameOf(draft, posting.nameIndex) };
  });
  return {
    operation: { kind: "create", what: first.kind, items },
    postings,
    isFull: calls.length > 1 || postings.length >= maxItems,
  };
}

function alone(posting: ReadyPosting, operation: LedgerOperation): PlannedCall {
  return { operation, postings: [posting], isFull: false };
}

function update(posting: ReadyPosting, contactId: string): LedgerOperation {
  const draft = draftOf(posting);
  return { kind: "update-contact", contactId, draft, name: nameOf(draft, posting.nameIndex) };
}

function reversal(posting: ReadyPosting): LedgerOperation {
  const { kind, xeroId, number } = posting;
  if (kind === "contact" || xeroId === null) throw new Error(`Posting ${posting.id} has nothing to reverse.`);
  if (posting.reversal === "rename") {
    // A voided number is taken for ever, so the wrong document gives it up first.
    return { kind: "rename", what: kind, xeroId, number: `${number}-VOID-${xeroId.slice(0, 8)}` };
  }
  const status = posting.xeroStatus === "DRAFT" || posting.xeroStatus === "SUBMITTED" ? "DELETED" : "VOIDED";
  return { kind: "remove", what: kind, xeroId, status };
}

/** The name we would like, or the next of its alternatives once Xero has refused that many. */
function nameOf(draft: Draft, nameIndex: number): string | null {
  if (draft.kind !== "contact") return null;
  return nameIndex === 0 ? draft.name : (draft.alternativeNames[nameIndex - 1] ?? draft.name);
}

function draftOf(posting: ReadyPosting): Draft {
  return draftSchema.parse(posting.draft);
}
