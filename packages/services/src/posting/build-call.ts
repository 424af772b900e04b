import { MAX_ITEMS_PER_CALL, splitIntoCalls } from "@counterfoil/core/batch";
import { type Draft, draftSchema } from "@counterfoil/core/draft";
import { numberOfReversed } from "@counterfoil/core/look-up";
import type { LedgerOperation } from "@counterfoil/core/ports";
import type { ReadyPosting } from "@counterfoil/db/system/ready-postings";

export type PlannedCall = {
  operation: LedgerOperation;
  postings: ReadyPosting[];
  /** A call that is not full may only go alone, so that a backlog fills its batches while calls are in flight. */
  isFull: boolean;
  /** Writes down what of the call its postings' rows must know; null when one of them is not what it was. */
  beforeSending?: () => Promise<ReadyPosting[] | null>;
};

/**
 * The next call out of what is ready, which all has one kind and is in the order of its turn. A call carries one tenant's
 * and one connection's postings; reversals go alone, since they name one thing. Contacts' calls are planned from the directory.
 */
export function buildCall(ready: readonly ReadyPosting[]): PlannedCall | null {
  const first = ready[0];
  if (!first) return null;
  if (first.state === "reversing") return alone(first, reversal(first));
  if (first.kind === "allocation") return alone(first, allocation(first));
  const alike = ready.filter(
    (posting) =>
      posting.connectionId === first.connectionId &&
      posting.tenantId === first.tenantId &&
      posting.state === "planned",
  );
  const maxItems = Math.min(MAX_ITEMS_PER_CALL, first.batchMax);
  const calls = splitIntoCalls(alike, {
    bytesOf: (posting) => Buffer.byteLength(JSON.stringify(posting.draft)) * 1.2,
    maxItems,
  });
  const postings = (calls[0] ?? []).filter((posting) => posting.batchMax >= maxItems);
  return {
    operation: together(first.kind, postings),
    postings,
    isFull: calls.length > 1 || postings.length >= maxItems,
  };
}

function together(
  kind: Exclude<ReadyPosting["kind"], "allocation">,
  postings: readonly ReadyPosting[],
): LedgerOperation {
  if (kind === "payment" || kind === "refund") return { kind: "pay", items: postings.map(payment) };
  const items = postings.map((posting) => {
    const draft = draftOf(posting);
    return { draft, contactId: posting.contactId, name: null };
  });
  return { kind: "create", what: kind, items };
}

function payment(posting: ReadyPosting) {
  const draft = draftOf(posting);
  if (draft.kind !== "payment" && draft.kind !== "refund")
    throw new Error(`Posting ${posting.id} is no payment.`);
  const xeroId = draft.kind === "payment" ? posting.invoiceId : posting.creditNoteId;
  if (xeroId === null) throw new Error(`Posting ${posting.id} has nothing to settle.`);
  return { draft, xeroId };
}

function allocation(posting: ReadyPosting): LedgerOperation {
  const draft = draftOf(posting);
  const { creditNoteId, invoiceId } = posting;
  if (draft.kind !== "allocation" || creditNoteId === null || invoiceId === null)
    throw new Error(`Posting ${posting.id} is no allocation.`);
  return { kind: "allocate", draft, creditNoteId, invoiceId };
}

/** What goes one call each is as full as it can be. */
function alone(posting: ReadyPosting, operation: LedgerOperation): PlannedCall {
  return { operation, postings: [posting], isFull: true };
}

function reversal(posting: ReadyPosting): LedgerOperation {
  const { kind, xeroId, number } = posting;
  if (kind === "contact" || kind === "allocation" || xeroId === null)
    throw new Error(`Posting ${posting.id} has nothing to reverse.`);
  if (kind === "payment" || kind === "refund") {
    return { kind: "remove", what: "payment", xeroId, status: "DELETED" };
  }
  if (posting.reversal === "rename") {
    // A voided number is taken for ever, so the wrong document gives it up first.
    return { kind: "rename", what: kind, xeroId, number: numberOfReversed(number ?? "", xeroId) };
  }
  const status = posting.xeroStatus === "DRAFT" || posting.xeroStatus === "SUBMITTED" ? "DELETED" : "VOIDED";
  return { kind: "remove", what: kind, xeroId, status };
}

function draftOf(posting: ReadyPosting): Draft {
  return draftSchema.parse(posting.draft);
}
