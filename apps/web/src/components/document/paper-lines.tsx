import type { MagentoLine as Magento, XeroLine as Xero } from "@counterfoil/services/document/pair-lines";
import { Money } from "../money.tsx";
import { figure, isNothing } from "./figure.ts";

/** A line as Magento has it. */
export function MagentoLine({ line, currency }: { line: Magento; currency: string | null }) {
  const isPlain = isNothing(line.discount) && isNothing(line.tax);
  const parts = [
    line.quantity === null
      ? isPlain
        ? null
        : `net ${figure(line.net, currency)}`
      : `${plain(line.quantity)} for ${figure(line.net, currency)} net`,
    isNothing(line.discount) ? null : `discount ${figure(line.discount, currency)}`,
    isNothing(line.tax) ? null : `tax ${figure(line.tax, currency)}`,
  ];
  return (
    <>
      <LineTop name={line.name} total={line.total} currency={currency} />
      {line.detail && <p className="truncate text-[13px] text-muted">{line.detail}</p>}
      <p className="tabular text-[13px] text-muted">{parts.filter((part) => part !== null).join(" · ")}</p>
    </>
  );
}

/** A line as it goes to Xero, with the reason on demand. */
export function XeroLine({
  line,
  currency,
  difference,
}: {
  line: Xero;
  currency: string | null;
  difference: string | null;
}) {
  const [name = "", ...more] = line.description.split("\n");
  const figures = [
    `${plain(line.quantity)} × ${figure(line.unitAmount, currency)}`,
    line.discount === null ? null : `discount ${figure(line.discount, currency)}`,
    isNothing(line.tax) ? null : `tax ${figure(line.tax, currency)}`,
  ];
  const isOff = difference !== null && !isNothing(difference);
  return (
    <>
      <LineTop name={name} total={line.total} currency={currency} />
      {more.length > 0 && <p className="text-[13px] text-muted">{more.join(" · ")}</p>}
      <p className="tabular text-[13px] text-muted">{figures.filter((part) => part !== null).join(" · ")}</p>
      <p className="text-[13px] text-muted">
        {[line.account, line.taxRate].filter((part) => part !== null).join(" · ")}
      </p>
      {isOff && (
        <p className="text-[13px] font-medium text-red lg:hidden">
          {`${figure(difference, currency)} from Magento's line`}
        </p>
      )}
      <details className="group mt-1">
        <summary className="inline-block rounded text-[13px] text-muted underline decoration-line-strong underline-offset-3 hover:text-ink">
          Why
        </summary>
        <div className="mt-1.5 space-y-1 border-l-2 pl-3 text-[13px] leading-relaxed text-pretty text-muted">
          <p className="tabular">{line.explanation.from}</p>
          <p>{line.explanation.rule}</p>
        </div>
      </details>
    </>
  );
}

function LineTop({ name, total, currency }: { name: string; total: string; currency: string | null }) {
  return (
    <p className="flex items-baseline justify-between gap-4">
      <span className="min-w-0 text-sm font-medium wrap-break-word">{name}</span>
      <Money amount={total} currency={currency} className="text-sm font-medium" />
    </p>
  );
}

/** "2.0000" is 2. */
const plain = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
