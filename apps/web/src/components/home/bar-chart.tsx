import type { Bar } from "@counterfoil/services/home/moved-documents";

const HEIGHT = 64;
const STEP = 10;
const GAP = 2;

/** Bars drawn on the server, with the same figures as a table for whoever cannot see or hover. */
export function BarChart({
  bars,
  title,
  unit,
  wordsOf,
}: {
  bars: Bar[];
  title: string;
  /** Heads the first column of the table. */
  unit: string;
  wordsOf: (label: string) => string;
}) {
  const most = Math.max(1, ...bars.map(({ documents }) => documents));
  const total = bars.reduce((sum, { documents }) => sum + documents, 0);
  const width = bars.length * STEP - GAP;
  const first = bars[0];
  const last = bars.at(-1);
  return (
    <figure className="min-w-0 p-5 sm:px-6">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="text-sm text-muted">{title}</span>
        <span className="tabular text-xl font-semibold tracking-tight">{total.toLocaleString("en-GB")}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${total} documents. ${title}. The figures are in the table below.`}
        className="mt-3 block h-20 w-full"
      >
        {bars.map(({ label, documents }, index) => {
          const height = documents === 0 ? 1 : Math.max(3, (documents / most) * HEIGHT);
          return (
            <rect
              key={label}
              x={index * STEP}
              y={HEIGHT - height}
              width={STEP - GAP}
              height={height}
              rx={documents === 0 ? 0 : 1}
              className={documents === 0 ? "fill-line" : "fill-brand"}
            >
              <title>{`${wordsOf(label)}: ${documents}`}</title>
            </rect>
          );
        })}
      </svg>
      <div className="tabular mt-1.5 flex justify-between text-xs text-muted" aria-hidden="true">
        <span>{first && wordsOf(first.label)}</span>
        <span>{last && wordsOf(last.label)}</span>
      </div>
      <details className="mt-2">
        <summary className="inline-block rounded-sm text-xs text-muted hover:text-ink">As a table</summary>
        <div className="mt-2 max-h-56 overflow-y-auto rounded-lg border">
          <table className="w-full text-[13px]">
            <caption className="sr-only">{title}</caption>
            <thead>
              <tr className="border-b text-left text-muted">
                <th scope="col" className="px-3 py-1.5 font-medium">
                  {unit}
                </th>
                <th scope="col" className="px-3 py-1.5 text-right font-medium">
                  Documents
                </th>
              </tr>
            </thead>
            <tbody className="tabular">
              {bars.toReversed().map(({ label, documents }) => (
                <tr key={label}>
                  <td className="px-3 py-1">{wordsOf(label)}</td>
                  <td className="px-3 py-1 text-right">{documents}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
