import type { LineView } from "@counterfoil/services/document/describe-plan";
import type { LineChange } from "@counterfoil/services/policy/plan-changes";
import type { PreviewRow } from "@counterfoil/services/policy/preview-policy";
import { Difference, formatMoney } from "../money.tsx";

/** What would be otherwise about one document: above its lines, line by line, and in its totals. */
export function PreviewDocument({ row }: { row: PreviewRow }) {
  const { before, after, changes, currency } = row;
  const totals = [
    ["Total in Xero", before.total, after.total],
    ["Tax in Xero", before.totalTax, after.totalTax],
  ] as const;
  return (
    <div className="space-y-4 px-4 pt-1 pb-4 text-sm">
      {row.isSent && (
        <p className="text-pretty text-muted">
          In Xero already, and it stays as it is there. This is what a new one like it would be.
        </p>
      )}
      {before.sentence !== after.sentence && (
        <dl className="space-y-2">
          <Sentence label="Now" text={before.sentence ?? "It would go to Xero."} />
          <Sentence label="Then" text={after.sentence ?? "It would go to Xero."} />
        </dl>
      )}
      <table className="w-full table-fixed border-collapse text-[13px] [overflow-wrap:anywhere]">
        <thead className="text-left text-muted">
          <tr>
            <th scope="col" className="w-1/3 py-1.5 pr-4 font-normal">
              What
            </th>
            <th scope="col" className="w-1/3 py-1.5 pr-4 font-normal">
              With the saved settings
            </th>
            <th scope="col" className="w-1/3 py-1.5 font-normal">
              With your changes
            </th>
          </tr>
        </thead>
        <tbody className="divide-y border-y align-top">
          {changes.facts.map(({ label, before: old, after: now }) => (
            <tr key={label}>
              <th scope="row" className="py-2 pr-4 text-left font-normal text-muted">
                {label}
              </th>
              <td className="py-2 pr-4 text-muted">{old ?? "None"}</td>
              <td className="py-2 font-medium">{now ?? "None"}</td>
            </tr>
          ))}
          {changes.lines.map((line) => (
            <Line key={keyOf(line)} line={line} currency={currency} />
          ))}
          {totals.map(([label, old, now]) => (
            <tr key={label}>
              <th scope="row" className="py-2 pr-4 text-left font-normal text-muted">
                {label}
              </th>
              <td className="tabular py-2 pr-4 text-muted">{amount(old, currency)}</td>
              <td className="tabular py-2 font-medium">{amount(now, currency)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row" className="py-2 pr-4 text-left font-normal text-muted">
              Difference to Magento's total
            </th>
            {[before, after].map((view, index) => (
              <td key={index === 0 ? "before" : "after"} className="py-2 pr-4">
                {view.difference === null ? "–" : <Difference amount={view.difference} currency={currency} />}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function Sentence({ label, text }: { label: string; text: string }) {
  return (
    <div className="grid grid-cols-[3rem_minmax(0,1fr)] gap-2">
      <dt className="text-muted">{label}</dt>
      <dd className="max-w-prose text-pretty">{text}</dd>
    </div>
  );
}

function Line({ line, currency }: { line: LineChange; currency: string | null }) {
  return (
    <tr>
      <th scope="row" className="py-2 pr-4 text-left font-normal whitespace-pre-line">
        {line.description}
      </th>
      <td className="py-2 pr-4 text-muted">{lineWords(line.before, currency)}</td>
      <td className="py-2 font-medium">{lineWords(line.after, currency)}</td>
    </tr>
  );
}

function lineWords(line: LineView | null, currency: string | null) {
  if (line === null) return "No such line";
  return (
    <>
      <span className="block">{line.account ?? "No account"}</span>
      <span className="block">{line.taxRate ?? "No tax rate"}</span>
      {line.tracking && <span className="block">{line.tracking}</span>}
      <span className="tabular block">
        {amount(line.net, currency)} and {amount(line.tax, currency)} tax
      </span>
    </>
  );
}

function amount(text: string | null, currency: string | null): string {
  return text === null ? "–" : formatMoney(text, currency);
}

function keyOf({ description, before, after }: LineChange): string {
  return [description, before?.account, after?.account, before?.net, after?.net].join("|");
}
