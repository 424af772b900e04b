import type { PostingKind, PostingState } from "@counterfoil/core/posting";
import {
  type Fix,
  isReasonCode,
  type ReasonParams,
  reasonFix,
  reasonSentence,
} from "@counterfoil/core/reasons";
import { type Word, wordOf } from "@counterfoil/core/words";
import { z } from "zod";
import type { BindingParking, Parked } from "./find-parking.ts";

export type Mark = { kind: PostingKind; state: PostingState; word: Word; label: string };

export type Description = {
  word: Word;
  reason: string | null;
  sentence: string;
  /** More to know that does not change the word, e.g. a payment that is left to the bank. */
  note: string | null;
  fix: Fix | null;
};

/** What people read about a document: one of the five words, and a sentence that says what happened and what, if anything, to do. */
export function describeDocument(
  document: {
    state: PostingState;
    reason: string | null;
    reasonParams: ReasonParams;
    isFetched: boolean;
    check: DocumentCheck | null;
    /** Xero − Magento, of what stands in Xero. */
    difference?: string | null;
  },
  postings: readonly {
    kind: PostingKind;
    state: PostingState;
    reason: string | null;
    reasonParams: ReasonParams;
    isCollecting: boolean;
  }[],
  parking: BindingParking | null,
): Description {
  const parked = parkedBy(document, parking);
  if (parked)
    return {
      word: "Waiting",
      reason: parked.reason,
      sentence: reasonSentence(parked.reason, parked.params),
      note: null,
      fix: reasonFix(parked.reason),
    };
  const { state } = document;
  const isCollecting = isBeforeXero(document) && postings.some((posting) => posting.isCollecting);
  const reason = isCollecting ? "collecting" : document.reason;
  const known = reason !== null && isReasonCode(reason) ? reason : null;
  const isOff = state === "posted" && !/^-?0*(\.0*)?$/.test(document.difference ?? "");
  return {
    word: wordOf(state),
    reason,
    sentence: known
      ? reasonSentence(known, document.reasonParams)
      : isOff
        ? "In Xero, with another total than in Magento. Somebody here said that it is right so."
        : sentenceOfState[state],
    note: noteOf(document, postings),
    fix: known ? reasonFix(known) : null,
  };
}

/** States whose next step lies behind the store or behind Xero, and so wait while that is parked. */
export function parkedBy(
  document: { state: PostingState; reason?: string | null; isFetched: boolean },
  parking: BindingParking | null,
): Parked | null {
  if (!parking) return null;
  if (document.state === "queued") return document.isFetched ? null : parking.fetching;
  return isBeforeXero(document) ? parking.sending : null;
}

/** What waits for another posting of it waits for whatever that one waits for. */
function isBeforeXero(document: { state: PostingState; reason?: string | null }): boolean {
  const isAfterAnother =
    document.state === "waiting" && (document.reason?.startsWith("waiting_for_") ?? false);
  return document.state === "planned" || isAfterAnother;
}

function noteOf(
  document: { state: PostingState; check: DocumentCheck | null },
  postings: Parameters<typeof laterNote>[0],
): string | null {
  if (document.check) return checkNote(document.check);
  return document.state === "posted" ? laterNote(postings) : null;
}

/** A payment or settlement that was left out does not change the document's word, but is never kept quiet. */
function laterNote(
  postings: readonly {
    kind: PostingKind;
    state: PostingState;
    reason: string | null;
    reasonParams: ReasonParams;
  }[],
): string | null {
  const left = postings.find(
    (posting) => posting.state === "skipped" && ["payment", "allocation", "refund"].includes(posting.kind),
  );
  if (!left || left.reason === null || !isReasonCode(left.reason)) return null;
  return reasonSentence(left.reason, left.reasonParams);
}

/** Before Start: what planning said, so that problems show before anything is in Xero. */
export const documentCheckSchema = z.object({
  outcome: z.string(),
  reason: z.string().optional(),
  /** Of the draft: what Xero would come to. */
  total: z.string().optional(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).default({}),
});
export type DocumentCheck = z.infer<typeof documentCheckSchema>;

function checkNote(check: DocumentCheck): string {
  if (check.reason === undefined) return "Checked: it would go to Xero as it is.";
  const sentence = isReasonCode(check.reason)
    ? reasonSentence(check.reason, check.params)
    : "It would need a decision from you.";
  return check.outcome === "skip" ? `It would be left out. ${sentence}` : `It would need you. ${sentence}`;
}

/** One effect in Xero as the small mark in a row. */
export function describeMark(posting: { kind: PostingKind; state: PostingState }): Mark {
  const { kind, state } = posting;
  const what = nameOfKind[kind];
  return { kind, state, word: wordOf(state), label: `${what}: ${stateOfMark(state)}` };
}

function stateOfMark(state: PostingState): string {
  return wordOf(state).toLowerCase().replace("in xero", "in Xero");
}

const nameOfKind = {
  contact: "Contact",
  invoice: "Invoice",
  payment: "Payment",
  credit_note: "Credit note",
  allocation: "Allocation",
  refund: "Refund",
} as const satisfies Record<PostingKind, string>;

const sentenceOfState = {
  queued: "Being fetched from Magento and prepared.",
  planned: "Prepared and checked. It goes to Xero next.",
  waiting: "Waiting for what it depends on. It goes by itself.",
  sending: "Being sent to Xero now.",
  posted: "In Xero, and the totals agree.",
  skipped: "Left out. Your books are not affected.",
  held: "It needs a decision from you. Nothing is in Xero yet.",
  failed: "It was refused. Nothing was added to your books.",
  unconfirmed: reasonSentence("unconfirmed"),
  reversing: reasonSentence("reversing"),
} as const satisfies Record<PostingState, string>;
