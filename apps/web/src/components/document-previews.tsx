import { shortDayWords } from "@counterfoil/core/day-words";
import type { DocumentPreview } from "@counterfoil/services/document/preview-documents";
import { CircleAlert, CircleCheck, CircleSlash, Clock } from "lucide-react";
import Link from "next/link";
import { cn } from "./cn.ts";
import { FoldingTable } from "./folding-table.tsx";
import { Money } from "./money.tsx";

const HEADS = [
  { title: "Document" },
  { title: "Customer" },
  { title: "Magento", isRight: true },
  { title: "" },
  { title: "Xero draft", isRight: true },
];

const columns =
  "md:grid md:grid-cols-[minmax(9.5rem,1.2fr)_minmax(5rem,1fr)_5.5rem_0.75rem_5.5rem] md:gap-x-2";

/** Real documents as they would look in Xero, each a link to its own page. On a phone each row folds into a card. */
export function DocumentPreviews({ previews }: { previews: DocumentPreview[] }) {
  return (
    <FoldingTable label="Documents as they would look" columns={columns} heads={HEADS} className="border-t">
      {previews.map((preview) => (
        <Row key={preview.id} preview={preview} />
      ))}
    </FoldingTable>
  );
}

function Row({ preview }: { preview: DocumentPreview }) {
  const { icon: Icon, style, label } = looks[preview.would];
  return (
    <tr
      className={cn(
        "grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5 px-5 py-3 text-sm sm:px-6",
        columns,
      )}
    >
      <td className="flex min-w-0 items-start gap-2.5">
        <Icon className={cn("mt-0.5 size-4 shrink-0", style)} aria-hidden="true" />
        <span className="min-w-0">
          <span className="sr-only">{label}: </span>
          <Link
            href={`/dashboard/documents/${preview.id}`}
            className="tabular rounded-sm font-medium underline-offset-4 hover:underline"
          >
            {preview.number ?? `id ${preview.magentoId}`}
          </Link>
          <span className="block truncate text-[13px] text-muted">
            {kindWords[preview.kind]}
            {preview.date && <span className="tabular"> · {shortDayWords(preview.date)}</span>}
          </span>
        </span>
      </td>
      <td className="order-3 min-w-0 truncate pl-6.5 md:order-none md:pl-0">
        {preview.customer ?? <span className="text-faint">–</span>}
      </td>
      <td className="text-right">
        <span className="mr-2 text-xs text-faint md:hidden">Magento</span>
        <Money amount={preview.magentoTotal} currency={preview.currency} className="font-medium" />
      </td>
      <td className="hidden text-center text-faint md:block" aria-hidden="true">
        →
      </td>
      <td className="order-4 text-right md:order-none">
        <span className="mr-2 text-xs text-faint md:hidden">Xero</span>
        <Money amount={preview.draftTotal} currency={preview.currency} className="font-medium" />
      </td>
      {preview.sentence && (
        <td className="order-5 col-span-full pt-1 pl-6.5 text-[13px] leading-relaxed text-pretty text-muted md:order-none">
          {preview.sentence}
        </td>
      )}
    </tr>
  );
}

const looks = {
  go: { icon: CircleCheck, style: "text-green", label: "Would go" },
  need_you: { icon: CircleAlert, style: "text-red", label: "Would need you" },
  be_left_out: { icon: CircleSlash, style: "text-gray", label: "Would be left out" },
  be_checked: { icon: Clock, style: "text-faint", label: "Still to be checked" },
} as const;

const kindWords = { invoice: "Invoice", creditmemo: "Credit memo" } as const;
