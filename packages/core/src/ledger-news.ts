import { money } from "./money.ts";
import type { LedgerDocument } from "./ports.ts";
import type { PostingState } from "./posting.ts";
import type { ReasonParams } from "./reasons.ts";

export type NewsReason = "voided_in_xero" | "changed_in_xero";

/** An invoice or credit note of ours that stands in Xero, as we know it. */
export type KnownInXero = {
  number: string | null;
  /** As it was when it was posted: what we sent, or what a person took for the same. */
  total: string | null;
  currencyCode: string | null;
  magentoTotal: string | null;
  status: string | null;
  news: NewsReason | null;
  /** Of an invoice: our payment of it. */
  payment: { state: PostingState; isInXero: boolean } | null;
};

export type LedgerNews = {
  status: string;
  /** What shows on the document, and keeps anything more from being sent to it; null when it is as we know it. */
  news: { reason: NewsReason; params: ReasonParams } | null;
  /** Somebody has paid it there: our payment, which was not sent, has nothing to pay. */
  isPaidThere: boolean;
  /** Anything of this is new. */
  isDifferent: boolean;
};

/** What somebody in Xero has made of a document of ours. A change that was taken back is none. */
export function readLedgerNews(known: KnownInXero, found: LedgerDocument): LedgerNews {
  const news = newsOf(known, found);
  const isPaidThere = isPaid(found) && news?.reason !== "voided_in_xero" && isUnsent(known.payment);
  return {
    status: found.status,
    news,
    isPaidThere,
    isDifferent: found.status !== known.status || (news?.reason ?? null) !== known.news || isPaidThere,
  };
}

function newsOf(known: KnownInXero, found: LedgerDocument): LedgerNews["news"] {
  const { number, magentoTotal } = known;
  const params = { number, xeroId: found.xeroId };
  if (found.status === "VOIDED" || found.status === "DELETED") return { reason: "voided_in_xero", params };
  const isSame =
    (known.total === null || found.total === null || money(found.total).eq(known.total)) &&
    (known.currencyCode === null || found.currencyCode === null || found.currencyCode === known.currencyCode);
  if (isSame) return null;
  const figures = { magentoTotal, xeroTotal: found.total, xeroCurrency: found.currencyCode };
  return { reason: "changed_in_xero", params: { ...params, ...figures } };
}

/** A document of nothing is paid from the beginning, by nobody. */
function isPaid({ kind, status, total, amountDue }: LedgerDocument): boolean {
  const isApproved = status === "AUTHORISED" || status === "PAID";
  return (
    kind === "invoice" &&
    isApproved &&
    total !== null &&
    !money(total).isZero() &&
    amountDue !== null &&
    money(amountDue).isZero()
  );
}

const UNSENT: ReadonlySet<PostingState> = new Set(["queued", "planned", "waiting", "held", "failed"]);

function isUnsent(payment: KnownInXero["payment"]): boolean {
  return payment !== null && !payment.isInXero && UNSENT.has(payment.state);
}
