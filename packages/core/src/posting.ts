export const postingKinds = ["contact", "invoice", "payment", "credit_note", "allocation", "refund"] as const;
export type PostingKind = (typeof postingKinds)[number];

export const postingStates = [
  "queued",
  "planned",
  "waiting",
  "sending",
  "posted",
  "skipped",
  "held",
  "failed",
  "unconfirmed",
  "reversing",
] as const;
export type PostingState = (typeof postingStates)[number];

/**
 * Every move a posting may make. `posted → queued` is for contacts alone: a contact is a level, not an event. `held → posted`
 * is a person's: what stands in Xero is this document.
 */
export const postingMoves = {
  queued: ["planned", "waiting", "skipped", "held", "failed"],
  waiting: ["queued"],
  planned: ["sending", "queued", "skipped", "held"],
  /** Back to planned only when it is proved that nothing was done. */
  sending: ["posted", "planned", "unconfirmed", "reversing", "held", "failed"],
  unconfirmed: ["posted", "queued", "reversing", "held"],
  reversing: ["held"],
  skipped: ["queued"],
  held: ["queued", "posted"],
  failed: ["queued"],
  posted: ["queued"],
} as const satisfies Record<PostingState, readonly PostingState[]>;

/** Whether a posting may go from one state to another; only a contact may leave `posted`. */
export function canMove(from: PostingState, to: PostingState, kind?: PostingKind): boolean {
  if (from === "posted" && kind !== "contact") return false;
  return (postingMoves[from] as readonly PostingState[]).includes(to);
}

/** The posting that is the document itself; its contact, payment and settlement hang on it. */
export function mainPosting<P extends { kind: PostingKind }>(postings: readonly P[]): P | null {
  return (
    postings.find((posting) => posting.kind === "invoice" || posting.kind === "credit_note") ??
    postings.find((posting) => posting.kind === "contact") ??
    null
  );
}

/**
 * The state of the least finished posting: what needs a person first, then what is still to happen, then what is done. That a
 * payment or settlement waits is no news while what it belongs to is itself on its way.
 */
export function documentState(postings: readonly { kind: PostingKind; state: PostingState }[]): PostingState {
  const main = mainPosting(postings);
  const isOnItsWay = main !== null && ["queued", "planned", "sending"].includes(main.state);
  const counted = isOnItsWay
    ? postings.filter(({ kind, state }) => state !== "waiting" || !followers.has(kind))
    : postings;
  return leastFinished.find((state) => counted.some((posting) => posting.state === state)) ?? "queued";
}

const followers: ReadonlySet<PostingKind> = new Set(["payment", "refund", "allocation"]);

const leastFinished = [
  "failed",
  "held",
  "reversing",
  "unconfirmed",
  "waiting",
  "queued",
  "planned",
  "sending",
  "posted",
  "skipped",
] as const satisfies readonly PostingState[];

export const storefrontStatuses = ["synced", "skipped", "failed", "pending"] as const;
export type StorefrontStatus = (typeof storefrontStatuses)[number];

/** What Magento is told of a document: failed or held > synced > skipped. A skipped or waiting payment or settlement never hides `synced`. */
export function storefrontStatus(postings: readonly StorefrontPosting[]): StorefrontStatus {
  return storefrontVerdict(postings).status;
}

/** The same with the posting whose code Magento is told, where there is one. */
export function storefrontVerdict<P extends StorefrontPosting>(
  postings: readonly P[],
): { status: StorefrontStatus; because: P | null } {
  const main = mainPosting(postings);
  const troubles = postings.filter((posting) => posting.state === "failed" || posting.state === "held");
  const trouble = troubles.find((posting) => posting === main) ?? troubles[0];
  if (trouble) return { status: "failed", because: trouble };
  if (main?.state === "posted") return { status: "synced", because: main };
  if (main?.state === "skipped") return { status: "skipped", because: main };
  return { status: "pending", because: null };
}

type StorefrontPosting = { kind: PostingKind; state: PostingState };
