import type { CallBudget } from "@counterfoil/db/system/call-budget";
import { Clock } from "./clock.tsx";

/** What is left of an organisation's calls: of the day as a bar, of the minute in words. */
export function BudgetBar({ name, budget }: { name: string; budget: CallBudget | null }) {
  if (!budget)
    return <p className="text-sm text-muted">Nothing was asked of {name} yet: its whole day is left.</p>;
  const { dayLeft, dayLimit, minuteLeft, minuteLimit, dayTurnsAt } = budget;
  const used = dayLimit - dayLeft;
  return (
    <div className="space-y-1.5">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <span>
          <span className="tabular font-medium">{dayLeft.toLocaleString("en-GB")}</span>{" "}
          <span className="text-muted">of {dayLimit.toLocaleString("en-GB")} calls left today</span>
        </span>
        <span className="tabular text-[13px] text-muted">
          {minuteLeft} of {minuteLimit} this minute
        </span>
      </p>
      <svg
        viewBox="0 0 100 2"
        preserveAspectRatio="none"
        className="block h-1.5 w-full overflow-hidden rounded-full"
        aria-hidden="true"
      >
        <rect width="100" height="2" className="fill-line" />
        <rect
          width={Math.min(100, (used / dayLimit) * 100)}
          height="2"
          className={dayLeft < dayLimit / 10 ? "fill-dot-amber" : "fill-brand"}
        />
      </svg>
      {dayTurnsAt && dayLeft < dayLimit / 2 && (
        <p className="text-[13px] text-muted">
          Xero counts a new day from <Clock at={dayTurnsAt} />.
        </p>
      )}
    </div>
  );
}
