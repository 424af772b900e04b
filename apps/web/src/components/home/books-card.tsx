import { monthWords } from "@counterfoil/core/day-words";
import type { BooksAgreement, MonthAgreement } from "@counterfoil/services/document/books-agreement";
import { CircleAlert, CircleCheck, Clock, TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Card } from "../card.tsx";
import { cn } from "../cn.ts";
import { Difference, formatMoney, Money } from "../money.tsx";
import { ReasonHelp } from "../reason-help.tsx";
import { hrefOfFigure } from "./figure-href.ts";
import { verdictOf } from "./verdict.ts";

/** Do the books agree? A line per month that opens; the newest two are open, and so is what is not right. */
export function BooksCard({ agreement }: { agreement: BooksAgreement }) {
  const months = [...new Set(agreement.months.map(({ month }) => month))];
  return (
    <Card aria-label="Do the books agree?">
      <ul className="divide-y">
        {months.map((month, index) => (
          <li key={month}>
            <Month
              month={month}
              rows={agreement.months.filter((row) => row.month === month)}
              isOpen={index < 2}
            />
          </li>
        ))}
      </ul>
      {agreement.unfetched > 0 && (
        <p className="border-t px-5 py-3 text-[13px] text-muted sm:px-6">
          {agreement.unfetched === 1
            ? "One document is"
            : `${agreement.unfetched.toLocaleString("en-GB")} documents are`}{" "}
          still being fetched from Magento and in no month yet.
        </p>
      )}
    </Card>
  );
}

function Month({ month, rows, isOpen }: { month: string; rows: MonthAgreement[]; isOpen: boolean }) {
  const verdict = verdictOf(rows);
  const { icon: Icon, style } = looks[verdict.look];
  return (
    <details open={isOpen} className="group">
      <summary className="flex list-none flex-wrap items-center gap-x-3 gap-y-0.5 px-5 py-4 hover:bg-raised/60 sm:px-6 [&::-webkit-details-marker]:hidden">
        <Icon className={cn("size-4.5 shrink-0", style)} aria-hidden="true" strokeWidth={2} />
        <h2 className="text-[15px] font-semibold tracking-tight">{monthWords(month)}</h2>
        <span className={cn("min-w-0 flex-1 basis-48 text-sm text-pretty", style)}>{verdict.sentence}</span>
        <span className="text-[13px] text-muted underline decoration-line-strong underline-offset-3 group-open:hidden">
          Show
        </span>
      </summary>
      <div className="divide-y border-t">
        {rows.map((row) => (
          <Row key={`${row.organisationId} ${row.currency}`} row={row} />
        ))}
      </div>
    </details>
  );
}

const looks = {
  agrees: { icon: CircleCheck, style: "text-green" },
  waits: { icon: Clock, style: "text-muted" },
  needs: { icon: TriangleAlert, style: "text-amber" },
  differs: { icon: CircleAlert, style: "text-red" },
};

/** One organisation's month in one currency: three sums side by side, and below what makes up the difference. */
function Row({ row }: { row: MonthAgreement }) {
  const { organisation, currency, magento, xero } = row;
  return (
    <section
      aria-label={`${organisation}, ${currency}, ${monthWords(row.month)}`}
      className="grid gap-x-6 gap-y-3 px-5 py-4 sm:px-6 lg:grid-cols-[minmax(9rem,1fr)_minmax(0,3fr)]"
    >
      <h3 className="text-sm font-medium">
        {organisation} <span className="text-xs font-normal text-muted">{currency}</span>
      </h3>
      <div className="min-w-0 space-y-3">
        <dl className="grid grid-cols-3 gap-x-4 text-sm">
          <Sum term="Magento" documents={magento.documents} href={hrefOfFigure(row, { of: "magento" })}>
            <Money amount={magento.total} currency={currency} className="font-medium" />
          </Sum>
          <Sum term="Xero" documents={xero.documents} href={hrefOfFigure(row, { of: "xero" })}>
            <Money amount={xero.total} currency={currency} className="font-medium" />
          </Sum>
          <div className="min-w-0 text-right">
            <dt className="text-xs text-muted">Difference</dt>
            <dd>
              <DifferenceOf row={row} />
            </dd>
          </div>
        </dl>
        <Parts row={row} />
      </div>
    </section>
  );
}

function Sum({
  term,
  documents,
  href,
  children,
}: {
  term: string;
  documents: number;
  href: string;
  children: ReactNode;
}) {
  return (
    <div className="min-w-0 sm:text-right">
      <dt className="text-xs text-muted">{term}</dt>
      <dd>
        {children}
        <FigureLink href={href} className="block text-[13px]">
          {counted(documents)}
        </FigureLink>
      </dd>
    </div>
  );
}

/** What is missing for a reason is no alarm; what both hold and differ about is. */
function DifferenceOf({ row }: { row: MonthAgreement }) {
  if (!isNothing(row.unexplained) || isNothing(row.difference))
    return <Difference amount={row.difference} currency={row.currency} />;
  return <Money amount={row.difference} currency={row.currency} className="text-muted" />;
}

function Parts({ row }: { row: MonthAgreement }) {
  const { currency, leftOut, needsYou, waiting, onItsWay, unexplained } = row;
  const words = [
    { word: "Needs you" as const, figure: needsYou, style: "text-red" },
    { word: "Waiting" as const, figure: waiting, style: "text-amber" },
    { word: "On its way" as const, figure: onItsWay, style: "text-blue" },
  ].filter(({ figure }) => figure.documents > 0);
  if (words.length === 0 && leftOut.length === 0 && isNothing(unexplained)) return null;
  return (
    <ul className="space-y-1 text-[13px] leading-relaxed text-muted">
      {!isNothing(unexplained) && (
        <li className="text-red">
          <FigureLink href={hrefOfFigure(row, { of: "differs" })} className="text-red">
            Xero holds {formatMoney(unexplained.replace("-", ""), currency)}{" "}
            {unexplained.startsWith("-") ? "less" : "more"} than Magento says
          </FigureLink>{" "}
          of what stands in both: open what differs.
        </li>
      )}
      {words.map(({ word, figure, style }) => (
        <li key={word}>
          <span className={style}>{word}:</span>{" "}
          <FigureLink href={hrefOfFigure(row, { of: "word", word })}>{counted(figure.documents)}</FigureLink>
          <Missing figure={figure} currency={currency} />
        </li>
      ))}
      {leftOut.map(({ reason, documents, total, sentence }) => (
        <li key={reason}>
          <span className="text-gray">Left out:</span>{" "}
          <FigureLink href={hrefOfFigure(row, { of: "leftOut", reason })}>{counted(documents)}</FigureLink>,{" "}
          <Money amount={total} currency={currency} />. {sentence}
          <ReasonHelp reason={reason} />
        </li>
      ))}
    </ul>
  );
}

/** Of documents whose payment alone waits, nothing is missing in the sums. */
function Missing({ figure, currency }: { figure: MonthAgreement["needsYou"]; currency: string }) {
  if (figure.missing.documents === 0) return <>, all of it in Xero: only money for it is left.</>;
  return (
    <>
      , <Money amount={figure.missing.total} currency={currency} /> not in Xero yet.
    </>
  );
}

function FigureLink({
  href,
  className,
  children,
}: {
  href: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Link
      href={href}
      prefetch={false}
      className={cn(
        "tabular rounded-sm text-muted underline decoration-line-strong underline-offset-3 hover:text-ink hover:decoration-ink",
        className,
      )}
    >
      {children}
    </Link>
  );
}

const isNothing = (amount: string) => /^-?0(\.0*)?$/.test(amount);

function counted(documents: number): string {
  return documents === 1 ? "1 document" : `${documents.toLocaleString("en-GB")} documents`;
}
