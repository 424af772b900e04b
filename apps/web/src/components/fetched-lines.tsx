import { Difference, Money } from "./money.tsx";

type Line = { key: string; name: string; detail: string; why?: string; net: string; tax: string };

/** The lines of one side, and what they come to. */
export function FetchedLines({
  caption,
  currency,
  lines,
  extras,
  total,
  difference,
}: {
  caption: string;
  currency: string;
  lines: Line[];
  extras: [string, string][];
  total: string;
  difference?: string | null;
}) {
  return (
    <table className="mt-4 w-full border-collapse border-t text-sm">
      <caption className="sr-only">{caption}</caption>
      <thead className="text-[13px] text-muted">
        <tr>
          <th scope="col" className="py-2 pr-3 pl-5 text-left font-normal sm:pl-6">
            Line
          </th>
          <th scope="col" className="py-2 pr-3 text-right font-normal">
            Net
          </th>
          <th scope="col" className="py-2 pr-5 text-right font-normal sm:pr-6">
            Tax
          </th>
        </tr>
      </thead>
      <tbody className="divide-y border-y align-top">
        {lines.map((line) => (
          <tr key={line.key}>
            <th scope="row" className="py-2.5 pr-3 pl-5 text-left font-normal sm:pl-6">
              <span className="block whitespace-pre-line [overflow-wrap:anywhere]">{line.name}</span>
              {line.detail && <span className="block text-[13px] text-muted">{line.detail}</span>}
              {line.why && (
                <details className="text-[13px] text-muted">
                  <summary className="w-fit rounded-sm hover:text-ink">Why</summary>
                  {line.why}
                </details>
              )}
            </th>
            <td className="py-2.5 pr-3 text-right">
              <Money amount={line.net} currency={currency} />
            </td>
            <td className="py-2.5 pr-5 text-right sm:pr-6">
              <Money amount={line.tax} currency={currency} />
            </td>
          </tr>
        ))}
        {extras.map(([label, amount]) => (
          <tr key={label}>
            <th scope="row" className="py-2.5 pr-3 pl-5 text-left font-normal text-muted sm:pl-6">
              {label}
            </th>
            <td className="py-2.5 pr-3 text-right">
              <Money amount={amount} currency={currency} />
            </td>
            <td />
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" className="py-3 pl-5 text-left font-medium sm:pl-6">
            Total
          </th>
          <td colSpan={2} className="py-3 pr-5 text-right font-semibold sm:pr-6">
            <Money amount={total} currency={currency} />
          </td>
        </tr>
        {difference !== undefined && difference !== null && (
          <tr>
            <th scope="row" className="pb-4 pl-5 text-left font-normal text-muted sm:pl-6">
              Difference to Magento
            </th>
            <td colSpan={2} className="pr-5 pb-4 text-right sm:pr-6">
              <Difference amount={difference} currency={currency} />
            </td>
          </tr>
        )}
      </tfoot>
    </table>
  );
}
