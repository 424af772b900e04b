import type { Evidence } from "./evidence.ts";
import type { Expected } from "./expect.ts";
import type { Verdict } from "./verdict.ts";

type Posting = Evidence["ours"]["postings"][number];

/** Our own rows: every document seen once and as it should be, no posting on its way to anywhere. */
export function checkOurs(
  { ours }: Evidence,
  { expected, verdict }: { expected: Expected[]; verdict: Verdict },
): void {
  for (const each of expected) {
    const { name } = each;
    const rows = ours.documents.filter(
      ({ kind, magentoId }) => kind === each.kind && magentoId === String(each.magentoId),
    );
    const [row] = rows;
    if (!row) {
      verdict.wrong(`${name} never became a document of ours`);
      continue;
    }
    if (rows.length > 1) verdict.wrong(`${name} is ${rows.length} documents of ours`);
    const wanted = stateOf(each);
    // What a posted document says beside it is no reason.
    const is = row.state === "posted" ? "posted" : withReason(row);
    if (is !== wanted) verdict.wrong(`${name} is ${withReason(row)}, and should be ${wanted}`);
  }
  if (ours.documents.length > expected.length)
    verdict.wrong(`there are ${ours.documents.length} documents of ours, and Magento has ${expected.length}`);
  const byKey = new Map(expected.map((each) => [`${each.kind} ${each.magentoId}`, each]));
  for (const posting of ours.postings)
    checkPosting(posting, byKey.get(`${posting.documentKind} ${posting.documentMagentoId}`) ?? null, verdict);
}

const withReason = ({ state, reason }: { state: string; reason: string | null }) =>
  reason === null ? state : `${state} (${reason})`;

function stateOf({ outcome, heldSettlement }: Expected): string {
  if (outcome.state !== "posted") return withReason(outcome);
  return heldSettlement === null ? "posted" : withReason({ state: "held", reason: heldSettlement });
}

/** The document's own posting was judged with it. A child of what is held or left out waits rightly. */
function checkPosting(posting: Posting, expected: Expected | null, verdict: Verdict): void {
  const { kind, state, reason } = posting;
  const name = `${kind} of ${expected?.name ?? `customer ${posting.magentoKey}`}`;
  const is = withReason(posting);
  if (expected && expected.outcome.state !== "posted") {
    const isAtRest = ["waiting", "held", "skipped", "queued"].includes(state) && posting.xeroId === null;
    if (!isAtRest && kind !== "contact")
      verdict.wrong(`${name} is ${is} although its document is not to be in Xero`);
    return;
  }
  const isSkippedRightly = state === "skipped" && kind === "payment" && expected?.noPaymentReason === reason;
  const isSettlement = kind === "refund" || kind === "allocation";
  const isHeldRightly =
    state === "held" && isSettlement && reason !== null && expected?.heldSettlement === reason;
  if (state === "posted" || isSkippedRightly || isHeldRightly) return;
  // A note that is neither refunded nor allocated may have a settlement that says so.
  const hasSettlement = expected !== null && (expected.payment !== null || expected.allocation !== null);
  if (state === "skipped" && kind !== "payment" && !hasSettlement) return;
  verdict.wrong(`${name} is ${is}`);
}
