import type { PostingState } from "./posting.ts";

/** The five words people see; the states stay inside. */
export const words = ["On its way", "Waiting", "In Xero", "Needs you", "Left out"] as const;
export type Word = (typeof words)[number];

/** What people read for a state. */
export function wordOf(state: PostingState): Word {
  return wordByState[state];
}

/** All states that are read as this word. */
export function statesOf(word: Word): PostingState[] {
  return (Object.keys(wordByState) as PostingState[]).filter((state) => wordByState[state] === word);
}

const wordByState = {
  queued: "On its way",
  planned: "On its way",
  sending: "On its way",
  unconfirmed: "On its way",
  reversing: "On its way",
  waiting: "Waiting",
  posted: "In Xero",
  held: "Needs you",
  failed: "Needs you",
  skipped: "Left out",
} as const satisfies Record<PostingState, Word>;
