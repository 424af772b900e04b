import { shortDayWords } from "@counterfoil/core/day-words";
import type { DocumentRow } from "@counterfoil/services/document/list-documents";
import Link from "next/link";
import { cn } from "./cn.ts";
import { FoldingTable } from "./folding-table.tsx";
import { Marks } from "./marks.tsx";
import { Difference, Money } from "./money.tsx";
import { ReasonHelp } from "./reason-help.tsx";
import { WordChip } from "./word-chip.tsx";

const HEADS = [
  { title: "Document" },
  { title: "Customer" },
  { title: "Magento", isRight: true },
  { title: "Xero", isRight: true },
  { title: "Difference", isRight: true },
  { title: "State", isRight: true },
];

const columns =
  "md:grid md:grid-cols-[minmax(9.5rem,1.1fr)_minmax(8rem,1.3fr)_7.5rem_7.5rem_5.5rem_11.5rem] md:gap-x-4";

/** What a retry may move; everything else goes by itself or is done. */
const canRetry = (row: DocumentRow) => row.state === "held" || row.state === "failed";

/** A row per document, which leads to its page. On a phone each row folds into a card, with the same roles. */
export function DocumentList({ rows, hasBoxes = false }: { rows: DocumentRow[]; hasBoxes?: boolean }) {
  const notes = [
    ...new Set(rows.flatMap((row) => (row.word === "In Xero" && row.note ? [row.note] : []))),
  ].slice(0, 3);
  return (
    <>
      <FoldingTable
        label="Documents"
        columns={columns}
        heads={HEADS}
        headClassName={hasBoxes ? "pl-13" : undefined}
      >
        {rows.map((row) => (
          <Row key={row.id} row={row} hasBox={hasBoxes && canRetry(row)} isIndented={hasBoxes} />
        ))}
      </FoldingTable>
      {notes.map((note) => (
        <p key={note} className="border-t px-4 py-3 text-[13px] text-pretty text-muted sm:px-6">
          {note}
        </p>
      ))}
    </>
  );
}

function Row({ row, hasBox, isIndented }: { row: DocumentRow; hasBox: boolean; isIndented: boolean }) {
  const name = row.number ?? `id ${row.magentoId}`;
  const isInXero = row.word === "In Xero";
  const leftOut = isInXero ? leftOutWords(row) : null;
  return (
    <tr
      id={`document-${row.id}`}
      className={cn(
        "relative grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 px-4 py-3.5 text-sm transition-colors hover:bg-raised/60 has-checked:bg-brand-soft/50 sm:px-6",
        columns,
        isIndented && "pl-11 sm:pl-13",
      )}
    >
      <td className="min-w-0">
        {hasBox && (
          // The label is larger than its box: a thumb's width.
          <label className="absolute top-0 left-0 z-10 grid h-12 w-11 place-items-center sm:w-13">
            <input type="checkbox" name="documentId" value={row.id} className="size-4 accent-brand" />
            <span className="sr-only">Choose {name}</span>
          </label>
        )}
        <p className="tabular font-medium">
          <Link
            href={`/dashboard/documents/${row.id}`}
            prefetch={false}
            className="rounded after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-brand focus-visible:outline-none"
          >
            {name}
          </Link>
        </p>
        <p className="truncate text-[13px] text-muted">
          {kindWords[row.kind]}
          {row.date && <span className="tabular"> · {shortDayWords(row.date)}</span>}
        </p>
      </td>
      <td className="order-3 min-w-0 md:order-none">
        <p className="truncate">{row.customer ?? <span className="text-faint">–</span>}</p>
        <p className="truncate text-[13px] text-muted" title={leftOut ? (row.note ?? undefined) : undefined}>
          {leftOut ?? <span className="max-md:hidden">{row.organisation}</span>}
        </p>
      </td>
      <td className="order-4 text-right md:order-none">
        <span className="mr-2 text-xs text-faint md:hidden">Magento</span>
        <Money amount={row.magentoTotal} currency={row.currency} className="font-medium" />
      </td>
      <td className="order-6 col-start-2 text-right md:order-none md:col-start-auto">
        <span className="mr-2 text-xs text-faint md:hidden">Xero</span>
        <Money amount={row.xeroTotal} currency={row.currency} className="font-medium" />
        {row.xeroNumber && (
          <p className="tabular hidden truncate text-[13px] text-muted md:block" title={row.xeroNumber}>
            {row.xeroNumber}
          </p>
        )}
      </td>
      <td className="hidden text-right md:block">
        {row.difference === null ? (
          <span className="text-faint">–</span>
        ) : (
          <Difference amount={row.difference} currency={row.currency} />
        )}
      </td>
      <td className="order-2 flex flex-col items-end gap-1.5 md:order-none md:flex-row-reverse md:items-start md:justify-start md:gap-2">
        <WordChip word={row.word} />
        <span className="relative">
          <Marks marks={row.marks} />
        </span>
      </td>
      {!isInXero && (
        <td className="order-7 col-span-full max-w-3xl pt-1 text-[13px] leading-relaxed text-pretty text-muted md:order-none">
          <Explanation row={row} />
        </td>
      )}
    </tr>
  );
}

function Explanation({ row }: { row: DocumentRow }) {
  return (
    <>
      <span className={row.word === "Needs you" ? "text-ink" : undefined}>{row.sentence}</span>
      <ReasonHelp reason={row.reason} />
      {row.note && <span> {row.note}</span>}
    </>
  );
}

/** A payment or settlement that was left out, in a few words; the whole sentence is told once below the list. */
function leftOutWords(row: DocumentRow): string | null {
  const mark = row.marks.find(
    ({ kind, word }) =>
      word === "Left out" && kind !== "contact" && kind !== "invoice" && kind !== "credit_note",
  );
  return mark ? mark.label.replace(": ", " ") : null;
}

const kindWords = { invoice: "Invoice", creditmemo: "Credit memo" } as const;
