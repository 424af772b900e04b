import type { OrganisationBudget } from "@counterfoil/services/home/list-budgets";
import { BudgetBar } from "../budget-bar.tsx";
import { Card, CardHeader } from "../card.tsx";
import { Clock } from "../clock.tsx";
import { HelpLink } from "../help-link.tsx";

/** What Xero still allows today, and when what waits for it is through. */
export function BudgetCard({ budgets }: { budgets: OrganisationBudget[] }) {
  return (
    <Card>
      <CardHeader
        title="Xero's budget"
        description="Xero allows so many calls a day and a minute; up to 50 documents share one."
        action={<HelpLink to="waiting" />}
      />
      <ul className="mt-3 divide-y border-t">
        {budgets.map((row) => (
          <li key={row.organisation.id} className="space-y-2 px-5 py-4 sm:px-6">
            <p className="text-sm font-medium">{row.organisation.name}</p>
            <BudgetBar name={row.organisation.name} budget={row.budget} />
            <p className="text-[13px] text-muted">
              <FinishWords row={row} />
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function FinishWords({ row: { waiting, finish } }: { row: OrganisationBudget }) {
  if (waiting === 0) return "Nothing waits for it.";
  const what = `${waiting === 1 ? "One document waits" : `${waiting.toLocaleString("en-GB")} documents wait`} for it, about ${finish.calls === 1 ? "one call" : `${finish.calls.toLocaleString("en-GB")} calls`}`;
  if (finish.at === null)
    return `${what}: more than are left today. The rest goes tomorrow, as the calls come back.`;
  return (
    <>
      {what}: through at about <Clock at={finish.at} />.
    </>
  );
}
