import type { LedTo } from "@counterfoil/services/document/get-document";
import { ExternalLink } from "lucide-react";
import { Money } from "../money.tsx";
import { WordChip } from "../word-chip.tsx";

const names = {
  contact: "Contact",
  invoice: "Invoice",
  payment: "Payment",
  credit_note: "Credit note",
  allocation: "Allocation",
  refund: "Refund",
} as const satisfies Record<LedTo["kind"], string>;

/** All that the document leads to in Xero, in the order in which it goes. `addresses`: of those that can be seen there, by id. */
export function LedToList({
  postings,
  currency,
  addresses,
}: {
  postings: LedTo[];
  currency: string | null;
  addresses: Record<string, string>;
}) {
  return (
    <ul className="divide-y">
      {postings.map((posting) => {
        const address = addresses[posting.id];
        return (
          <li key={posting.id} className="flex flex-wrap items-start gap-x-4 gap-y-1.5 px-5 py-3.5 sm:px-6">
            <div className="min-w-0 flex-1 basis-56">
              <p className="text-sm">
                <span className="font-medium">{names[posting.kind]}</span>
                {posting.label && (
                  <span className="tabular wrap-break-word text-muted"> · {posting.label}</span>
                )}
              </p>
              <p className="text-[13px] leading-relaxed text-pretty text-muted">{posting.sentence}</p>
            </div>
            <div className="flex items-center gap-3">
              {posting.amount && (
                <Money amount={posting.amount} currency={currency} className="text-sm font-medium" />
              )}
              <WordChip word={posting.word} />
              {address && (
                <a
                  href={address}
                  target="_blank"
                  rel="noreferrer"
                  className="rounded p-1 text-muted hover:text-ink"
                  aria-label={`${names[posting.kind]} in Xero, in a new tab`}
                >
                  <ExternalLink className="size-4" aria-hidden="true" />
                </a>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
