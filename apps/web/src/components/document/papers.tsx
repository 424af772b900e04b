import type { LinePair } from "@counterfoil/services/document/pair-lines";
import { Equal, EqualNot } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../cn.ts";
import { Money } from "../money.tsx";
import { figure, isNothing } from "./figure.ts";
import { MagentoLine, XeroLine } from "./paper-lines.tsx";

type Head = { title: string; number: string | null; facts: (string | null)[]; link?: ReactNode };

/**
 * Magento's document and Xero's as two papers side by side, line beside line. One grid in reading order; a phone lays Xero's
 * under Magento's.
 */
export function Papers({
  magento,
  xero,
  lines,
  currency,
  totals,
  noMagento,
  noXero,
}: {
  magento: Head;
  xero: Head;
  lines: LinePair[];
  currency: string | null;
  totals: { magento: string | null; xero: string | null; difference: string | null; xeroLabel: string };
  /** Why there are no lines, where there are none. */
  noMagento: string;
  /** Why there is no paper of Xero's, where there is none. */
  noXero: string | null;
}) {
  const hasXero = noXero === null;
  return (
    <section
      aria-label="Both documents, line by line"
      className="grid grid-cols-1 lg:grid-cols-[minmax(0,1fr)_3.5rem_minmax(0,1fr)]"
    >
      <PaperHead {...magento} side="magento" />
      <Gap />
      <PaperHead {...xero} side="xero" />
      {lines.map((pair, index) => (
        <Pair
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place alone.
          key={index}
          pair={pair}
          currency={currency}
          hasXero={hasXero}
          isFirst={index === 0}
          noXero={noXero}
        />
      ))}
      {lines.length === 0 && (
        <>
          <Cell side="magento">
            <p className="text-sm text-muted">{noMagento}</p>
          </Cell>
          <Gap />
          <Cell side="xero">
            <p className="text-sm text-pretty text-muted">{noXero ?? "Its lines are no longer kept here."}</p>
          </Cell>
        </>
      )}
      <Cell side="magento" isFoot>
        <Total label="Total in Magento" amount={totals.magento} currency={currency} />
      </Cell>
      <Gap>
        {totals.difference !== null && <Sign difference={totals.difference} currency={currency} isLarge />}
      </Gap>
      <Cell side="xero" isFoot>
        <Total label={totals.xeroLabel} amount={totals.xero} currency={currency} />
      </Cell>
    </section>
  );
}

function Pair({
  pair,
  currency,
  hasXero,
  isFirst,
  noXero,
}: {
  pair: LinePair;
  currency: string | null;
  hasXero: boolean;
  isFirst: boolean;
  noXero: string | null;
}) {
  const { magento, xero, difference } = pair;
  return (
    <>
      <Cell side="magento" isEmpty={magento === null}>
        {magento ? <MagentoLine line={magento} currency={currency} /> : <Nothing />}
      </Cell>
      <Gap>{difference !== null && <Sign difference={difference} currency={currency} />}</Gap>
      <Cell side="xero" isEmpty={xero === null} isBare={!hasXero}>
        {xero ? (
          <XeroLine line={xero} currency={currency} difference={difference} />
        ) : hasXero ? (
          <Nothing />
        ) : (
          isFirst && <p className="text-sm text-pretty text-muted">{noXero}</p>
        )}
      </Cell>
    </>
  );
}

function PaperHead({ title, number, facts, link, side }: Head & { side: "magento" | "xero" }) {
  return (
    <header
      className={cn(
        "rounded-t-xl border border-b-0 bg-surface px-4 pt-4 pb-3 sm:px-5",
        side === "magento" ? "max-lg:order-1" : "max-lg:order-2 max-lg:mt-5",
      )}
    >
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="text-xs font-medium text-muted">{title}</h2>
          <p className="tabular truncate text-[17px] font-semibold tracking-tight">{number ?? "–"}</p>
        </div>
        {link}
      </div>
      <p className="mt-0.5 text-[13px] text-pretty text-muted">
        {facts.filter((fact) => fact !== null).join(" · ") || "\u00a0"}
      </p>
    </header>
  );
}

function Cell({
  side,
  children,
  isFoot = false,
  isEmpty = false,
  isBare = false,
}: {
  side: "magento" | "xero";
  children: ReactNode;
  isFoot?: boolean;
  isEmpty?: boolean;
  /** Of a paper that is not there: no rules between its lines. */
  isBare?: boolean;
}) {
  return (
    <div
      className={cn(
        "min-w-0 border-x border-t bg-surface px-4 py-3 sm:px-5",
        side === "magento" ? "max-lg:order-1" : "max-lg:order-2",
        isFoot && "rounded-b-xl border-t-line-strong border-b py-4 shadow-card",
        (isEmpty || isBare) && !isFoot && "max-lg:hidden",
        isBare && "border-t-transparent has-[p]:block",
      )}
    >
      {children}
    </div>
  );
}

/** Between the papers; on a phone the difference stands with Xero's line. */
function Gap({ children }: { children?: ReactNode }) {
  return <div className="hidden items-start justify-center pt-3.5 lg:flex">{children}</div>;
}

function Nothing() {
  return <p className="text-sm text-faint">–</p>;
}

function Total({
  label,
  amount: total,
  currency,
}: {
  label: string;
  amount: string | null;
  currency: string | null;
}) {
  return (
    <p className="flex items-baseline justify-between gap-4">
      <span className="text-sm text-muted">{label}</span>
      <Money amount={total} currency={currency} className="text-lg font-semibold tracking-tight" />
    </p>
  );
}

/** Equal, quietly; or by how much not. */
function Sign({
  difference,
  currency,
  isLarge = false,
}: {
  difference: string;
  currency: string | null;
  isLarge?: boolean;
}) {
  if (isNothing(difference))
    return (
      <Equal
        className={cn("text-green", isLarge ? "mt-1 size-5" : "size-4")}
        strokeWidth={2.25}
        role="img"
        aria-label="the same in Xero"
      />
    );
  return (
    <span className="flex flex-col items-center gap-0.5 text-red">
      <EqualNot className={isLarge ? "size-5" : "size-4"} strokeWidth={2.25} aria-hidden="true" />
      <span className="tabular text-center text-xs font-medium">
        <span className="sr-only">in Xero it differs by </span>
        {figure(difference, currency)}
      </span>
    </span>
  );
}
